//! Comparison of every template with the requests that the Python client was recorded to send.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    ActionTemplate, PagingBy, RenderError, Rendered, Request, Table, render, schema_of, tables,
};

/// An input and the request that the client sends for it.
#[derive(Deserialize)]
struct Vector {
    input: Map<String, Value>,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
}

fn vectors(table: &Table) -> BTreeMap<String, Vec<Vector>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/table/vectors");
    let path = format!("{folder}/{}.json", table.service.namespace);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn table(namespace: &str) -> &'static Table {
    let mut tables = tables().iter();
    tables
        .find(|table| table.service.namespace == namespace)
        .unwrap()
}

fn template(name: &str) -> ActionTemplate {
    let (namespace, _) = name.split_once('.').unwrap();
    table(namespace).template(name).unwrap()
}

#[test]
fn templates_render_recorded_requests() {
    for table in tables() {
        let vectors = vectors(table);
        assert!(table.names().eq(vectors.keys().map(String::as_str)));
        for (name, vectors) in vectors {
            let template = table.template(&name).unwrap();
            assert!(!vectors.is_empty(), "{name}");
            for vector in vectors {
                let input = Value::Object(vector.input.clone());
                match render(&template, &vector.input) {
                    Ok(Rendered::Request(request)) => {
                        assert_eq!(request.method, vector.method, "{name} {input}");
                        assert_eq!(request.path, vector.path, "{name} {input}");
                        assert_eq!(request.query, vector.query, "{name} {input}");
                        let headers = request.headers.iter().cloned().collect();
                        assert_eq!(vector.headers, headers, "{name} {input}");
                        assert_eq!(request.body, vector.body, "{name} {input}");
                    }
                    other => panic!("{name} {input}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn schemas_are_valid_and_accept_recorded_inputs() {
    for table in tables() {
        for (name, vectors) in vectors(table) {
            let schema = schema_of(&table.template(&name).unwrap());
            assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name}");
            let validator = jsonschema::draft202012::new(&schema).unwrap();
            for vector in vectors {
                let input = Value::Object(vector.input);
                let problem = validator.validate(&input).err();
                assert!(problem.is_none(), "{name} {input}: {problem:?}");
            }
        }
    }
}

#[test]
fn inputs_are_documented_and_unique() {
    for table in tables() {
        for name in table.names() {
            let template = table.template(name).unwrap();
            assert!(!template.docs.is_empty(), "{name}");
            let mut inputs: Vec<_> = template.inputs.iter().map(|input| &input.name).collect();
            inputs.sort();
            inputs.dedup();
            assert_eq!(inputs.len(), template.inputs.len(), "{name}");
            let mut inputs = template.inputs.iter();
            assert!(inputs.all(|input| !input.docs.is_empty()), "{name}");
        }
    }
}

#[test]
fn every_mapped_action_is_listed_once() {
    for table in tables() {
        let namespace = table.service.namespace;
        let others = table.custom.iter().chain(&table.header.absent);
        let others = others.map(|action| action.name.as_str());
        let mut names: Vec<&str> = table.names().chain(others).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        let expected = table.service.mapped_actions;
        assert_eq!((count, names.len()), (expected, expected), "{namespace}");
        let prefix = format!("{namespace}.");
        assert!(names.iter().all(|name| name.starts_with(&prefix)));
    }
}

#[test]
fn action_is_found_by_client_method() {
    let find = |namespace: &str| table(namespace).name_of_method("servers.get");
    assert_eq!(find("nova"), Some("nova.servers_get"));
    assert_eq!(find("cinder"), None);
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn request_of<'a>(template: &'a ActionTemplate, input: &Value) -> Request<'a> {
    match render(template, &object(input)).unwrap() {
        Rendered::Request(request) => *request,
        Rendered::Nothing => panic!("no request is rendered for {input}"),
    }
}

#[test]
fn id_is_encoded_as_one_path_segment() {
    let template = template("nova.servers_get");
    let request = request_of(&template, &json!({"server": "../a b/ü?x#y%2F"}));
    assert_eq!(request.path, "/servers/..%2Fa%20b%2F%C3%BC%3Fx%23y%252F");
    let request = request_of(&template, &json!({"server": {"id": "abc", "name": "n"}}));
    assert_eq!(request.path, "/servers/abc");
    for bad in [json!(""), json!("."), json!(".."), json!([]), json!({})] {
        let error = render(&template, &object(&json!({"server": bad})));
        assert!(matches!(error, Err(RenderError::InvalidInput(_))), "{bad}");
    }
}

#[test]
fn inputs_control_paging() {
    let list_networks = template("neutron.list_networks");
    let paging = request_of(&list_networks, &json!({"page_reverse": true})).paging;
    let paging = paging.unwrap();
    assert_eq!(
        (paging.by, paging.key, paging.reverse, paging.separate),
        (PagingBy::Links, Some("networks_links"), true, false)
    );
    let paging = request_of(&list_networks, &json!({"retrieve_all": false})).paging;
    assert!(paging.unwrap().separate);

    let servers_list = template("nova.servers_list");
    let request = request_of(&servers_list, &json!({"limit": 10}));
    assert!(request.paging.is_none());
    let request = request_of(&servers_list, &json!({"limit": -1}));
    assert_eq!(request.paging.unwrap().by, PagingBy::Marker);
    assert!(request.query.is_empty());

    let volumes_list = template("cinder.volumes_list");
    let paging = request_of(&volumes_list, &json!({"limit": "5"})).paging;
    assert_eq!(paging.unwrap().limit, Some(5));
}
