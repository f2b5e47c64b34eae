//! A worker in front of other executors.

use lapin::types::FieldTable;
use live_tests::serde_json::json;
use live_tests::{Result, Worker, until};

use crate::fixture::Fixture;
use crate::message::properties;
use crate::request::Request;

/// Starts a worker in front of other executors; returns it with their topic, which has no queue yet.
fn start_in_front(fixture: &Fixture) -> Result<(Worker, String)> {
    let others = format!("{}_python", fixture.name);
    let settings = fixture
        .settings()?
        .set("mistral_actions", "forward_topic", &others);
    Ok((fixture.worker(&settings)?, others))
}

pub(crate) fn foreign_request_is_forwarded_unchanged(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let (mut worker, others) = start_in_front(fixture)?;
    let foreign = Request::of_class("foreign", "some.module.Action", &json!({"a": "é"}));
    let foreign = foreign.call("call-1", &engine.reply_queue);
    // The forwarded body must be the same, spaces included.
    let mut body = foreign.body();
    body.insert(1, b' ');
    let expiring = properties()
        .with_expiration("600000".into())
        .with_priority(3);
    engine.send_body(&body, expiring.clone())?;
    // The other executors start later.
    worker.wait_log("retrying the request for", 1)?;
    engine.declare(&others, FieldTable::default())?;
    engine.consume(&others)?;
    let forwarded = until("the request has been forwarded", || {
        let received = engine.received();
        Ok(received
            .into_iter()
            .find(|received| received.message["method"] == "run_action"))
    })?;
    assert_eq!(forwarded.body, body);
    assert_eq!(forwarded.properties, expiring);
    // The worker runs its own actions.
    fixture.assert_serves("own")?;
    fixture.wait_idle()?;
    fixture.finish(worker, &["own"])?;
    assert!(
        engine
            .replies("call-1")
            .iter()
            .all(|received| received["method"] == "run_action")
    );
    Ok(())
}

pub(crate) fn foreign_request_fails_without_forward_topic(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::of_class("a", "some.module.Action", &json!({})))?;
    let result = engine.result("a")?;
    let error = result["error"].as_str().unwrap_or_default();
    assert!(
        error.contains("some.module.Action") && error.contains("forward_topic"),
        "{error}"
    );
    fixture.finish(worker, &["a"])
}

/// Forwards without a queue wait. The worker assigns returned messages correctly, although the broker confirms many
/// messages at once.
pub(crate) fn unroutable_forwards_delay_no_others(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let (mut worker, others) = start_in_front(fixture)?;
    let ids: Vec<_> = (0..400).map(|number| format!("item-{number}")).collect();
    let is_foreign = |number: usize| number % 40 == 20;
    let requests = ids.iter().enumerate().map(|(number, id)| {
        if is_foreign(number) {
            Request::of_class(id, "some.module.Action", &json!({}))
        } else {
            Request::new(id, "test.echo", &json!({"value": id}))
        }
    });
    engine.send_all(&requests.collect::<Vec<_>>())?;
    let (foreign, own): (Vec<_>, Vec<_>) = (0..ids.len()).partition(|number| is_foreign(*number));
    for number in &own {
        let id = &ids[*number];
        assert_eq!(engine.result(id)?["data"], id.as_str());
    }
    worker.wait_log("retrying the request for", foreign.len())?;
    engine.declare(&others, FieldTable::default())?;
    engine.consume(&others)?;
    fixture.wait_idle()?;
    let own: Vec<_> = own.iter().map(|number| ids[*number].as_str()).collect();
    fixture.finish(worker, &own)?;
    let received = engine.received();
    for number in foreign {
        let id = format!("\"{}\"", ids[number]);
        let forwarded = received
            .iter()
            .filter(|received| received.message["args"]["action_ex_id"] == id.as_str());
        let methods: Vec<_> = forwarded
            .map(|received| &received.message["method"])
            .collect();
        assert_eq!(methods, ["run_action"], "{id}");
    }
    Ok(())
}
