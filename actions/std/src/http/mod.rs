//! `std.http` and `std.mistral_http`.
//!
//! HTTP is spoken by hyper, one connection for each request, as Python's requests does for Mistral. reqwest
//! would do more of it, but it hides the names of headers as servers write them (see [`head`]) and connects
//! to addresses it has resolved itself (see [`egress`]).

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
mod quoting;
mod redirect;
mod run;
mod tls;

use std::collections::BTreeMap;

use mistral_actions::prelude::*;
use mistral_wire::python::{PythonCall, PythonObject};
use serde_json::Map;

use crate::python;
use input::Given;
pub use options::HttpOptions;
use run::{How, run};
pub use run::{HttpResponse, VerifyInput};

/// HTTP action.
///
/// Sends a request. The result is the response; statuses from 200 to 306 are a success, all others an error
/// with the response as its data. Redirects are followed only if that is asked for.
///
/// Where requests may go, how long they take and how large a response may be is the operator's decision
/// (`[action_std_http]`): loopback and link-local addresses are refused by default.
///
/// Mirrors `mistral.actions.std_actions.HTTPAction`.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions_std as _;
///
/// ActionTest::new()
///     .run("std.http", json!({"url": "http://169.254.169.254/latest/meta-data"}))
///     .assert_error("URL host '169.254.169.254' resolves to a blocked address (169.254.169.254).");
/// ```
///
/// # Errors
///
/// If the request is not allowed or not possible, or the response is too large or does not fit a result.
#[expect(clippy::too_many_arguments, reason = "they are Mistral's")]
#[mistral_action(name = "std.http", tags("std", "network"))]
pub async fn http(
    options: &HttpOptions,
    /// URL for the new HTTP request.
    url: String,
    /// Method for the new HTTP request.
    #[input(default = "GET")]
    method: String,
    /// Object, text or list of pairs to be sent in the query string.
    params: Option<Value>,
    /// Object or text to send in the body.
    body: Option<Value>,
    /// A value to send in the body as JSON.
    json: Option<Value>,
    /// HTTP headers to send.
    headers: Option<Map<String, Value>>,
    /// Cookies to send, by name.
    #[input(secret)]
    cookies: Option<BTreeMap<String, String>>,
    /// `user:password` for HTTP Basic authentication.
    #[input(secret)]
    auth: Option<Value>,
    /// Seconds to wait for the connection, for the response, and for each further part of it.
    timeout: Option<f64>,
    /// Whether to follow redirects.
    allow_redirects: Option<Value>,
    /// URLs of the proxies, by scheme or by scheme and host.
    #[input(secret)]
    proxies: Option<Map<String, Value>>,
    /// Whether to verify the server's certificate, or the path of the certificates to trust.
    verify: Option<VerifyInput>,
) -> Result<ActionResult<HttpResponse>, ActionError> {
    let headers = headers.unwrap_or_default();
    let given = Given {
        url,
        method,
        params,
        body,
        json,
        headers,
        auth,
    };
    let how = How {
        cookies: cookies.unwrap_or_default(),
        timeout,
        allow_redirects,
        proxies: proxies.unwrap_or_default(),
        verify,
    };
    run(options, given, how).await
}

/// HTTP action whose result comes later, from whoever the request reached.
///
/// The request carries headers that say which workflow, task and action it is from, and where to deliver the
/// result: `Mistral-Workflow-Name`, `Mistral-Workflow-Execution-Id`, `Mistral-Task-Id`,
/// `Mistral-Action-Execution-Id` and `Mistral-Callback-URL`. If the request fails, so does the action, at once.
///
/// Mirrors `mistral.actions.std_actions.MistralHTTPAction`.
///
/// # Errors
///
/// As [`http()`].
#[expect(clippy::too_many_arguments, reason = "they are Mistral's")]
#[mistral_action(name = "std.mistral_http", asynchronous, tags("std", "network"))]
pub async fn mistral_http(
    options: &HttpOptions,
    execution: &ExecutionContext,
    /// URL for the new HTTP request.
    url: String,
    /// Method for the new HTTP request.
    #[input(default = "GET")]
    method: String,
    /// Object, text or list of pairs to be sent in the query string.
    params: Option<Value>,
    /// Object or text to send in the body.
    body: Option<Value>,
    /// A value to send in the body as JSON.
    json: Option<Value>,
    /// HTTP headers to send.
    headers: Option<Map<String, Value>>,
    /// Cookies to send, by name.
    #[input(secret)]
    cookies: Option<BTreeMap<String, String>>,
    /// `user:password` for HTTP Basic authentication.
    #[input(secret)]
    auth: Option<Value>,
    /// Seconds to wait for the connection, for the response, and for each further part of it.
    timeout: Option<f64>,
    /// Whether to follow redirects.
    allow_redirects: Option<Value>,
    /// URLs of the proxies, by scheme or by scheme and host.
    #[input(secret)]
    proxies: Option<Map<String, Value>>,
    /// Whether to verify the server's certificate, or the path of the certificates to trust.
    verify: Option<VerifyInput>,
) -> Result<ActionResult<HttpResponse>, ActionError> {
    let mut headers = headers.unwrap_or_default();
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
    let given = Given {
        url,
        method,
        params,
        body,
        json,
        headers,
        auth,
    };
    let how = How {
        cookies: cookies.unwrap_or_default(),
        timeout,
        allow_redirects,
        proxies: proxies.unwrap_or_default(),
        verify,
    };
    // An error result of an asynchronous action is only seen as an error.
    let result = run(options, given, how).await?;
    result.into_data().map(ActionResult::Data)
}

mistral_wire::register_python_class!("mistral.actions.std_actions.HTTPAction", |object| {
    Ok(read(object, "std.http"))
});
mistral_wire::register_python_class!(
    "mistral.actions.std_actions.MistralHTTPAction",
    |object| Ok(read(object, "std.mistral_http"))
);

/// The attributes of the class have the names of the inputs.
fn read(object: PythonObject, action: &'static str) -> PythonCall {
    let mut call = object.call(action);
    // The engine has written an empty object as text already, and of the two requests sends the body.
    let body_wins = object.attributes.get("body").is_some_and(python::is_true);
    for (name, value) in object.attributes {
        call = match name.as_str() {
            "json" if body_wins => call,
            // Its default is not null, which is no method.
            "method" => call.input("method", value),
            name => call.input_unless_null(name, value),
        };
    }
    call
}
