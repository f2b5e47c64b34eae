//! A crate of annotated functions.

use std::fmt::Write;

/// Returns the source code of the crate.
pub(super) fn code(actions: usize) -> String {
    let mut code = HEAD.to_owned();
    for number in 0..actions {
        let action = match number % 4 {
            0 => SMALL,
            1 => MEDIUM,
            2 => FALLIBLE,
            _ => NESTED,
        };
        let _ = writeln!(code, "{}", action.replace('@', &number.to_string()));
    }
    code
}

const HEAD: &str = r#"
use mistral_actions::prelude::*;
use mistral_actions::{ActionRequest, Dispatcher};

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let dispatcher = Dispatcher::builder().build().unwrap();
    println!("{:?}", dispatcher.registry().find(&name).map(|action| action.input_schema().clone()));
    let call = std::pin::pin!(dispatcher.call(ActionRequest::new(name, json!({}))));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    println!("{:?}", call.poll(&mut context));
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
"#;

const SMALL: &str = r#"
/// Takes one text.
#[mistral_action(name = "bench.a@")]
async fn a@(
    /// Id of the server.
    server: String,
) -> String {
    server
}
"#;

const MEDIUM: &str = r#"
/// Takes inputs of common types.
#[mistral_action(name = "bench.a@")]
async fn a@(
    /// Id of the server.
    server: String,
    /// Name of the image.
    image: Option<String>,
    /// In seconds.
    #[input(default = 30)] timeout: u32,
    /// Names of networks.
    networks: Vec<String>,
) -> Made {
    Made { id: server, parts: networks.len() + timeout as usize + image.map_or(0, |image| image.len()) }
}
"#;

const FALLIBLE: &str = r#"
/// May fail.
#[mistral_action(name = "bench.a@")]
async fn a@(
    /// Id of the server.
    name: String,
    /// Number of servers.
    count: u64,
    /// True to wait for the end.
    wait: bool,
) -> Result<u64, ActionError> {
    if wait { Err(format!("{name} does not wait"))? }
    Ok(count)
}
"#;

const NESTED: &str = r#"
/// Takes a nested input.
#[mistral_action(name = "bench.a@")]
async fn a@(
    /// The server to create.
    server: Server,
    /// Its key.
    key: Option<String>,
) -> Made {
    Made { id: server.name, parts: server.networks.len() + usize::from(server.port.is_some() && key.is_some()) }
}
"#;
