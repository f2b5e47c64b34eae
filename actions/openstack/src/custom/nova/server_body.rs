//! Parts of the bodies that create and rebuild servers.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mistral_actions::prelude::*;
use serde_json::Map;

use super::client_error;
use crate::client::{OpenStack, OpenStackError};
use crate::python::truth;

/// Networks of a new server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Nics {
    /// `auto` or `none`.
    Mode(String),
    /// One object per interface: `net-id` or `port-id`, optionally `v4-fixed-ip` or `v6-fixed-ip`, and `tag`.
    List(Vec<Map<String, Value>>),
}

/// Adds the members that Nova returns only for a request by id. novaclient requests them when a missing attribute is
/// read, as Mistral does when it serializes the result.
pub(super) async fn complete(os: &OpenStack, made: Value) -> Value {
    // A reservation id is a text and has no more members.
    let Some(id) = made.get("id").and_then(Value::as_str) else {
        return made;
    };
    let found = os.compute().get(["servers", id]).key("server").await;
    match (made, found) {
        (Value::Object(mut members), Ok(Value::Object(more))) => {
            members.extend(more);
            members.into()
        }
        // The server exists, so a failure to get it is not an error.
        (made, _) => made,
    }
}

/// Encodes files and user data.
pub(super) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// Builds `[{"path": "/etc/motd", "contents": "<base64>"}, …]`, sorted by path.
pub(super) fn personality(files: &BTreeMap<String, String>) -> Vec<Value> {
    let file = |(path, text): (&String, &String)| json!({"path": path, "contents": base64(text)});
    files.iter().map(file).collect()
}

/// Converts novaclient's description of interfaces into Nova's.
pub(super) fn networks(nics: &Nics) -> Result<Value, OpenStackError> {
    match nics {
        Nics::Mode(mode) => Ok(mode.as_str().into()),
        Nics::List(nics) => nics.iter().map(network).collect(),
    }
}

fn network(nic: &Map<String, Value>) -> Result<Value, OpenStackError> {
    let given = |name: &str| nic.get(name).filter(|value| truth(value));
    let (v4, v6) = (given("v4-fixed-ip"), given("v6-fixed-ip"));
    if v4.is_some() && v6.is_some() {
        return Err(client_error(
            "Only one of 'v4-fixed-ip' and 'v6-fixed-ip' may be provided.",
        ));
    }
    let members = [
        ("uuid", given("net-id")),
        ("fixed_ip", v4.or(v6)),
        ("port", given("port-id")),
        ("tag", given("tag")),
    ];
    let members = members.into_iter();
    let members = members.filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
    Ok(members.collect::<Map<_, _>>().into())
}

/// Converts `{"vda": "<id>:[<type>]:[<size>]:[<delete on termination>]"}` into Nova's block devices
/// (`_parse_block_device_mapping` of novaclient's `base.py`).
pub(super) fn block_devices(
    mapping: &BTreeMap<String, String>,
) -> Result<Vec<Value>, OpenStackError> {
    mapping.iter().map(block_device).collect()
}

fn block_device((name, mapping): (&String, &String)) -> Result<Value, OpenStackError> {
    let mut parts = mapping.split(':');
    let source = parts.next().unwrap_or_default();
    let is_snapshot = parts.next().is_some_and(|kind| kind.starts_with("snap"));
    let source_key = if is_snapshot {
        "snapshot_id"
    } else {
        "volume_id"
    };
    let mut device = json!({"device_name": name, source_key: source});
    if let Some(size) = parts.next().filter(|size| !size.is_empty()) {
        let whole = size.trim().parse::<i64>();
        let whole = whole.map_err(|_| {
            client_error(format_args!(
                "the size of block device {name} is not a number: {size}"
            ))
        })?;
        device["volume_size"] = whole.to_string().into();
    }
    if let Some(delete) = parts.next() {
        device["delete_on_termination"] = delete.into();
    }
    Ok(device)
}
