//! Rendering of requests from a template and an input.

use std::fmt;

use serde_json::{Map, Value};

use super::action_template::{
    ActionTemplate, Microversion, Operation, PagingBy, PagingTemplate, RequestTemplate,
    ResultTemplate,
};
use super::evaluate::{InvalidInput, object, value};
use super::path;
use crate::python;

/// A request to the endpoint of the template's service.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// HTTP method.
    pub(crate) method: &'a str,
    /// Path below the endpoint, percent-encoded.
    pub(crate) path: String,
    /// Query parameters, not yet encoded, sorted by name.
    pub(crate) query: Vec<(String, String)>,
    /// Headers in addition to the client's own.
    pub(crate) headers: Vec<(String, String)>,
    /// JSON body.
    pub(crate) body: Option<Value>,
    /// Result that is made from the response.
    pub(crate) result: &'a ResultTemplate,
    /// How further pages are requested, if they are.
    pub(crate) paging: Option<Paging<'a>>,
    /// Microversions with which the request can be sent.
    pub(crate) microversion: &'a Microversion,
}

/// How further pages are requested.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Paging<'a> {
    /// Method of paging.
    pub(crate) by: PagingBy,
    /// Member of the body that points to the next page.
    pub(crate) key: Option<&'a str>,
    /// Maximum number of results, over all pages.
    pub(crate) limit: Option<u64>,
    /// Follow `previous` instead of `next`.
    pub(crate) reverse: bool,
    /// Return the list of the pages' bodies.
    pub(crate) separate: bool,
}

/// Outcome of rendering.
#[derive(Debug)]
pub(crate) enum Rendered<'a> {
    /// A request to send.
    Request(Box<Request<'a>>),
    /// No request; the result is null.
    Nothing,
}

/// An input for which no request can be rendered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum RenderError {
    /// The client refuses the inputs, with this message.
    Refused(String),
    /// A template cannot use an input.
    InvalidInput(InvalidInput),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(message) => f.write_str(message),
            Self::InvalidInput(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RenderError {}

impl From<InvalidInput> for RenderError {
    fn from(error: InvalidInput) -> Self {
        Self::InvalidInput(error)
    }
}

/// Renders the request for an input that the template's schema accepts.
///
/// # Errors
///
/// If the client refuses the combination of inputs, or a template cannot use one of them.
pub(crate) fn render<'a>(
    template: &'a ActionTemplate,
    input: &Map<String, Value>,
) -> Result<Rendered<'a>, RenderError> {
    let inputs = complete(template, input);
    let call = template
        .calls
        .iter()
        .find(|call| call.when.iter().all(|condition| condition.holds(&inputs)));
    match call.map(|call| &call.operation) {
        Some(Operation::Request(request_template)) => {
            let request = request(request_template, &template.microversion, &inputs)?;
            Ok(Rendered::Request(Box::new(request)))
        }
        Some(Operation::Refuse { refuse }) => Err(RenderError::Refused(refuse.clone())),
        Some(Operation::Nothing { .. }) | None => Ok(Rendered::Nothing),
    }
}

/// Fills in defaults and collects undeclared inputs under `**`, as templates expect.
fn complete(template: &ActionTemplate, input: &Map<String, Value>) -> Map<String, Value> {
    let mut rest = input.clone();
    let mut inputs = Map::new();
    for one in &template.inputs {
        if let Some(value) = rest.remove(&one.name).or_else(|| one.default.clone()) {
            inputs.insert(one.name.clone(), value);
        }
    }
    if template.rest.is_some() {
        inputs.insert("**".into(), rest.into());
    }
    inputs
}

fn request<'a>(
    template: &'a RequestTemplate,
    microversion: &'a Microversion,
    inputs: &Map<String, Value>,
) -> Result<Request<'a>, InvalidInput> {
    let body = template.body.as_ref().map(|body| value(body, inputs));
    Ok(Request {
        method: &template.method,
        path: path::render(&template.path, inputs)?,
        query: pairs(object(template.query.as_ref(), inputs)?)?,
        headers: pairs(object(template.headers.as_ref(), inputs)?)?,
        body: body.transpose()?.flatten(),
        result: &template.result,
        paging: template
            .paging
            .as_ref()
            .and_then(|template| paging(template, inputs)),
        microversion,
    })
}

/// Flattens members into pairs of texts; a list repeats its name, as with `urlencode(doseq=True)`.
fn pairs(members: Map<String, Value>) -> Result<Vec<(String, String)>, InvalidInput> {
    let mut pairs = Vec::new();
    for (name, value) in members {
        let values = match value {
            Value::Array(items) => items,
            one => vec![one],
        };
        for value in values {
            let text = python::text(&value).ok_or_else(|| InvalidInput::not_text(&name))?;
            pairs.push((name.clone(), text));
        }
    }
    pairs.sort();
    Ok(pairs)
}

fn paging<'a>(template: &'a PagingTemplate, inputs: &Map<String, Value>) -> Option<Paging<'a>> {
    let applies = template.when.as_ref().is_none_or(|when| when.holds(inputs));
    let is_true = |name: &Option<String>| {
        name.as_ref()
            .map(|name| find(name, inputs).is_some_and(python::truth))
    };
    let limit = template.limit.as_ref().and_then(|name| find(name, inputs));
    applies.then(|| Paging {
        by: template.by,
        key: template.key.as_deref(),
        limit: limit
            .and_then(python::integer)
            .and_then(|limit| u64::try_from(limit).ok())
            .filter(|limit| *limit > 0),
        reverse: is_true(&template.reverse) == Some(true),
        separate: is_true(&template.all) == Some(false),
    })
}

/// Finds an input, declared or undeclared.
fn find<'a>(name: &str, inputs: &'a Map<String, Value>) -> Option<&'a Value> {
    inputs
        .get(name)
        .or_else(|| inputs.get("**").and_then(|rest| rest.get(name)))
}
