//! The catalog is complete, deterministic and valid against its published schema.

use mistral_actions::Registry;
use mistral_actions::catalog::Catalog;
use mistral_actions::prelude::*;

/// A server.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Server {
    /// Its id.
    id: String,
    /// Networks of
    /// the server.
    networks: Vec<Network>,
}

/// A network.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Network {
    name: String,
}

/// Change a server.
///
/// Only what is given
/// changes:
///
/// - the name,
/// - the networks.
#[mistral_action(
    name = "nova.servers_update",
    tags("compute", "change"),
    aliases("nova.server_update"),
    timeout = "90s"
)]
#[deprecated(since = "0.2.0", note = "use nova.servers_set")]
async fn servers_update(
    ctx: &SecurityContext,
    progress: &Progress,
    /// Id of
    /// the server.
    server: String,
    #[input(default)] networks: Vec<Network>,
    #[input(secret)] password: Option<String>,
) -> Result<Option<Server>, ActionError> {
    let _ = (ctx, progress, password);
    Ok(Some(Server {
        id: server,
        networks,
    }))
}

/// Returns true.
#[mistral_action(name = "demo.yes", asynchronous, test = yes)]
async fn yes(_execution: &ExecutionContext) -> ActionResult<bool> {
    ActionResult::Data(true)
}

fn catalog() -> Catalog {
    Catalog::of(Registry::linked().unwrap().iter())
}

#[test]
fn entry_has_all_fields() {
    let mut catalog = serde_json::to_value(catalog()).unwrap();
    let network = json!({
        "type": "object", "description": "A network.",
        "properties": {"name": {"type": "string"}}, "required": ["name"]
    });
    assert!(catalog["actions"][1]["source"]["line"].take().is_u64());
    assert_eq!(catalog["catalog_version"], 1);
    assert_eq!(
        catalog["actions"][1],
        json!({
            "name": "nova.servers_update",
            "aliases": ["nova.server_update"],
            "summary": "Change a server.",
            "description": "Change a server.\n\nOnly what is given changes:\n\n- the name,\n- the networks.",
            "tags": ["compute", "change"],
            "is_sync": true,
            "has_dry_run": false,
            "deprecated": "use nova.servers_set",
            "timeout_seconds": 90.0,
            "params_spec": "server, networks=[], password=null",
            "input": {
                "type": "object",
                "properties": {
                    "server": {"type": "string", "description": "Id of the server."},
                    "networks": {"type": "array", "items": {"$ref": "#/$defs/Network"}, "default": []},
                    "password": {"type": ["string", "null"], "writeOnly": true}
                },
                "required": ["server"],
                "additionalProperties": false,
                "$defs": {"Network": network}
            },
            "output": {
                "anyOf": [{"$ref": "#/$defs/Server"}, {"type": "null"}],
                "$defs": {
                    "Network": network,
                    "Server": {
                        "type": "object", "description": "A server.",
                        "properties": {
                            "id": {"type": "string", "description": "Its id."},
                            "networks": {
                                "type": "array", "items": {"$ref": "#/$defs/Network"},
                                "description": "Networks of the server."
                            }
                        },
                        "required": ["id", "networks"]
                    }
                }
            },
            "secrets": ["password"],
            "injects": ["SecurityContext", "Progress"],
            "crate": {"name": "mistral-actions", "version": env!("CARGO_PKG_VERSION")},
            "source": {"file": file!(), "line": null}
        })
    );
    let yes = &catalog["actions"][0];
    assert_eq!(
        (&yes["is_sync"], &yes["has_dry_run"]),
        (&json!(false), &json!(true))
    );
}

#[test]
fn catalog_is_deterministic_and_can_be_read_back() {
    let text = catalog().to_json();
    assert_eq!(text, catalog().to_json());
    assert_eq!(serde_json::from_str::<Catalog>(&text).unwrap(), catalog());
}

/// The published schema is the contract with other languages. `UPDATE_SCHEMA=1 cargo test` updates it.
#[test]
fn catalog_matches_published_schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog.schema.json");
    let schema = format!("{:#}\n", Catalog::schema());
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        schema, published,
        "the schema of the catalog has changed: run with UPDATE_SCHEMA=1, and check that readers can still use it"
    );

    let validator = jsonschema::draft202012::new(&Catalog::schema()).unwrap();
    let catalog = serde_json::to_value(catalog()).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&catalog)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
    assert!(!validator.is_valid(&json!({"actions": []})));
}

#[test]
fn schemas_are_valid_and_self_contained() {
    for action in catalog().actions {
        jsonschema::draft202012::new(&action.input).unwrap();
        jsonschema::draft202012::new(&action.output).unwrap();
    }
}

#[test]
fn openapi_has_a_path_for_each_action() {
    let document: Value = serde_json::from_str(&catalog().to_openapi()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let post = &document["paths"]["/actions/nova.servers_update"]["post"];
    assert_eq!(post["deprecated"], true);
    let schema = &post["requestBody"]["content"]["application/json"]["schema"];
    // An `$id` makes the references of the schema relative to the schema.
    assert!(
        schema["$id"]
            .as_str()
            .unwrap()
            .starts_with("urn:mistral-actions:")
    );
    assert_eq!(
        schema["properties"]["networks"]["items"]["$ref"],
        "#/$defs/Network"
    );
    jsonschema::draft202012::new(schema).unwrap();
}

#[test]
fn markdown_lists_inputs_result_and_properties() {
    let text = catalog().to_markdown();
    let expected = "\
## `nova.servers_update`

**Deprecated:** use nova.servers_set

Change a server.

Only what is given changes:

- the name,
- the networks.

| input | takes | default | |
| --- | --- | --- | --- |
| `server` | string | required | Id of the server. |
| `networks` | array of object | `[]` |  |
| `networks[].name` | string | required |  |
| `password` | string or null, secret | none |  |

Returns object or null.

A server.

| field | is | |
| --- | --- | --- |
| `id` | string | Its id. |
| `networks` | array of object | Networks of the server. |
| `networks[].name` | string |  |

- Runs: synchronously, at most 90 s
- Dry run: checks the input only
- Tags: compute, change
- Aliases: nova.server_update
";
    assert!(text.ends_with(expected), "{text}");
    let expected = "\
## `demo.yes`

Returns true.

Takes no input.

Returns boolean.

- Runs: asynchronously: the result is delivered later
- Dry run: implemented by the action
";
    assert!(text.contains(expected), "{text}");
}
