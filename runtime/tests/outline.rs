//! Outlines of inputs and results.

use std::collections::BTreeMap;

use mistral_actions::Registry;
use mistral_actions::catalog::{ActionEntry, Catalog, Outline};
use mistral_actions::prelude::*;

/// Location of a server.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Place {
    /// Country, in two letters.
    #[serde(default = "country")]
    #[schemars(length(equal = 2))]
    country: String,
    city: String,
    #[schemars(range(min = 1, max = 99))]
    rack: Option<u8>,
}

fn country() -> String {
    "NO".into()
}

#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Login {
    #[serde(default = "hidden")]
    password: Secret<String>,
    user: String,
}

fn hidden() -> Secret<String> {
    Secret::new("hunter2".into())
}

/// A folder.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Folder {
    /// Name of the folder.
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    folders: Vec<Folder>,
}

/// Source of an image.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Source {
    /// From a file.
    File { path: String },
    /// From the network.
    Url {
        address: String,
        #[serde(default)]
        login: Option<Login>,
    },
}

/// Shutdown mode.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum How {
    /// At once.
    Hard,
    /// When it is ready.
    Soft,
}

/// A list within lists.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Nest {
    Leaf(u8),
    Nest(Vec<Nest>),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct A<T> {
    a: T,
}

type Four<T> = A<A<A<A<T>>>>;

/// Builds.
#[mistral_action(name = "demo.build", test = planned)]
async fn build(
    /// Destination.
    #[input(alias = "where", alias = "location")]
    place: Place,
    spares: Option<Vec<Place>>,
    #[input(default)] login: Login,
    source: Source,
    how: Option<How>,
    labels: BTreeMap<String, String>,
    pair: (u8, Folder),
) -> Folder {
    let _ = (place, spares, login, source, how, labels);
    pair.1
}

async fn planned(
    _place: Place,
    _spares: Option<Vec<Place>>,
    _login: Login,
    _source: Source,
    _how: Option<How>,
    _labels: BTreeMap<String, String>,
    pair: (u8, Folder),
) -> Folder {
    pair.1
}

/// Packs.
#[mistral_action(name = "demo.pack")]
async fn pack(nest: Nest, deep: Four<Four<bool>>) -> Vec<Option<Folder>> {
    let _ = (nest, deep);
    Vec::new()
}

fn entry(name: &str) -> ActionEntry {
    Registry::linked().unwrap().get(name).unwrap().entry()
}

/// Formats one member per line, followed by its description.
fn lines(outline: &Outline) -> String {
    let lines = outline.members.iter().map(|member| {
        let indent = "  ".repeat(member.depth);
        let words = member.in_words();
        let line = format!("{indent}{}: {words} -- {}", member.name, member.description);
        line.trim_end_matches(" -- ").to_owned() + "\n"
    });
    lines.collect()
}

#[test]
fn outline_lists_nested_members() {
    let outline = entry("demo.build").input_outline();
    let expected = r#"place: object (`Place`), required, also named `location` or `where` -- Destination.
  city: string, required
  country: string of 2 characters, default "NO" -- Country, in two letters.
  rack: integer from 1 to 99 or null, optional
source: object, required -- Source of an image.
  either: object -- From a file.
    kind: "file", required
    path: string, required
  or: object -- From the network.
    address: string, required
    kind: "url", required
    login: object or null (`Login`), default null
      user: string, required
      password: string, optional, secret
labels: object, required
  any key: string
pair: array of 2 items, required
  item 0: integer from 0 to 255
  item 1: object (`Folder`) -- A folder.
    folders: array of object (`Folder`, see above), required
    name: string, required -- Name of the folder.
spares: array of object or null (`Place`, see above), optional
login: object (`Login`, see above), default {"password":"***","user":""}
how: one of "hard", "soft" or null, optional -- Shutdown mode.
  "hard":  -- At once.
  "soft":  -- When it is ready.
"#;
    assert_eq!(lines(&outline), expected);
}

#[test]
fn recursive_type_is_described_once() {
    let outline = entry("demo.build").output_outline();
    assert_eq!(
        (outline.words.as_str(), outline.description.as_str()),
        ("object (`Folder`)", "A folder.")
    );
    let expected = "folders: array of object (`Folder`, see above), optional
name: string -- Name of the folder.
";
    assert_eq!(lines(&outline), expected);
    let outline = entry("demo.pack").output_outline();
    assert_eq!(outline.words, "array of object or null (`Folder`)");
    assert_eq!(outline.members[0].path, "[].folders");
    assert_eq!(outline.members.len(), 2);
}

#[test]
fn outline_depth_is_limited() {
    let outline = entry("demo.pack").input_outline();
    let expected =
        "nest: integer from 0 to 255 or array of Nest (`Nest`), required -- A list within lists.
deep: object, required
  a: object, required
    a: object, required
      a: object, required
        a: object, required
          a: object, required
            …: nested deeper than shown; see the JSON Schema
";
    assert_eq!(lines(&outline), expected);
}

#[test]
fn markdown_has_a_row_for_each_member() {
    let registry = Registry::linked().unwrap();
    let text = Catalog::of([registry.get("demo.build").unwrap()]).to_markdown();
    let expected = r#"# Actions

## `demo.build`

Builds.

| input | takes | default | |
| --- | --- | --- | --- |
| `place` | object (`Place`), also named `location` or `where` | required | Destination. |
| `place.city` | string | required |  |
| `place.country` | string of 2 characters | `"NO"` | Country, in two letters. |
| `place.rack` | integer from 1 to 99 or null | none |  |
| `source` | object | required | Source of an image. |
| either `source` | object |  | From a file. |
| `source.kind` | "file" | required |  |
| `source.path` | string | required |  |
| or `source` | object |  | From the network. |
| `source.address` | string | required |  |
| `source.kind` | "url" | required |  |
| `source.login` | object or null (`Login`) | `null` |  |
| `source.login.user` | string | required |  |
| `source.login.password` | string, secret | none |  |
| `labels` | object | required |  |
| `labels.*` | string |  |  |
| `pair` | array of 2 items | required |  |
| `pair[0]` | integer from 0 to 255 |  |  |
| `pair[1]` | object (`Folder`) |  | A folder. |
| `pair[1].folders` | array of object (`Folder`, see above) | required |  |
| `pair[1].name` | string | required | Name of the folder. |
| `spares` | array of object or null (`Place`, see above) | none |  |
| `login` | object (`Login`, see above) | `{"password":"***","user":""}` |  |
| `how` | one of "hard", "soft" or null | none | Shutdown mode. |
| `how="hard"` |  |  | At once. |
| `how="soft"` |  |  | When it is ready. |

Returns object (`Folder`).

A folder.

| field | is | |
| --- | --- | --- |
| `folders` | array of object (`Folder`, see above), optional |  |
| `name` | string | Name of the folder. |

- Runs: synchronously
- Dry run: implemented by the action
"#;
    assert_eq!(text, expected);
}
