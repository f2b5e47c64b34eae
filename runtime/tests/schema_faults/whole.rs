//! Types that are the whole input of an action: tagged enums, newtypes, transparent structs, structs with a flattened enum.

use mistral_actions::prelude::*;

use crate::{Plain, Source, problems};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Flattened {
    name: String,
    #[serde(flatten)]
    source: Source,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Newtype(Plain);

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Transparent {
    plain: Plain,
}

class! {
    Source = "root.tagged";
    Flattened = "root.flattened";
    Newtype = "root.newtype";
    Transparent = "root.transparent";
}

#[test]
fn tagged_enum_is_a_whole_input() {
    assert!(problems("root.tagged", json!({"kind": "File", "path": "/"})).is_empty());
    assert_eq!(
        problems("root.tagged", json!({"kind": "Fil", "path": "/"})),
        ["/kind: expected one of \"File\", \"Url\", got string \"Fil\""]
    );
    assert_eq!(
        problems("root.tagged", json!({"kind": "Url", "port": 70000})),
        [
            "/address: missing, expected string",
            "/port: expected integer from 0 to 65535 or null, got number 70000"
        ]
    );
    assert_eq!(
        problems(
            "root.tagged",
            json!({"kind": "File", "path": "/", "port": 1})
        ),
        ["/port: unknown input (the action takes `kind`, `path`)"]
    );
}

#[test]
fn struct_with_a_flattened_tagged_enum_is_a_whole_input() {
    assert!(
        problems(
            "root.flattened",
            json!({"name": "a", "kind": "File", "path": "/"})
        )
        .is_empty()
    );
    assert_eq!(
        problems(
            "root.flattened",
            json!({"name": "a", "kind": "Url", "adress": "x"})
        ),
        ["/address: missing, expected string"]
    );
    assert_eq!(
        problems("root.flattened", json!({"kind": "File", "path": "/"})).len(),
        1
    );
}

#[test]
fn newtype_and_transparent_struct_are_whole_inputs() {
    for action in ["root.newtype", "root.transparent"] {
        assert!(problems(action, json!({"server": "vm", "hours": null})).is_empty());
        assert_eq!(
            problems(action, json!({"sever": "vm"})),
            [
                "/server: missing, expected string",
                "/sever: unknown input; did you mean `server`? (the action takes `server`, `hours`)"
            ]
        );
    }
}
