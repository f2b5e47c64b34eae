//! The same functions with their glue written by hand: what one of our actions does at least.

use std::fmt::Write;

/// The crate's only file.
pub(super) fn code(actions: usize) -> String {
    let mut code = HEAD.to_owned();
    let mut table = String::new();
    for number in 0..actions {
        let (action, arguments, docs) = match number % 4 {
            0 => (SMALL, "input.server", "Takes one text."),
            1 => (
                MEDIUM,
                "input.server, input.image, input.timeout, input.networks",
                "Takes what actions usually take.",
            ),
            2 => (FALLIBLE, "input.name, input.count, input.wait", "May fail."),
            _ => (NESTED, "input.server, input.key", "Takes a tree."),
        };
        let number = number.to_string();
        let question = if action == FALLIBLE { "?" } else { "" };
        let glue = GLUE.replace("arguments", arguments).replace('?', question);
        let _ = writeln!(
            code,
            "{}{}",
            action.replace('@', &number),
            glue.replace('@', &number).replace('!', "?")
        );
        let _ = writeln!(
            table,
            "    Entry {{ name: \"bench.a{number}\", docs: {docs:?}, schema: || schemars::schema_for!(A{number}), run: run_a{number} }},"
        );
    }
    let _ = write!(code, "static ACTIONS: &[Entry] = &[\n{table}];\n");
    code
}

const HEAD: &str = r#"
use std::pin::Pin;

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

type Error = Box<dyn std::error::Error + Send + Sync>;
type Reply = Pin<Box<dyn Future<Output = Result<Value, Error>> + Send>>;

struct Entry {
    name: &'static str,
    docs: &'static str,
    schema: fn() -> Schema,
    run: fn(Value) -> Reply,
}

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some(entry) = ACTIONS.iter().find(|entry| entry.name == name) else { return };
    println!("{} {:?}", entry.docs, (entry.schema)());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    println!("{:?}", (entry.run)(json!({})).as_mut().poll(&mut context));
}

/// What an action made.
#[derive(Serialize, JsonSchema)]
struct Made {
    id: String,
    parts: usize,
}

/// A server.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Server {
    name: String,
    networks: Vec<String>,
    port: Option<u16>,
}

fn thirty() -> u32 {
    30
}
"#;

/// `?` stands for the operator where the function is fallible, `!` for the operator.
const GLUE: &str = r"
fn run_a@(input: Value) -> Reply {
    Box::pin(async move {
        let input: A@ = serde_json::from_value(input)!;
        Ok(serde_json::to_value(a@(arguments).await?)!)
    })
}
";

const SMALL: &str = r"
/// Takes one text.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct A@ {
    /// Id of the server.
    server: String,
}

async fn a@(server: String) -> String {
    server
}
";

const MEDIUM: &str = r#"
/// Takes what actions usually take.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct A@ {
    /// Id of the server.
    server: String,
    /// Name of the image.
    image: Option<String>,
    /// In seconds.
    #[serde(default = "thirty")]
    timeout: u32,
    /// Names of networks.
    networks: Vec<String>,
}

async fn a@(server: String, image: Option<String>, timeout: u32, networks: Vec<String>) -> Made {
    Made { id: server, parts: networks.len() + timeout as usize + image.map_or(0, |image| image.len()) }
}
"#;

const FALLIBLE: &str = r#"
/// May fail.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct A@ {
    /// Id of the server.
    name: String,
    /// How many.
    count: u64,
    /// Whether to wait.
    wait: bool,
}

async fn a@(name: String, count: u64, wait: bool) -> Result<u64, Error> {
    if wait { Err(format!("{name} does not wait"))? }
    Ok(count)
}
"#;

const NESTED: &str = r"
/// Takes a tree.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct A@ {
    /// What to make.
    server: Server,
    /// Its key.
    key: Option<String>,
}

async fn a@(server: Server, key: Option<String>) -> Made {
    Made { id: server.name, parts: server.networks.len() + usize::from(server.port.is_some() && key.is_some()) }
}
";
