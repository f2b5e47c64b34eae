//! Messages to the engine: results and heartbeats (`mistral/rpc/clients.py`).

use bytes::Bytes;
use mistral_actions::ActionResult;
use serde_json::Value;
use uuid::Uuid;

use super::{RequestContext, envelope, to_json};

/// Serializes a result as Mistral does (`mistral_lib.actions.types.ResultSerializer`).
pub fn serialized_result(result: &ActionResult<Value>) -> String {
    let data = to_json(&to_json(result));
    [
        r#"{"__serial_key":"mistral_lib.actions.types.Result","__serial_data":"#,
        &data,
        "}",
    ]
    .concat()
}

/// Returns the cast that reports the result of an action execution, with the context of its request.
pub fn on_action_complete(
    action_ex_id: &str,
    serialized_result: &str,
    context: &RequestContext,
) -> Bytes {
    let id = to_json(&to_json(action_ex_id));
    let result = to_json(serialized_result);
    let arguments = [
        r#"{"action_ex_id":"#,
        &id,
        r#","result":"#,
        &result,
        r#","wf_action":"false"}"#,
    ]
    .concat();
    cast("on_action_complete", &arguments, context)
}

/// Returns the cast that reports running action executions.
pub fn heartbeat(action_ex_ids: &[String]) -> Bytes {
    let arguments = format!(
        r#"{{"action_ex_ids":{}}}"#,
        to_json(&to_json(action_ex_ids))
    );
    // It belongs to no request, so it has an administrator's context, as in `action_heartbeat_sender.py`.
    cast(
        "report_running_actions",
        &arguments,
        &RequestContext::administrator(),
    )
}

/// Returns a message without a reply.
pub(super) fn cast(method: &str, arguments: &str, context: &RequestContext) -> Bytes {
    let mut id = Uuid::encode_buffer();
    let id = Uuid::new_v4().simple().encode_lower(&mut id);
    let message = [
        r#"{"method":""#,
        method,
        r#"","args":"#,
        arguments,
        r#","_unique_id":""#,
        id,
        r#"""#,
    ];
    envelope::seal(&message.concat(), &[context.escaped(), "}"].concat())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Message;
    use super::*;

    fn captured(text: &str) -> Value {
        serde_json::from_str::<Value>(text).unwrap()["body"].clone()
    }

    /// Opens an envelope and removes the parts that differ from message to message.
    fn message(body: &Value) -> Value {
        assert_eq!(body["oslo.version"], "2.0");
        let mut message: Value =
            serde_json::from_str(body["oslo.message"].as_str().unwrap()).unwrap();
        let id = message
            .as_object_mut()
            .unwrap()
            .remove("_unique_id")
            .unwrap();
        assert_eq!(id.as_str().unwrap().len(), 32);
        message
    }

    fn opened(argument: &Value) -> Value {
        serde_json::from_str(argument.as_str().unwrap()).unwrap()
    }

    #[test]
    fn completion_equals_that_of_the_python_executor() {
        let request = captured(include_str!("../../tests/captured/run_action.cast.json"));
        let request = Message::read(request.to_string().as_bytes(), None).unwrap();
        let result = serialized_result(&ActionResult::Data(json!("hi bob")));
        let id = request.run_request().action_ex_id.unwrap();
        let sent = on_action_complete(&id, &result, &request.context);
        let mut sent = message(&serde_json::from_slice(&sent).unwrap());
        let expected = captured(include_str!(
            "../../tests/captured/on_action_complete.cast.json"
        ));
        let mut expected = message(&expected);
        // JSON texts may differ in spaces.
        for message in [&mut sent, &mut expected] {
            let mut result = opened(&message["args"]["result"]);
            result["__serial_data"] = opened(&result["__serial_data"]);
            message["args"]["result"] = result;
        }
        assert_eq!(sent, expected);
    }

    #[test]
    fn heartbeat_equals_that_of_the_python_executor() {
        let sent = heartbeat(&["a7eb257e-d646-44d3-9cbe-6a765fb311e0".to_owned()]);
        let sent = message(&serde_json::from_slice(&sent).unwrap());
        let expected = captured(include_str!(
            "../../tests/captured/report_running_actions.cast.json"
        ));
        let expected = message(&expected);
        assert_eq!(sent["method"], expected["method"]);
        assert_eq!(
            opened(&sent["args"]["action_ex_ids"]),
            opened(&expected["args"]["action_ex_ids"])
        );
    }
}
