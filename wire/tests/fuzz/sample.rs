//! Valid messages.

use std::fmt::Write as _;
use std::io::Write as _;

use fastrand::Rng;
use mistral_wire::messages::ActionForm;
use serde_json::{Map, Value, json};

use crate::reading::Read;

/// A text that no error may contain.
pub(crate) const SECRET: &str = "s3cret";

const CATALOG_ACTION: &str = "mistral_actions_provider.action.CatalogAction";
const ADHOC: &str = "mistral.actions.adhoc.AdHocAction";

/// Compression of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Compression {
    None,
    Zlib,
    Bzip2,
}

impl Compression {
    /// Returns kombu's header.
    pub(crate) fn header(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Zlib => Some("application/x-gzip"),
            Self::Bzip2 => Some("application/x-bz2"),
        }
    }

    pub(crate) fn compress(self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::None => body.to_vec(),
            Self::Zlib => {
                let level = flate2::Compression::fast();
                let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
                encoder.write_all(body).unwrap();
                encoder.finish().unwrap()
            }
            Self::Bzip2 => {
                let level = bzip2::Compression::fast();
                let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), level);
                encoder.write_all(body).unwrap();
                encoder.finish().unwrap()
            }
        }
    }
}

/// Writer of the JSON texts of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Style {
    /// `json.dumps`: ASCII, with spaces.
    Python,
    Compact,
}

impl Style {
    pub(crate) fn write(self, value: &Value) -> String {
        match self {
            Self::Compact => value.to_string(),
            Self::Python => {
                let mut text = String::new();
                write_as_python(value, &mut text);
                text
            }
        }
    }
}

/// A valid message as a tree, whose JSON texts are written from the inside out.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) style: Style,
    pub(crate) compression: Compression,
    /// The members of the message except `args`.
    pub(crate) members: Value,
    /// The arguments before they are written as texts.
    pub(crate) arguments: Value,
    /// The object of the action.
    pub(crate) object: Value,
    key: &'static str,
    /// Number of ad-hoc actions around the action.
    wrappers: usize,
}

impl Sample {
    pub(crate) fn draw(random: &mut Rng) -> Self {
        let password = format!("{SECRET}-{}", word(random));
        let input =
            json!({"user": word(random), "password": password, "nested": {"list": [1, password]}});
        let (object, key) = if random.bool() {
            let data = json!({"name": word(random), "input": input, "sync": true});
            let object = json!({"cls": CATALOG_ACTION, "cls_attrs": {}, "data": data});
            (object, "mistral_lib.actions.base.Action")
        } else {
            let class = format!("some.module.{}", word(random));
            let attributes = json!({"client_method_name": word(random)});
            let object = json!({"cls": class, "cls_attrs": attributes, "data": input});
            (
                object,
                "mistral_extra.actions.openstack.base.OpenStackAction",
            )
        };
        let arguments = json!({
            "action_ex_id": word(random),
            "safe_rerun": random.bool(),
            "exec_ctx": {"workflow_name": word(random), "action_execution_id": word(random)},
            "timeout": random.bool().then(|| random.u16(..)),
        });
        Self {
            style: if random.bool() {
                Style::Python
            } else {
                Style::Compact
            },
            compression: match random.u8(0..8) {
                0 => Compression::Zlib,
                1 => Compression::Bzip2,
                _ => Compression::None,
            },
            members: members(random),
            arguments,
            object,
            key,
            wrappers: random.usize(0..3),
        }
    }

    /// Returns the action as a text.
    pub(crate) fn action(&self) -> String {
        let data = self.style.write(&self.object);
        let mut action = self
            .style
            .write(&json!({"__serial_key": self.key, "__serial_data": data}));
        for _ in 0..self.wrappers {
            let data = self.style.write(&json!({"base_action": action}));
            action = self
                .style
                .write(&json!({"__serial_key": ADHOC, "__serial_data": data}));
        }
        action
    }

    /// Returns the message with its arguments, each of which is a JSON text.
    pub(crate) fn message(&self) -> Value {
        let mut arguments = Map::from_iter([("action".to_owned(), self.action().into())]);
        for (name, value) in self.arguments.as_object().into_iter().flatten() {
            arguments.insert(name.clone(), self.style.write(value).into());
        }
        let mut message = Map::from_iter([
            ("method".to_owned(), "run_action".into()),
            ("args".to_owned(), arguments.into()),
        ]);
        message.extend(self.members.as_object().cloned().unwrap_or_default());
        message.into()
    }

    /// Returns the body before its compression.
    pub(crate) fn envelope(&self, message: &str) -> Vec<u8> {
        let envelope = json!({"oslo.version": "2.0", "oslo.message": message});
        match self.style {
            // The order that Python keeps.
            Style::Python => format!(
                r#"{{"oslo.version": "2.0", "oslo.message": {}}}"#,
                Style::Python.write(&envelope["oslo.message"])
            ),
            Style::Compact => Style::Compact.write(&envelope),
        }
        .into_bytes()
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        let body = self.envelope(&self.style.write(&self.message()));
        self.compression.compress(&body)
    }

    /// Asserts that this message was read.
    pub(crate) fn check(&self, read: &Read) {
        let (message, run) = (&read.message, read.run.as_ref().unwrap());
        assert_eq!(message.method, "run_action");
        assert_eq!(message.id, self.members["_unique_id"]);
        let caller = message.call.as_ref().map(|call| &*call.reply_queue);
        assert_eq!(caller, self.members["_reply_q"].as_str());
        assert_eq!(
            read.action_ex_id.as_deref(),
            self.arguments["action_ex_id"].as_str()
        );
        assert_eq!(run.safe_rerun, self.arguments["safe_rerun"]);
        assert_eq!(run.timeout, self.arguments["timeout"].as_f64());
        let workflow = run.execution.workflow_name.as_deref();
        assert_eq!(
            workflow,
            self.arguments["exec_ctx"]["workflow_name"].as_str()
        );
        match read.action.as_ref().unwrap() {
            ActionForm::Catalog(action) => {
                assert_eq!(action.name, self.object["data"]["name"]);
                assert_eq!(
                    Value::from(action.input.clone()),
                    self.object["data"]["input"]
                );
            }
            ActionForm::Python(object) => {
                assert_eq!(object.class, self.object["cls"]);
                assert_eq!(Value::from(object.attributes.clone()), self.object["data"]);
            }
        }
        let security = read.security.as_ref().unwrap();
        let token = security
            .auth_token
            .as_ref()
            .map(|token| token.expose().as_str());
        assert_eq!(token, self.members["_context_auth_token"].as_str());
        let request = read.ids.request_id.as_deref();
        assert_eq!(request, self.members["_context_request_id"].as_str());
    }
}

fn members(random: &mut Rng) -> Value {
    let token = format!("{SECRET}-{}", word(random));
    let mut members = json!({
        "_unique_id": word(random),
        "_context_user": null,
        "_context_is_admin": random.bool(),
        "_context_request_id": format!("req-{}", word(random)),
        "_context_roles": ["member", word(random)],
    });
    if random.bool() {
        members["_context_auth_token"] = token.into();
        members["_context_service_catalog"] =
            json!({"catalog": [{"type": "compute", "endpoints": []}]});
    }
    if random.u8(0..4) == 0 {
        members["_msg_id"] = word(random).into();
        members["_reply_q"] = format!("reply_{}", word(random)).into();
        members["_timeout"] = 60.into();
    }
    members
}

/// Returns a text that may need escapes.
fn word(random: &mut Rng) -> String {
    const PARTS: [&str; 12] = [
        "a", "b7", "-", "é", "日", "😀", "\"", "\\", "\n", "\u{0}", "/", " ",
    ];
    let parts = (0..random.usize(1..6)).map(|_| PARTS[random.usize(..PARTS.len())]);
    format!("w{}", parts.collect::<String>())
}

fn write_as_python(value: &Value, text: &mut String) {
    match value {
        Value::String(string) => write_ascii(string, text),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                text.push_str(if place == 0 { "[" } else { ", " });
                write_as_python(item, text);
            }
            text.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(members) => {
            for (place, (name, value)) in members.iter().enumerate() {
                text.push_str(if place == 0 { "{" } else { ", " });
                write_ascii(name, text);
                text.push_str(": ");
                write_as_python(value, text);
            }
            text.push_str(if members.is_empty() { "{}" } else { "}" });
        }
        other => text.push_str(&other.to_string()),
    }
}

fn write_ascii(string: &str, text: &mut String) {
    for character in Value::from(string).to_string().chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(text, "\\u{unit:04x}").unwrap();
            }
        }
    }
}
