//! Execution of one call, from the input to the result.

use std::collections::BTreeMap;
use std::time::Duration;

use mistral_actions::prelude::*;
use serde_json::Map;

use super::exchange::Conditions;
use super::failure::Failure;
use super::head::Head;
use super::input::{Http, VerifyInput};
use super::log::Secrets;
use super::options::HttpOptions;
use super::tls::Verify;
use super::{content, cookies, log, redirect};
use crate::python;

/// A response to an HTTP request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HttpResponse {
    /// Value of a JSON body, else the text of the body.
    pub content: Value,
    /// Status code.
    pub status: u16,
    /// Headers, with names in the server's spelling; several of one name are joined with commas.
    pub headers: BTreeMap<String, String>,
    /// URL of the response, after redirects.
    pub url: String,
    /// Bodies of the redirects before the response, each in pieces of 128 bytes.
    pub history: Vec<Vec<String>>,
    /// Encoding of the body according to the headers.
    pub encoding: Option<String>,
    /// Text of the status.
    pub reason: String,
    /// Cookies that the response sets.
    pub cookies: Map<String, Value>,
    /// Seconds until the headers of the response arrived.
    pub elapsed: f64,
}

pub(super) async fn run(
    options: &HttpOptions,
    input: Http,
) -> Result<ActionResult<HttpResponse>, ActionError> {
    let truthy = |value: &Option<Value>| value.as_ref().is_some_and(python::is_true);
    if truthy(&input.body) && truthy(&input.json) {
        Err("Only one of the parameters 'json' and 'body' can be passed")?;
    }
    let request = input.request(&options.egress)?;
    let sent_body = input.body.as_ref().or(input.json.as_ref());
    let given_headers = input.headers.unwrap_or_default();
    let cookies = input.cookies.map(Secret::into_exposed).unwrap_or_default();
    let proxies = input.proxies.map(Secret::into_exposed).unwrap_or_default();
    let mut secrets = Secrets::of(&request, sent_body, &proxies, options);
    for cookie in cookies.values() {
        secrets.add(cookie);
    }
    tracing::info!(
        url = log::url(&request.url, &secrets),
        method = request.method.as_str(),
        headers = %log::headers(&given_headers, &secrets, options),
        body = log::request_body(sent_body, &secrets, options),
        "running HTTP action"
    );
    let verify = match input.verify {
        None | Some(VerifyInput::Enabled(true)) => Verify::System,
        Some(VerifyInput::Enabled(false)) => Verify::Off,
        Some(VerifyInput::Path(path)) if path.is_empty() => {
            Err("`verify` is empty; expected true, false, or the path of certificates")?
        }
        Some(VerifyInput::Path(path)) => Verify::Bundle(path),
    };
    let conditions = Conditions {
        egress: &options.egress,
        verify: &verify,
        timeout: timeout(input.timeout, options)?,
        max_size: options.max_response_size,
    };
    let (response, history) = redirect::send(
        request,
        &conditions,
        &cookies,
        &proxies,
        truthy(&input.allow_redirects),
    )
    .await?;
    let encoding = content::encoding(&response.head);
    let content = content::content(&response.body, encoding.as_deref())?;
    tracing::info!(
        status = response.head.status,
        body = log::response_body(&content, &secrets, options),
        "HTTP action response"
    );
    let result = HttpResponse {
        content,
        status: response.head.status,
        headers: headers(&response.head),
        url: response.url.to_string(),
        history: history
            .iter()
            .map(|response| pieces(&response.body))
            .collect(),
        encoding,
        reason: response.head.reason.clone(),
        cookies: cookies::set_by(&response.head, &response.url),
        elapsed: response.elapsed.as_secs_f64(),
    };
    if (200..307).contains(&result.status) {
        Ok(ActionResult::Data(result))
    } else {
        Ok(ActionResult::error(serde_json::to_value(result)?))
    }
}

fn timeout(seconds: Option<f64>, options: &HttpOptions) -> Result<Option<Duration>, Failure> {
    let Some(seconds) = seconds else {
        return Ok(options.default_timeout);
    };
    match Duration::try_from_secs_f64(seconds) {
        Ok(timeout) if !timeout.is_zero() => Ok(Some(timeout)),
        _ => Err(Failure::Other(format!(
            "`timeout` is {seconds}; expected more than 0 seconds"
        ))),
    }
}

/// Joins headers of one name, under the spelling of the first.
fn headers(head: &Head) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &head.headers {
        match headers
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            Some((_, values)) => *values = format!("{values}, {value}"),
            None => {
                headers.insert(name.clone(), value.clone());
            }
        }
    }
    headers
}

/// Splits a body like Python, which serializes the response objects of its history as lists of pieces.
fn pieces(body: &[u8]) -> Vec<String> {
    let pieces = body.chunks(128);
    pieces
        .map(|piece| String::from_utf8_lossy(piece).into_owned())
        .collect()
}
