//! Comparison of two results, without attributes of the Python clients and without values that always differ.

use std::collections::BTreeSet;

use live_tests::serde_json::{Map, Value, json};

/// Attributes of the clients' objects that are not fields of the service.
const CLIENT_ATTRIBUTES: [&str; 5] = [
    "manager",
    "_loaded",
    "_checksum",
    "x_openstack_request_ids",
    "request_ids",
];
/// Marks a field that the response did not have; the client requests it on first access.
const LAZY: &str = "<lazy>";

/// Fields that cinderclient requests on first access and stores among the fields of the response.
const LAZY_FIELDS: [&str; 7] = [
    "os-vol-host-attr:host",
    "os-vol-mig-status-attr:migstat",
    "os-vol-mig-status-attr:name_id",
    "os-vol-tenant-attr:tenant_id",
    "os-extended-snapshot-attributes:progress",
    "os-extended-snapshot-attributes:project_id",
    "qos_specs_id",
];

/// Returns the fields of the service in a client's result. The clients' objects store the response as `_info`; their
/// attributes repeat its fields, and add those that the client requests on access.
pub(crate) fn service_fields(value: Value) -> Value {
    match value {
        // A pair of the response object, which has no JSON form, and its body.
        Value::Array(mut items) if items.len() == 2 && is_response(&items[0]) => {
            service_fields(items.remove(1))
        }
        Value::Array(items) => items.into_iter().map(service_fields).collect(),
        Value::Object(mut members) => {
            let Some(Value::Object(mut fields)) = members.remove("_info") else {
                return members
                    .into_iter()
                    .map(|(name, value)| (name, service_fields(value)))
                    .collect::<Map<_, _>>()
                    .into();
            };
            // A key pair has one more level.
            if let (1, Some(Value::Object(wrapped))) = (fields.len(), fields.get_mut("keypair")) {
                fields = std::mem::take(wrapped);
            }
            for (name, value) in members {
                if !CLIENT_ATTRIBUTES.contains(&name.as_str()) && !fields.contains_key(&name) {
                    fields.insert(name, json!({LAZY: value}));
                }
            }
            for name in LAZY_FIELDS {
                if let Some(value) = fields.get_mut(name) {
                    *value = json!({LAZY: value.take()});
                }
            }
            fields.into()
        }
        other => other,
    }
}

/// Returns whether a value is Mistral's form of a response object: the chunks of its body.
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

/// Replaces values that differ between two runs of one operation: ids, times, addresses, generated values.
pub(crate) fn mask_value(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(mask_value).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            members
                .map(|(name, value)| {
                    let is_number = name == "id" && value.is_number();
                    let value =
                        if (is_number || GENERATED.contains(&name.as_str())) && !value.is_null() {
                            "<generated>".into()
                        } else {
                            mask_value(value)
                        };
                    (mask_text(&name), value)
                })
                .collect::<Map<_, _>>()
                .into()
        }
        Value::String(text) => mask_text(&text).into(),
        other => other,
    }
}

/// Fields whose values differ between two runs of one operation, apart from ids and times.
const GENERATED: [&str; 13] = [
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

/// Replaces ids, times and addresses in a text by placeholders.
pub(crate) fn mask_text(text: &str) -> String {
    let mut masked = String::new();
    let mut word = String::new();
    for character in text.chars().chain(['\0']) {
        if character.is_ascii_alphanumeric() || "-:.+".contains(character) {
            word.push(character);
            continue;
        }
        // A full stop at the end of a sentence does not belong to an id.
        let bare = word.trim_end_matches('.');
        masked.push_str(placeholder(bare).unwrap_or(bare));
        masked.push_str(&word[bare.len()..]);
        word.clear();
        if character != '\0' {
            masked.push(character);
        }
    }
    masked
}

fn placeholder(word: &str) -> Option<&'static str> {
    // The names that the two sides use where names must differ.
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

/// Returns the differences between two values with their JSON pointers, at most twelve.
pub(crate) fn differences(python: &Value, rust: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(python, rust, "", &mut found);
    found.truncate(12);
    found
}

fn compare(python: &Value, rust: &Value, at: &str, found: &mut Vec<String>) {
    match (python, rust) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                let at = format!("{at}/{name}");
                match (one.get(name), other.get(name)) {
                    // The Rust action returns the response; its value of a lazy field, if present, must be the same.
                    (Some(python), None) if python.get(LAZY).is_some() => {}
                    (Some(python), Some(rust)) => {
                        compare(python.get(LAZY).unwrap_or(python), rust, &at, found);
                    }
                    (Some(python), None) => found.push(format!("{at}: only Python: {python}")),
                    (None, rust) => {
                        found.push(format!("{at}: only Rust: {}", rust.unwrap_or(&Value::Null)));
                    }
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (python, rust)) in one.iter().zip(other).enumerate() {
                compare(python, rust, &format!("{at}/{index}"), found);
            }
        }
        (python, rust) if python == rust => {}
        // Neutron's client returns an empty list for a response without a body.
        (Value::Array(nothing), Value::Null) if nothing.is_empty() => {}
        (python, rust) => found.push(format!("{at}: Python {python}, Rust {rust}")),
    }
}
