//! From a row and an input to the request that the client would send. Nothing is sent here.

use std::fmt;

use serde_json::{Map, Value};

use super::action_template::{
    Deed, Microversion, PagingBy, PagingRule, RequestTemplate, ResultRule, Row,
};
use super::evaluate::{Unfit, object, value};
use super::path;
use crate::python;

/// A request, ready to be sent to the endpoint of the row's service.
#[derive(Debug)]
pub(crate) struct Request<'row> {
    /// HTTP's method.
    pub(crate) method: &'row str,
    /// The path below the endpoint, percent-encoded.
    pub(crate) path: String,
    /// Parameters, not encoded yet, sorted by name.
    pub(crate) query: Vec<(String, String)>,
    /// Headers beyond the usual ones.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, to be sent as JSON.
    pub(crate) body: Option<Value>,
    /// What of the answer is the result.
    pub(crate) result: &'row ResultRule,
    /// How further pages are asked for, if they are.
    pub(crate) paging: Option<Paging<'row>>,
    /// Bounds of the microversion to ask with.
    pub(crate) microversion: &'row Microversion,
}

/// How further pages are asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Paging<'row> {
    /// By what.
    pub(crate) by: PagingBy,
    /// The member of the body that tells the next page.
    pub(crate) key: Option<&'row str>,
    /// How many are wanted at most, of all pages together.
    pub(crate) limit: Option<u64>,
    /// Whether to follow `previous` instead of `next`.
    pub(crate) reverse: bool,
    /// Whether the result is the list of the pages' bodies.
    pub(crate) separate: bool,
}

/// What an action does with an input.
#[derive(Debug)]
pub(crate) enum Rendered<'row> {
    /// It asks the service.
    Request(Box<Request<'row>>),
    /// There is nothing to ask for: the result is null.
    Nothing,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoRequest {
    /// The client refuses such inputs, and says so.
    Refused(String),
    /// An input is of a kind that its place does not take.
    Unfit(Unfit),
}

impl fmt::Display for NoRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(message) => f.write_str(message),
            Self::Unfit(unfit) => unfit.fmt(f),
        }
    }
}

impl std::error::Error for NoRequest {}

impl From<Unfit> for NoRequest {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}

/// The request that a row makes for an input which its schema accepts.
///
/// # Errors
///
/// If the client refuses the inputs together, or one does not fit its place.
pub(crate) fn render<'row>(
    row: &'row Row,
    input: &Map<String, Value>,
) -> Result<Rendered<'row>, NoRequest> {
    let inputs = complete(row, input);
    let call = row
        .calls
        .iter()
        .find(|call| call.when.iter().all(|condition| condition.holds(&inputs)));
    match call.map(|call| &call.deed) {
        Some(Deed::Request(template)) => {
            let request = request(template, &row.microversion, &inputs)?;
            Ok(Rendered::Request(Box::new(request)))
        }
        Some(Deed::Refuse { refuse }) => Err(NoRequest::Refused(refuse.clone())),
        Some(Deed::Nothing { .. }) | None => Ok(Rendered::Nothing),
    }
}

/// Fills in defaults, and gathers what is not declared under `**`, as templates want it.
fn complete(row: &Row, input: &Map<String, Value>) -> Map<String, Value> {
    let mut rest = input.clone();
    let mut inputs = Map::new();
    for one in &row.inputs {
        if let Some(value) = rest.remove(&one.name).or_else(|| one.default.clone()) {
            inputs.insert(one.name.clone(), value);
        }
    }
    if row.rest.is_some() {
        inputs.insert("**".into(), rest.into());
    }
    inputs
}

fn request<'row>(
    template: &'row RequestTemplate,
    microversion: &'row Microversion,
    inputs: &Map<String, Value>,
) -> Result<Request<'row>, Unfit> {
    let body = template.body.as_ref().map(|body| value(body, inputs));
    Ok(Request {
        method: &template.method,
        path: path::rendered(&template.path, inputs)?,
        query: pairs(object(template.query.as_ref(), inputs)?)?,
        headers: pairs(object(template.headers.as_ref(), inputs)?)?,
        body: body.transpose()?.flatten(),
        result: &template.result,
        paging: template
            .paging
            .as_ref()
            .and_then(|rule| paging(rule, inputs)),
        microversion,
    })
}

/// A list gives a parameter several times, as `urlencode(doseq=True)` does.
fn pairs(members: Map<String, Value>) -> Result<Vec<(String, String)>, Unfit> {
    let mut pairs = Vec::new();
    for (name, value) in members {
        let values = match value {
            Value::Array(items) => items,
            one => vec![one],
        };
        for value in values {
            let text = python::text(&value).ok_or_else(|| Unfit::no_text(&name))?;
            pairs.push((name.clone(), text));
        }
    }
    pairs.sort();
    Ok(pairs)
}

fn paging<'row>(rule: &'row PagingRule, inputs: &Map<String, Value>) -> Option<Paging<'row>> {
    let applies = rule.when.as_ref().is_none_or(|when| when.holds(inputs));
    let is_true = |name: &Option<String>| {
        name.as_ref()
            .map(|name| given(name, inputs).is_some_and(python::truth))
    };
    let limit = rule.limit.as_ref().and_then(|name| given(name, inputs));
    applies.then(|| Paging {
        by: rule.by,
        key: rule.key.as_deref(),
        limit: limit
            .and_then(python::integer)
            .and_then(|limit| u64::try_from(limit).ok())
            .filter(|limit| *limit > 0),
        reverse: is_true(&rule.reverse) == Some(true),
        separate: is_true(&rule.all) == Some(false),
    })
}

/// An input, declared or not.
fn given<'a>(name: &str, inputs: &'a Map<String, Value>) -> Option<&'a Value> {
    inputs
        .get(name)
        .or_else(|| inputs.get("**").and_then(|rest| rest.get(name)))
}
