//! The reference: a handwritten table of the same functions, with serde only.

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

type Error = Box<dyn std::error::Error + Send + Sync>;
pub(super) type Reply = Pin<Box<dyn Future<Output = Result<Value, Error>> + Send>>;

/// Functions by name.
pub(super) type Table<I> = HashMap<&'static str, fn(I) -> Reply>;

/// Functions that take a value, by name.
pub(super) fn table_of_values() -> Table<Value> {
    HashMap::from([
        (
            "bench.small",
            (|input| Box::pin(async { small(from_value(input)?).await })) as fn(Value) -> Reply,
        ),
        ("bench.medium", |input| {
            Box::pin(async { medium(from_value(input)?).await })
        }),
        ("bench.nested", |input| {
            Box::pin(async { nested(from_value(input)?).await })
        }),
    ])
}

/// Functions that take text, by name.
pub(super) fn table_of_texts() -> Table<String> {
    HashMap::from([
        (
            "bench.small",
            (|input| Box::pin(async move { small(from_text(&input)?).await }))
                as fn(String) -> Reply,
        ),
        ("bench.medium", |input| {
            Box::pin(async move { medium(from_text(&input)?).await })
        }),
        ("bench.nested", |input| {
            Box::pin(async move { nested(from_text(&input)?).await })
        }),
    ])
}

fn from_value<T: DeserializeOwned>(input: Value) -> Result<T, Error> {
    Ok(serde_json::from_value(input)?)
}

fn from_text<T: DeserializeOwned>(input: &str) -> Result<T, Error> {
    Ok(serde_json::from_str(input)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Small {
    server: String,
}

async fn small(input: Small) -> Result<Value, Error> {
    Ok(serde_json::to_value(input.server)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Medium {
    server: String,
    image: Option<String>,
    #[serde(default = "default_timeout")]
    timeout: u32,
    networks: Vec<String>,
    #[serde(default)]
    wait: bool,
    size: u64,
}

fn default_timeout() -> u32 {
    30
}

async fn medium(input: Medium) -> Result<Value, Error> {
    if !(1..=600).contains(&input.timeout) {
        return Err(format!("timeout must be from 1 to 600, not {}", input.timeout).into());
    }
    let made = Made {
        id: input.server,
        parts: input.networks.len()
            + usize::from(input.wait)
            + input.image.map_or(0, |image| image.len()),
        size: input.size + u64::from(input.timeout),
    };
    Ok(serde_json::to_value(made)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nested {
    server: Server,
    key_name: Option<String>,
    #[serde(default = "default_count")]
    count: u32,
}

fn default_count() -> u32 {
    1
}

async fn nested(
    Nested {
        server,
        key_name,
        count,
    }: Nested,
) -> Result<Value, Error> {
    let made = Made {
        parts: server.networks.len() + server.metadata.len() + key_name.map_or(0, |key| key.len()),
        size: server.volumes.iter().map(|volume| volume.size).sum::<u64>() * u64::from(count),
        id: server.name,
    };
    Ok(serde_json::to_value(made)?)
}

/// Result of the larger actions; used by both sides.
#[derive(Serialize, JsonSchema)]
pub(super) struct Made {
    pub(super) id: String,
    pub(super) parts: usize,
    pub(super) size: u64,
}

/// Part of the nested input; used by both sides.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Server {
    pub(super) name: String,
    pub(super) flavor: String,
    pub(super) networks: Vec<Network>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) volumes: Vec<Volume>,
}

/// A network of a server.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    pub(super) uuid: String,
    pub(super) port: Option<u16>,
    pub(super) fixed_ip: Option<String>,
}

/// A volume of a server.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Volume {
    pub(super) source: String,
    pub(super) size: u64,
    #[serde(default)]
    pub(super) boot: bool,
}
