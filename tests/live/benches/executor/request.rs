//! The requests: those of the captured message, for `std.noop`.

use std::sync::LazyLock;

use live_tests::serde_json::{self, Value, json};

/// The contexts of the requests. An executor can cache what it reads of a context.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Contexts {
    /// All requests belong to one workflow execution.
    One,
    /// Each request belongs to another workflow execution, as most do in a cloud.
    Each,
}

/// The requests of a measurement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requests {
    pub(crate) contexts: Contexts,
    /// The actions have `safe_rerun`: they may run a second time after a crash, so that the worker begins them without a
    /// proof that it still has the message.
    pub(crate) safe_rerun: bool,
}

impl Requests {
    /// A context each, as most requests in a cloud, and without `safe_rerun`, as by default.
    pub(crate) const USUAL: Self = Self {
        contexts: Contexts::Each,
        safe_rerun: false,
    };
}

const PLACEHOLDER_ID: &str = "a7eb257e-d646-44d3-9cbe-000000000000";

/// The ids in the context of the captured request.
const CONTEXT_IDS: [&str; 2] = [
    "c1d27d0d-4174-4b53-9c08-d80027a798c7",
    "c77b6df0-6f33-4bd9-aa29-8c7f378f763f",
];

/// Returns the id of the action execution with a number.
fn action_execution_id(number: usize) -> String {
    format!("a7eb257e-d646-44d3-9cbe-{number:012}")
}

/// Returns the captured request of the wire tests with another action.
pub(crate) fn request(number: usize, requests: Requests) -> String {
    static TEMPLATE: LazyLock<String> = LazyLock::new(|| {
        template(include_str!(
            "../../../../wire/tests/captured/run_action.cast.json"
        ))
    });
    let request = TEMPLATE.replace(PLACEHOLDER_ID, &action_execution_id(number));
    let request = if requests.safe_rerun {
        request.replace(UNSAFE, SAFE)
    } else {
        request
    };
    match requests.contexts {
        Contexts::One => request,
        Contexts::Each => CONTEXT_IDS.iter().fold(request, |request, id| {
            request.replace(id, &format!("{}{number:012}", &id[..24]))
        }),
    }
}

/// The argument `safe_rerun` of the captured request, and the other one.
const UNSAFE: &str = r#"\"safe_rerun\":\"false\""#;
const SAFE: &str = r#"\"safe_rerun\":\"true\""#;

fn template(captured: &str) -> String {
    let captured: Value =
        serde_json::from_str(captured).expect("the captured message must be JSON");
    let inner = captured["body"]["oslo.message"]
        .as_str()
        .expect("the envelope must contain a message");
    for id in CONTEXT_IDS {
        assert!(
            inner.contains(id),
            "the captured message must have the id {id}"
        );
    }
    let mut message: Value = serde_json::from_str(inner).expect("the message must be JSON");
    let object =
        json!({"cls": "mistral.actions.std_actions.NoOpAction", "cls_attrs": {}, "data": {}});
    let action = json!({
        "__serial_key": "mistral_lib.actions.base.Action", "__serial_data": object.to_string()
    });
    message["args"]["action"] = json!(action.to_string());
    message["args"]["action_ex_id"] = json!(json!(PLACEHOLDER_ID).to_string());
    // oslo.messaging drops a message whose id it has seen.
    message["_unique_id"] = json!(PLACEHOLDER_ID);
    let request = envelope(&message);
    assert!(request.contains(UNSAFE), "the request must have {UNSAFE}");
    request
}

/// Returns a message in the form that Python writes: with spaces, and the context at its end.
fn envelope(message: &Value) -> String {
    let object = message.as_object().expect("a message must be an object");
    let (context, others): (Vec<_>, Vec<_>) = object
        .iter()
        .partition(|(name, _)| name.starts_with("_context_"));
    let members = others.into_iter().chain(context);
    let members = members.map(|(name, value)| format!("{}: {value}", json!(name)));
    let message = format!("{{{}}}", members.collect::<Vec<_>>().join(", "));
    format!(
        r#"{{"oslo.version": "2.0", "oslo.message": {}}}"#,
        json!(message)
    )
}
