//! Whether two results are the same, less what is the clients' own and what is never the same.

use std::collections::BTreeSet;

use live_tests::serde_json::{Map, Value, json};

/// What the clients' objects have besides the fields of the service.
const PRIVATE: [&str; 5] = [
    "manager",
    "_loaded",
    "_checksum",
    "x_openstack_request_ids",
    "request_ids",
];
/// Marks a field that the answer had not: the client reads it later, when somebody looks for it.
const LATER: &str = "<read later>";

/// What cinderclient reads later and keeps as if it had been in the answer.
const READ_LATER: [&str; 7] = [
    "os-vol-host-attr:host",
    "os-vol-mig-status-attr:migstat",
    "os-vol-mig-status-attr:name_id",
    "os-vol-tenant-attr:tenant_id",
    "os-extended-snapshot-attributes:progress",
    "os-extended-snapshot-attributes:project_id",
    "qos_specs_id",
];

/// The fields of the service in what a client returned. Its objects keep the answer as `_info`, and have the same
/// fields beside it, with what they read later to complete them.
pub(crate) fn rest(value: Value) -> Value {
    match value {
        // A pair of the response, of which nothing is left as JSON, and its body.
        Value::Array(mut items) if items.len() == 2 && is_response(&items[0]) => {
            rest(items.remove(1))
        }
        Value::Array(items) => items.into_iter().map(rest).collect(),
        Value::Object(mut members) => {
            let Some(Value::Object(mut fields)) = members.remove("_info") else {
                return members
                    .into_iter()
                    .map(|(name, value)| (name, rest(value)))
                    .collect::<Map<_, _>>()
                    .into();
            };
            // A key pair comes wrapped once more.
            if let (1, Some(Value::Object(wrapped))) = (fields.len(), fields.get_mut("keypair")) {
                fields = std::mem::take(wrapped);
            }
            for (name, value) in members {
                if !PRIVATE.contains(&name.as_str()) && !fields.contains_key(&name) {
                    fields.insert(name, json!({LATER: value}));
                }
            }
            for name in READ_LATER {
                if let Some(value) = fields.get_mut(name) {
                    *value = json!({LATER: value.take()});
                }
            }
            fields.into()
        }
        other => other,
    }
}

/// What Mistral makes of a response: the chunks of its body, if there was one.
fn is_response(value: &Value) -> bool {
    let chunks = value.as_array();
    chunks.is_some_and(|chunks| {
        chunks.iter().all(|chunk| {
            chunk
                .as_str()
                .is_some_and(|text| text.contains(['"', '{', '}']))
        })
    })
}

/// Replaces what two of the same deeds never share: ids, times, addresses, what is made up.
pub(crate) fn masked(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(masked).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            members
                .map(|(name, value)| {
                    let is_number = name == "id" && value.is_number();
                    let value =
                        if (is_number || MADE_UP.contains(&name.as_str())) && !value.is_null() {
                            "<made up>".into()
                        } else {
                            masked(value)
                        };
                    (mask(&name), value)
                })
                .collect::<Map<_, _>>()
                .into()
        }
        Value::String(text) => mask(&text).into(),
        other => other,
    }
}

/// Fields that differ between two of the same deeds in more than ids and times.
const MADE_UP: [&str; 13] = [
    "adminPass",
    "fingerprint",
    "public_key",
    "private_key",
    "mac_address",
    "OS-EXT-IPS-MAC:mac_addr",
    "OS-EXT-SRV-ATTR:instance_name",
    "OS-EXT-SRV-ATTR:reservation_id",
    "auth_key",
    "reservation_id",
    "hostId",
    "secret",
    "revision_number",
];

/// A text with placeholders for ids, times and addresses.
pub(crate) fn mask(text: &str) -> String {
    let mut masked = String::new();
    let mut word = String::new();
    for one in text.chars().chain(['\0']) {
        if one.is_ascii_alphanumeric() || "-:.+".contains(one) {
            word.push(one);
            continue;
        }
        // What ends a sentence is no part of an id.
        let bare = word.trim_end_matches('.');
        masked.push_str(placeholder(bare).unwrap_or(bare));
        masked.push_str(&word[bare.len()..]);
        word.clear();
        if one != '\0' {
            masked.push(one);
        }
    }
    masked
}

fn placeholder(word: &str) -> Option<&'static str> {
    // What each side calls its own, where names must differ.
    if word == "parity-1" || word == "parity-2" {
        return Some("<name>");
    }
    let bare = word.strip_prefix("req-").unwrap_or(word);
    let is_hex = |text: &str| text.chars().all(|one| one.is_ascii_hexdigit());
    let digits: String = bare.chars().filter(|one| *one != '-').collect();
    if digits.len() == 32 && is_hex(&digits) {
        return Some("<id>");
    }
    let is_time = word.len() >= 19 && word.as_bytes()[4] == b'-' && word.as_bytes()[10] == b'T';
    if is_time {
        return Some("<time>");
    }
    let parts: Vec<&str> = word.split('.').collect();
    if parts.len() == 4
        && parts.iter().all(|part| part.parse::<u8>().is_ok())
        && !word.starts_with("127.")
    {
        return Some("<address>");
    }
    None
}

/// Where two values differ, as JSON pointers; at most some.
pub(crate) fn differences(theirs: &Value, ours: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(theirs, ours, "", &mut found);
    found.truncate(12);
    found
}

fn compare(theirs: &Value, ours: &Value, at: &str, found: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                let at = format!("{at}/{name}");
                match (one.get(name), other.get(name)) {
                    // Ours returns the answer, and what it has of such fields is the same.
                    (Some(theirs), None) if theirs.get(LATER).is_some() => {}
                    (Some(theirs), Some(ours)) => {
                        compare(theirs.get(LATER).unwrap_or(theirs), ours, &at, found);
                    }
                    (Some(theirs), None) => found.push(format!("{at}: only theirs: {theirs}")),
                    (None, ours) => {
                        found.push(format!("{at}: only ours: {}", ours.unwrap_or(&Value::Null)));
                    }
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (theirs, ours)) in one.iter().zip(other).enumerate() {
                compare(theirs, ours, &format!("{at}/{index}"), found);
            }
        }
        (theirs, ours) if theirs == ours => {}
        // What Neutron's client returns of an answer without a body.
        (Value::Array(nothing), Value::Null) if nothing.is_empty() => {}
        (theirs, ours) => found.push(format!("{at}: theirs {theirs}, ours {ours}")),
    }
}
