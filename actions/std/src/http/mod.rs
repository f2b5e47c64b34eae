//! `std.http` and `std.mistral_http`.
//!
//! The HTTP stack is written on hyper, with one connection for each request, like Python's requests in Mistral.
//! reqwest does not fit: it does not expose the spelling of response header names (see [`head`]), and does not call
//! its resolver hook for IP addresses in URLs, which the egress policy must check too (see [`egress`]).

mod connect;
mod content;
mod cookies;
mod egress;
mod exchange;
mod failure;
mod head;
mod input;
mod log;
mod options;
mod proxy;
mod proxy_environment;
mod quoting;
mod redirect;
mod run;
mod tls;

use mistral_actions::prelude::*;
use mistral_wire::python::{PythonCall, PythonObject};

use crate::python;
pub use input::{Http, VerifyInput};
pub use options::HttpOptions;
pub use run::HttpResponse;
use run::run;

/// HTTP action.
///
/// Sends a request. The result is the response; statuses from 200 to 306 are a success, all others an error
/// with the response as its data. Redirects are followed only with `allow_redirects`.
///
/// The operator decides on the allowed targets, the timeout and the size of responses (`[action_std_http]`). Loopback
/// and link-local addresses are denied by default.
///
/// Mirrors `mistral.actions.std_actions.HTTPAction`.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
/// use mistral_actions_std as _;
///
/// ActionTest::new()
///     .run("std.http", json!({"url": "http://169.254.169.254/latest/meta-data"}))
///     .assert_error("URL host '169.254.169.254' resolves to a blocked address (169.254.169.254).");
/// ```
///
/// # Errors
///
/// If the request is not allowed or fails, or the response is too large or is not text.
#[mistral_action(name = "std.http", tags("std", "network"))]
pub async fn http(
    options: &HttpOptions,
    #[input(whole)] request: Http,
) -> Result<ActionResult<HttpResponse>, ActionError> {
    run(options, request).await
}

/// HTTP action whose result is delivered later by the receiver of the request.
///
/// The request has headers that identify the workflow, task and action, and the URL to deliver the
/// result to: `Mistral-Workflow-Name`, `Mistral-Workflow-Execution-Id`, `Mistral-Task-Id`,
/// `Mistral-Action-Execution-Id` and `Mistral-Callback-URL`. If the request fails, so does the action, at once.
///
/// Mirrors `mistral.actions.std_actions.MistralHTTPAction`.
///
/// # Errors
///
/// As [`http()`].
#[mistral_action(name = "std.mistral_http", asynchronous, tags("std", "network"))]
pub async fn mistral_http(
    options: &HttpOptions,
    execution: &ExecutionContext,
    #[input(flatten)] mut request: Http,
) -> Result<ActionResult<HttpResponse>, ActionError> {
    let headers = request.headers.get_or_insert_default();
    for (name, value) in [
        ("Mistral-Workflow-Name", &execution.workflow_name),
        (
            "Mistral-Workflow-Execution-Id",
            &execution.workflow_execution_id,
        ),
        ("Mistral-Task-Id", &execution.task_execution_id),
        (
            "Mistral-Action-Execution-Id",
            &execution.action_execution_id,
        ),
        ("Mistral-Callback-URL", &execution.callback_url),
    ] {
        headers.insert(name.to_owned(), json!(value));
    }
    // Of an asynchronous action, an `Err` is reported, and an error result is not.
    let result = run(options, request).await?;
    result.into_data().map(ActionResult::Data)
}

mistral_wire::register_python_class!("mistral.actions.std_actions.HTTPAction", |object| {
    Ok(python_call(object, "std.http"))
});
mistral_wire::register_python_class!(
    "mistral.actions.std_actions.MistralHTTPAction",
    |object| Ok(python_call(object, "std.mistral_http"))
);

/// Converts an object of the Python class, whose attributes have the names of the inputs.
fn python_call(object: PythonObject, action: &'static str) -> PythonCall {
    let mut call = object.call(action);
    // The engine has already serialized an empty object to a string, and requests prefers the body to JSON.
    let body_wins = object.attributes.get("body").is_some_and(python::is_true);
    for (name, value) in object.attributes {
        call = match name.as_str() {
            "json" if body_wins => call,
            // Null is passed on: it is not a valid method, and must not become the default.
            "method" => call.input("method", value),
            name => call.input_unless_null(name, value),
        };
    }
    call
}
