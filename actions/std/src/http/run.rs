//! One call: from the input to the result.

use std::collections::BTreeMap;
use std::time::Duration;

use mistral_actions::prelude::*;
use serde_json::Map;

use super::exchange::Conditions;
use super::failure::Failure;
use super::head::Head;
use super::input::Given;
use super::options::HttpOptions;
use super::tls::Verify;
use super::{content, cookies, log, redirect};
use crate::python;

/// A response to an HTTP request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HttpResponse {
    /// The body: its value if it is JSON, else its text.
    pub content: Value,
    /// Status code.
    pub status: u16,
    /// Headers, their names as the server writes them; several of one name are joined with commas.
    pub headers: BTreeMap<String, String>,
    /// The URL that answered, after redirects.
    pub url: String,
    /// The bodies of the redirects on the way, each in pieces of 128 bytes.
    pub history: Vec<Vec<String>>,
    /// Encoding of the body, as the headers tell it.
    pub encoding: Option<String>,
    /// Text of the status.
    pub reason: String,
    /// Cookies that the response sets.
    pub cookies: Map<String, Value>,
    /// Seconds until the headers of the response had arrived.
    pub elapsed: f64,
}

/// Whether and how to verify a certificate: `true`, `false`, or the path of the certificates to trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum VerifyInput {
    /// Whether to verify.
    Whether(bool),
    /// Path of a file, or of a folder of files, with certificates in PEM.
    Path(String),
}

/// How a request is sent.
pub(super) struct How {
    pub(super) cookies: BTreeMap<String, String>,
    pub(super) timeout: Option<f64>,
    pub(super) allow_redirects: Option<Value>,
    pub(super) proxies: Map<String, Value>,
    pub(super) verify: Option<VerifyInput>,
}

pub(super) async fn run(
    options: &HttpOptions,
    given: Given,
    how: How,
) -> Result<ActionResult<HttpResponse>, ActionError> {
    let truthy = |value: &Option<Value>| value.as_ref().is_some_and(python::is_true);
    if truthy(&given.body) && truthy(&given.json) {
        Err("Only one of the parameters 'json' and 'body' can be passed")?;
    }
    let request = given.request(&options.egress)?;
    let sent_body = given.body.as_ref().or(given.json.as_ref());
    let mut secrets = log::secrets(&request, sent_body);
    secrets.extend(
        how.cookies
            .values()
            .filter(|value| value.len() >= 4)
            .cloned(),
    );
    tracing::info!(
        url = log::url(&request.url),
        method = request.method.as_str(),
        headers = %log::headers(&given.headers, options),
        body = log::request_body(sent_body, options),
        "running HTTP action"
    );
    let verify = match how.verify {
        None | Some(VerifyInput::Whether(true)) => Verify::System,
        Some(VerifyInput::Whether(false)) => Verify::Off,
        Some(VerifyInput::Path(path)) if path.is_empty() => {
            Err("`verify` is empty; expected true, false, or the path of certificates")?
        }
        Some(VerifyInput::Path(path)) => Verify::Bundle(path),
    };
    let conditions = Conditions {
        egress: &options.egress,
        verify: &verify,
        timeout: timeout(how.timeout, options)?,
        max_size: options.max_response_size,
    };
    let follow = truthy(&how.allow_redirects);
    let sending = redirect::send(request, &conditions, &how.cookies, &how.proxies, follow);
    let (response, history) = sending.await?;
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

fn timeout(given: Option<f64>, options: &HttpOptions) -> Result<Option<Duration>, Failure> {
    let Some(seconds) = given else {
        return Ok(options.default_timeout);
    };
    match Duration::try_from_secs_f64(seconds) {
        Ok(timeout) if !timeout.is_zero() => Ok(Some(timeout)),
        _ => Err(Failure::Other(format!(
            "`timeout` is {seconds}; expected more than 0 seconds"
        ))),
    }
}

/// Of several headers of one name the first one's spelling is kept.
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

/// What becomes of the response objects that Python has in its history.
fn pieces(body: &[u8]) -> Vec<String> {
    let pieces = body.chunks(128);
    pieces
        .map(|piece| String::from_utf8_lossy(piece).into_owned())
        .collect()
}
