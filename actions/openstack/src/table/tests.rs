//! Every row does what the client was recorded to do.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::document::Table;
use super::{
    NoRequest, PagingBy, Rendered, Request, Row, find, name_of_method, names, render, schema_of,
    tables,
};

/// An input, and the request that the client sent for it.
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

const VECTORS: [&str; 5] = [
    include_str!("../../table/vectors/nova.json"),
    include_str!("../../table/vectors/cinder.json"),
    include_str!("../../table/vectors/neutron.json"),
    include_str!("../../table/vectors/keystone.json"),
    include_str!("../../table/vectors/glance.json"),
];

#[test]
fn every_row_renders_what_the_client_sent() {
    let mut seen = Vec::new();
    for text in VECTORS {
        let vectors: BTreeMap<String, Vec<Vector>> = serde_json::from_str(text).unwrap();
        for (name, vectors) in vectors {
            let row = find(&name).unwrap();
            assert!(!vectors.is_empty(), "{name}");
            for vector in vectors {
                let input = Value::Object(vector.input.clone());
                match render(&row, &vector.input) {
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
            seen.push(name);
        }
    }
    seen.sort();
    let mut all: Vec<_> = names().map(str::to_owned).collect();
    all.sort();
    assert_eq!(seen, all);
}

#[test]
fn schemas_are_valid_and_accept_the_recorded_inputs() {
    for text in VECTORS {
        let vectors: BTreeMap<String, Vec<Vector>> = serde_json::from_str(text).unwrap();
        for (name, vectors) in vectors {
            let schema = schema_of(&find(&name).unwrap());
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
fn every_input_is_described_and_named_once() {
    for name in names() {
        let row = find(name).unwrap();
        assert!(!row.docs.is_empty(), "{name}");
        let mut inputs: Vec<_> = row.inputs.iter().map(|input| &input.name).collect();
        inputs.sort();
        inputs.dedup();
        assert_eq!(inputs.len(), row.inputs.len(), "{name}");
        assert!(
            row.inputs.iter().all(|input| !input.docs.is_empty()),
            "{name}"
        );
    }
}

#[test]
fn every_name_is_in_one_list_of_its_service() {
    let all = [
        ("nova", 161),
        ("cinder", 128),
        ("neutron", 187),
        ("keystone", 120),
        ("glance", 51),
    ];
    for (table, (service, count)) in tables().iter().zip(all) {
        assert_eq!(table.service, service);
        let mut names = all_names(table);
        names.sort_unstable();
        let before = names.len();
        names.dedup();
        assert_eq!((before, names.len()), (count, count), "{service}");
        let prefix = format!("{service}.");
        assert!(names.iter().all(|name| name.starts_with(&prefix)));
    }
}

fn all_names(table: &Table) -> Vec<&str> {
    let others = table.by_hand.iter().chain(&table.absent);
    let rows: Vec<&str> = table.names().collect();
    rows.into_iter()
        .chain(others.map(|entry| entry.name.as_str()))
        .collect()
}

#[test]
fn a_row_is_found_by_its_method() {
    let row = find(name_of_method("nova", "servers.get").unwrap()).unwrap();
    assert_eq!(row.name, "nova.servers_get");
    assert!(name_of_method("cinder", "servers.get").is_none());
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn request_of<'row>(row: &'row Row, input: &Value) -> Request<'row> {
    match render(row, &object(input)).unwrap() {
        Rendered::Request(request) => *request,
        Rendered::Nothing => panic!("nothing to ask for"),
    }
}

#[test]
fn an_id_stays_one_segment_of_the_path() {
    let row = find("nova.servers_get").unwrap();
    let request = request_of(&row, &json!({"server": "../a b/ü?x#y%2F"}));
    assert_eq!(request.path, "/servers/..%2Fa%20b%2F%C3%BC%3Fx%23y%252F");
    let request = request_of(&row, &json!({"server": {"id": "abc", "name": "n"}}));
    assert_eq!(request.path, "/servers/abc");
    for bad in [json!(""), json!("."), json!(".."), json!([]), json!({})] {
        let refused = render(&row, &object(&json!({"server": bad})));
        assert!(matches!(refused, Err(NoRequest::Unfit(_))), "{bad}");
    }
}

#[test]
fn paging_is_as_the_inputs_have_it() {
    let row = find("neutron.list_networks").unwrap();
    let paging = request_of(&row, &json!({"page_reverse": true}))
        .paging
        .unwrap();
    assert_eq!(
        (paging.by, paging.key, paging.reverse, paging.separate),
        (PagingBy::Links, Some("networks_links"), true, false)
    );
    let paging = request_of(&row, &json!({"retrieve_all": false})).paging;
    assert!(paging.unwrap().separate);

    let row = find("nova.servers_list").unwrap();
    assert!(request_of(&row, &json!({"limit": 10})).paging.is_none());
    let request = request_of(&row, &json!({"limit": -1}));
    assert_eq!(request.paging.unwrap().by, PagingBy::Marker);
    assert!(request.query.is_empty());

    let row = find("cinder.volumes_list").unwrap();
    let paging = request_of(&row, &json!({"limit": "5"})).paging.unwrap();
    assert_eq!(paging.limit, Some(5));
}
