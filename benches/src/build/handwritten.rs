//! A crate of the same functions with handwritten registration code: the minimum that an action needs.

use std::fmt::Write;

/// Returns the source code of the crate.
pub(super) fn code(actions: usize) -> String {
    let mut code = HEAD.to_owned();
    let mut table = String::new();
    for number in 0..actions {
        let (action, arguments, docs) = match number % 4 {
            0 => (SMALL, "input.server", "Takes one text."),
            1 => (
                MEDIUM,
                "input.server, input.image, input.timeout, input.networks",
                "Takes inputs of common types.",
            ),
            2 => (FALLIBLE, "input.name, input.count, input.wait", "May fail."),
            _ => (NESTED, "input.server, input.key", "Takes a nested input."),
        };
        let number = number.to_string();
        let question = if action == FALLIBLE { "?" } else { "" };
        let run_function = RUN_FUNCTION
            .replace("arguments", arguments)
            .replace('?', question);
        let _ = writeln!(
            code,
            "{}{}",
            action.replace('@', &number),
            run_function.replace('@', &number).replace('!', "?")
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

/// The result of an action.
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

/// `!` stands for the `?` operator, and `?` for the operator or nothing, if the function is infallible.
const RUN_FUNCTION: &str = r"
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
/// Takes inputs of common types.
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
    /// Number of servers.
    count: u64,
    /// True to wait for the end.
    wait: bool,
}

async fn a@(name: String, count: u64, wait: bool) -> Result<u64, Error> {
    if wait { Err(format!("{name} does not wait"))? }
    Ok(count)
}
"#;

const NESTED: &str = r"
/// Takes a nested input.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct A@ {
    /// The server to create.
    server: Server,
    /// Its key.
    key: Option<String>,
}

async fn a@(server: Server, key: Option<String>) -> Made {
    Made { id: server.name, parts: server.networks.len() + usize::from(server.port.is_some() && key.is_some()) }
}
";
