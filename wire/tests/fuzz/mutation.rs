//! Malformed messages: valid ones with changes to their members or bytes.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::sample::{SECRET, Sample};

/// A malformed message.
pub(crate) struct Mutated {
    pub(crate) body: Vec<u8>,
    pub(crate) compression: Option<&'static str>,
    /// No byte was changed: what is a secret and what is a name is still known.
    pub(crate) keeps_members: bool,
}

/// Texts that a parser may stumble over.
const TOKENS: [&str; 22] = [
    "\"",
    "\\",
    "\\\"",
    "\\\\\\\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "1e400",
    "-0",
    "\\u0000",
    "\\ud83d",
    "\u{0}",
    "\u{feff}",
    "\", \\\"_context_user\\\": null",
    "\"method\": \"run_action\"",
    "\"args\": {",
    "NaN",
    "99999999999999999999999999",
];

impl Mutated {
    pub(crate) fn draw(random: &mut Rng, sample: &Sample) -> Self {
        let compression = sample.compression;
        if random.u8(0..3) == 0 {
            return Self {
                body: compression.compress(&with_changed_bytes(random, sample)),
                compression: compression.header(),
                keeps_members: false,
            };
        }
        if random.u8(0..12) == 0 {
            let mut body = sample.body();
            change_bytes(random, &mut body);
            let headers = [
                None,
                Some("application/x-gzip"),
                Some("application/x-bz2"),
                Some("zstd"),
            ];
            return Self {
                body,
                compression: headers[random.usize(..headers.len())],
                keeps_members: false,
            };
        }
        let message = with_changed_members(random, sample);
        Self {
            body: compression.compress(&sample.envelope(&sample.style.write(&message))),
            compression: compression.header(),
            keeps_members: true,
        }
    }
}

/// Changes bytes of one of the nested texts.
fn with_changed_bytes(random: &mut Rng, sample: &Sample) -> Vec<u8> {
    let mut message = sample.message();
    match random.u8(0..4) {
        0 => {
            let mut body = sample.envelope(&sample.style.write(&message));
            change_bytes(random, &mut body);
            return body;
        }
        1 => return (0..random.usize(0..200)).map(|_| random.u8(..)).collect(),
        2 => {
            let arguments = message["args"].as_object_mut().into_iter().flatten();
            let mut texts: Vec<_> = arguments.map(|(_, text)| text).collect();
            let place = random.usize(..texts.len());
            let changed = changed_text(random, texts[place].as_str().unwrap_or_default());
            *texts[place] = changed.into();
        }
        _ => {
            let text = changed_text(random, &sample.style.write(&message));
            return sample.envelope(&text);
        }
    }
    sample.envelope(&sample.style.write(&message))
}

fn changed_text(random: &mut Rng, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    change_bytes(random, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn change_bytes(random: &mut Rng, bytes: &mut Vec<u8>) {
    for _ in 0..random.u8(1..4) {
        let from = random.usize(..=bytes.len());
        let to = (from + random.usize(..24)).min(bytes.len());
        match random.u8(0..7) {
            0 => bytes.truncate(from),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let copy = bytes[from..to].to_vec();
                let at = random.usize(..=bytes.len());
                bytes.splice(at..at, copy);
            }
            3 => bytes
                .iter_mut()
                .skip(from)
                .take(1)
                .for_each(|byte| *byte ^= 1 << random.u8(..8)),
            4 => {
                let noise: Vec<u8> = (0..random.usize(..8)).map(|_| random.u8(..)).collect();
                bytes.splice(from..to, noise);
            }
            5 => {
                let nested = random
                    .choice([&b"["[..], b"{\"a\":", b"{\\\"a\\\":"])
                    .unwrap_or_default();
                bytes.splice(from..from, nested.repeat(random.usize(..3_000)));
            }
            _ => {
                let token = TOKENS[random.usize(..TOKENS.len())];
                bytes.splice(from..from, token.bytes());
            }
        }
    }
}

/// Changes members at a depth of the message; a secret stays in a place of a secret.
fn with_changed_members(random: &mut Rng, sample: &Sample) -> Value {
    let mut sample = sample.clone();
    for _ in 0..random.u8(0..3) {
        match random.u8(0..4) {
            0 => change_member(random, &mut sample.members),
            1 => change_member(random, &mut sample.arguments),
            2 => {
                let (members, name) = match random.u8(0..3) {
                    0 => (&mut sample.members, "_context_insecure"),
                    1 => (&mut sample.arguments, "timeout"),
                    _ => (&mut sample.arguments, "safe_rerun"),
                };
                if let Some(members) = members.as_object_mut() {
                    members.insert(name.to_owned(), odd_value(random, true));
                }
            }
            _ => change_member(random, &mut sample.object),
        }
    }
    let mut message = sample.message();
    if random.bool() {
        match random.u8(0..3) {
            0 => change_member(random, &mut message["args"]),
            1 => {
                let value = odd_value(random, true);
                message["args"]["action"] = sample.style.write(&value).into();
            }
            _ => {
                let value = odd_value(random, false);
                if let Value::Object(members) = &mut message {
                    let names = [
                        "method",
                        "args",
                        "_msg_id",
                        "_timeout",
                        "version",
                        "_context_é\"",
                        "",
                    ];
                    let name = names[random.usize(..names.len())];
                    members.insert(name.to_owned(), value);
                }
            }
        }
    }
    message
}

/// Changes the value of a random member, or removes it.
fn change_member(random: &mut Rng, value: &mut Value) {
    let is_secret = value.to_string().contains(SECRET);
    let descends = random.u8(0..4) > 0;
    match value {
        Value::Object(members) if descends && !members.is_empty() => {
            let place = random.usize(..members.len());
            let Some(name) = members.keys().nth(place).cloned() else {
                return;
            };
            if random.u8(0..6) == 0 {
                members.remove(&name);
            } else if let Some(member) = members.get_mut(&name) {
                change_member(random, member);
            }
        }
        Value::Array(items) if descends && !items.is_empty() => {
            let place = random.usize(..items.len());
            change_member(random, &mut items[place]);
        }
        value => *value = odd_value(random, is_secret),
    }
}

/// Returns a value of an arbitrary type, with a secret in it or without.
fn odd_value(random: &mut Rng, is_secret: bool) -> Value {
    let text = if is_secret {
        format!("{SECRET}-odd")
    } else {
        "odd".to_owned()
    };
    match random.u8(0..12) {
        0 => Value::Null,
        1 => random.bool().into(),
        2 => random.i64(..).into(),
        3 => random.f64().into(),
        4 => json!([text, 1]),
        5 => json!({"member": text}),
        6 => json!([[{"member": [text]}]]),
        7 => Value::from(text).to_string().into(),
        8 => json!({"member": text}).to_string().into(),
        9 => (0..random.usize(..300)).fold(Value::from(text), |inner, _| json!([inner])),
        10 => Map::new().into(),
        _ => text.into(),
    }
}
