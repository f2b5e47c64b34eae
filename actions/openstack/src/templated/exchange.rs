//! Sending of a rendered request, paging, and the result.

use serde_json::{Value, json};

use crate::client::{self, OpenStack, OpenStackError, Range, Version, query_of};
use crate::services::ServiceDescriptor;
use crate::table::{Microversion, Paging, PagingBy, Request, ResultKind, ResultTemplate};

type Query = Vec<(String, String)>;

/// Sends a request and the requests for further pages; returns the result.
pub(super) async fn perform(
    os: &OpenStack,
    service: &ServiceDescriptor,
    request: &Request<'_>,
) -> Result<Value, OpenStackError> {
    let sent = to_client(os, service, request);
    match request.result.kind {
        ResultKind::Status => Ok(json!(sent.send().await?.status() == 204)),
        // The body need not be JSON.
        ResultKind::Nothing => sent.send().await.map(|_| Value::Null),
        _ => {
            let next = |query: &[_], pages: &[Value]| next_page(request, query, pages);
            let mut pages = sent.pages(next).await?;
            for page in &mut pages {
                clean(service, request.result, page);
            }
            result(request, pages)
        }
    }
}

/// Translates a rendered request into one of the client.
fn to_client(
    os: &OpenStack,
    service: &ServiceDescriptor,
    request: &Request<'_>,
) -> client::Request {
    let endpoint = os.service(service.api);
    let method = request.method.parse().unwrap_or_default();
    let path = request.path.as_str();
    let below_version = path.strip_prefix(service.api.version);
    let sent = match below_version.filter(|path| path.starts_with('/')) {
        Some(path) => endpoint.request(method, path),
        None if service.versioned_paths => endpoint.request(method, path).above_version(),
        None => endpoint.request(method, path),
    };
    let mut sent = sent.microversions(range(request.microversion));
    for (name, value) in &request.query {
        sent = sent.query(name, value);
    }
    for (name, value) in &request.headers {
        sent = sent.header(name, value);
    }
    if let Some(body) = &request.body {
        sent = sent.json(body.clone());
    }
    sent
}

fn range(bounds: &Microversion) -> Range {
    let parsed = |version: &Option<String>| version.as_deref().and_then(Version::parse);
    Range {
        lowest: parsed(&bounds.min),
        highest: parsed(&bounds.max),
    }
}

/// Removes the members that the Python client removes from the resources in a body.
fn clean(service: &ServiceDescriptor, result: &ResultTemplate, body: &mut Value) {
    let key = result.key.as_deref();
    match key.and_then(|key| body.get_mut(key)) {
        Some(Value::Array(resources)) => resources.iter_mut().for_each(|one| service.clean(one)),
        _ => service.clean(body),
    }
}

/// Returns the query for the next page; `None` after the last page or if the limit is reached.
fn next_page(request: &Request<'_>, query: &[(String, String)], pages: &[Value]) -> Option<Query> {
    let paging = request.paging.as_ref()?;
    let body = pages.last()?;
    let here = items(body, request.result)?;
    let count: usize = pages
        .iter()
        .filter_map(|page| items(page, request.result))
        .map(Vec::len)
        .sum();
    let is_enough = paging.limit.is_some_and(|limit| count as u64 >= limit);
    if here.is_empty() || is_enough {
        return None;
    }
    let member = |paging: &Paging<'_>| body.get(paging.key?);
    match paging.by {
        PagingBy::Next => member(paging)?.as_str().map(query_of),
        PagingBy::Links => {
            let relation = if paging.reverse { "previous" } else { "next" };
            let link = member(paging)?
                .as_array()?
                .iter()
                .find(|link| link["rel"] == relation)?;
            link["href"].as_str().map(query_of)
        }
        PagingBy::Marker => {
            let marker = here.last()?["id"].as_str()?;
            let mut query: Vec<_> = query
                .iter()
                .filter(|(name, _)| name != "marker")
                .cloned()
                .collect();
            query.push(("marker".to_owned(), marker.to_owned()));
            Some(query)
        }
    }
}

fn items<'a>(body: &'a Value, result: &ResultTemplate) -> Option<&'a Vec<Value>> {
    body.get(result.key.as_deref()?)?.as_array()
}

/// Makes the result from the bodies of all pages.
fn result(request: &Request<'_>, mut pages: Vec<Value>) -> Result<Value, OpenStackError> {
    let paging = request.paging.as_ref();
    if paging.is_some_and(|paging| paging.separate) {
        return Ok(pages.into());
    }
    let Some(key) = request.result.key.as_deref() else {
        return Ok(pages.pop().unwrap_or_default());
    };
    let missing = || {
        OpenStackError::failed(
            format!("{} {}", request.method, request.path),
            format_args!("the response has no `{key}`"),
        )
    };
    match request.result.kind {
        ResultKind::One => pages
            .pop()
            .and_then(|mut body| body.get_mut(key).map(Value::take))
            .ok_or_else(missing),
        ResultKind::List | ResultKind::Collection => {
            let mut all = Vec::new();
            for page in &mut pages {
                match page.get_mut(key).map(Value::take).ok_or_else(missing)? {
                    Value::Array(items) => all.extend(items),
                    // A service may return a single resource without a list.
                    one => all.push(one),
                }
            }
            if let Some(item) = request.result.item.as_deref() {
                for wrapped in &mut all {
                    *wrapped = wrapped[item].take();
                }
            }
            if let Some(limit) = paging.and_then(|paging| paging.limit) {
                all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            }
            Ok(if request.result.kind == ResultKind::List {
                all.into()
            } else {
                json!({ key: all })
            })
        }
        ResultKind::Body | ResultKind::Status | ResultKind::Nothing => {
            Ok(pages.pop().unwrap_or_default())
        }
    }
}
