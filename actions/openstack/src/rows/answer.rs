//! From the answers of a service to the result of a row.

use serde_json::{Value, json};

use crate::client::{OpenStackError, PythonPaths, Range, Response, Service, Version, query_of};
use crate::table::{Microversion, Paging, PagingBy, Request, ResultKind, ResultRule};

/// Sends the request of a row, and the requests for further pages.
pub(super) async fn of(service: &Service, request: &Request<'_>) -> Result<Value, OpenStackError> {
    let mut query = request.query.clone();
    let mut pages: Vec<Value> = Vec::new();
    loop {
        let response = sent(service, request, query.clone()).await?;
        if request.result.kind == ResultKind::Status {
            return Ok(json!(response.status() == 204));
        }
        let body = match request.result.kind {
            // Some answers without meaning are no JSON.
            ResultKind::Nothing => return Ok(Value::Null),
            _ => without_self(service, request.result, response.json()?),
        };
        let next = next(request, &query, &body, &pages);
        pages.push(body);
        match next {
            Some(next) if next != query => query = next,
            _ => return result(request, pages),
        }
    }
}

async fn sent(
    service: &Service,
    request: &Request<'_>,
    query: Vec<(String, String)>,
) -> Result<Response, OpenStackError> {
    let method = request.method.parse().unwrap_or_default();
    let mut sent = service
        .request_by_client(method, &request.path)
        .microversions(range(request.microversion));
    for (name, value) in query {
        sent = sent.query(name, value);
    }
    for (name, value) in &request.headers {
        sent = sent.header(name, value);
    }
    if let Some(body) = &request.body {
        sent = sent.json(body.clone());
    }
    sent.send().await
}

pub(super) fn range(bounds: &Microversion) -> Range {
    let parsed = |version: &Option<String>| version.as_deref().and_then(Version::parse);
    Range {
        lowest: parsed(&bounds.min),
        highest: parsed(&bounds.max),
    }
}

/// The query for the page after this one; `None` if it was the last, or no more are wanted.
fn next(
    request: &Request<'_>,
    query: &[(String, String)],
    body: &Value,
    before: &[Value],
) -> Option<Vec<(String, String)>> {
    let paging = request.paging.as_ref()?;
    let here = items(body, request.result)?;
    let so_far = before
        .iter()
        .filter_map(|page| items(page, request.result))
        .map(Vec::len)
        .sum::<usize>();
    let is_enough = paging
        .limit
        .is_some_and(|limit| (so_far + here.len()) as u64 >= limit);
    if here.is_empty() || is_enough {
        return None;
    }
    let member = |paging: &Paging<'_>| body.get(paging.key?);
    match paging.by {
        PagingBy::Next => member(paging)?.as_str().map(query_of),
        PagingBy::Links => {
            let wanted = if paging.reverse { "previous" } else { "next" };
            let link = member(paging)?
                .as_array()?
                .iter()
                .find(|link| link["rel"] == wanted)?;
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

fn items<'a>(body: &'a Value, rule: &ResultRule) -> Option<&'a Vec<Value>> {
    body.get(rule.key.as_deref()?)?.as_array()
}

/// Glance's things tell their own address as `self`, which its client takes away.
fn without_self(service: &Service, rule: &ResultRule, mut body: Value) -> Value {
    if !service.is_image() {
        return body;
    }
    let remove = |thing: &mut Value| {
        thing
            .as_object_mut()
            .and_then(|members| members.remove("self"))
    };
    match rule.key.as_deref().and_then(|key| body.get_mut(key)) {
        Some(Value::Array(things)) => things.iter_mut().for_each(|thing| drop(remove(thing))),
        _ => drop(remove(&mut body)),
    }
    body
}

/// What of the answers is the result.
fn result(request: &Request<'_>, mut pages: Vec<Value>) -> Result<Value, OpenStackError> {
    let rule = request.result;
    if request
        .paging
        .as_ref()
        .is_some_and(|paging| paging.separate)
    {
        return Ok(pages.into());
    }
    let lacks = |key: &str| {
        OpenStackError::failed(
            format!("{} {}", request.method, request.path),
            format_args!("the answer has no `{key}`"),
        )
    };
    let Some(key) = rule.key.as_deref() else {
        return Ok(pages.pop().unwrap_or_default());
    };
    match rule.kind {
        ResultKind::One => pages
            .pop()
            .and_then(|mut body| body.get_mut(key).map(Value::take))
            .ok_or_else(|| lacks(key)),
        ResultKind::List | ResultKind::Collection => {
            let mut all = Vec::new();
            for page in &mut pages {
                let found = page
                    .get_mut(key)
                    .map(Value::take)
                    .ok_or_else(|| lacks(key))?;
                match found {
                    Value::Array(items) => all.extend(items),
                    // What is alone, a service may tell without a list.
                    one => all.push(one),
                }
            }
            if let Some(item) = rule.item.as_deref() {
                for wrapped in &mut all {
                    *wrapped = wrapped[item].take();
                }
            }
            if let Some(limit) = request.paging.as_ref().and_then(|paging| paging.limit) {
                all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            }
            Ok(if rule.kind == ResultKind::List {
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
