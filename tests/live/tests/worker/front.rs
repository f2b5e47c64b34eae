//! A worker in front of other executors.

use lapin::types::FieldTable;
use live_tests::serde_json::json;
use live_tests::{Result, Worker, until};

use crate::engine::properties;
use crate::request::Request;
use crate::scene::Scene;

/// A worker, and the topic of the other executors, which has no queue yet.
fn in_front(scene: &Scene) -> Result<(Worker, String)> {
    let others = format!("{}_python", scene.name);
    let settings = scene
        .settings()?
        .set("mistral_actions", "forward_topic", &others);
    Ok((scene.worker(&settings)?, others))
}

pub(crate) fn forwards_unchanged(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let (mut worker, others) = in_front(scene)?;
    let foreign = Request::of_class("foreign", "some.module.Action", &json!({"a": "é"}));
    let foreign = foreign.call("call-1", &engine.reply_queue);
    // Spaces and order as Python has them.
    let mut body = foreign.body();
    body.insert(1, b' ');
    let expiring = properties()
        .with_expiration("600000".into())
        .with_priority(3);
    engine.send_body(&body, expiring.clone())?;
    // The other executors come later.
    worker.wait_log("waits", 1)?;
    engine.declare(&others, FieldTable::default())?;
    engine.consume(&others)?;
    let forwarded = until("the request is forwarded", || {
        let told = engine.told();
        Ok(told
            .into_iter()
            .find(|told| told.message["method"] == "run_action"))
    })?;
    assert_eq!(forwarded.body, body);
    assert_eq!(forwarded.properties, expiring);
    // What it has it runs itself.
    scene.still_works("own")?;
    scene.wait_idle()?;
    scene.end(worker, &["own"])?;
    assert!(
        engine
            .replies("call-1")
            .iter()
            .all(|told| told["method"] == "run_action")
    );
    Ok(())
}

pub(crate) fn without_forward_topic(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let worker = scene.worker(&scene.settings()?)?;
    engine.send(&Request::of_class("a", "some.module.Action", &json!({})))?;
    let result = engine.result("a")?;
    let error = result["error"].as_str().unwrap_or_default();
    assert!(
        error.contains("some.module.Action") && error.contains("forward_topic"),
        "{error}"
    );
    scene.end(worker, &["a"])
}

/// What has no queue waits, and nothing else is taken for it: the broker confirms many messages with one word.
pub(crate) fn returned_among_others(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let (mut worker, others) = in_front(scene)?;
    let ids: Vec<_> = (0..400).map(|number| format!("item-{number}")).collect();
    let is_foreign = |number: usize| number % 40 == 20;
    let requests = ids.iter().enumerate().map(|(number, id)| {
        if is_foreign(number) {
            Request::of_class(id, "some.module.Action", &json!({}))
        } else {
            Request::new(id, "trial.echo", &json!({"value": id}))
        }
    });
    engine.send_all(&requests.collect::<Vec<_>>())?;
    let (foreign, own): (Vec<_>, Vec<_>) = (0..ids.len()).partition(|number| is_foreign(*number));
    for number in &own {
        let id = &ids[*number];
        assert_eq!(engine.result(id)?["data"], id.as_str());
    }
    worker.wait_log("waits", foreign.len())?;
    engine.declare(&others, FieldTable::default())?;
    engine.consume(&others)?;
    scene.wait_idle()?;
    let own: Vec<_> = own.iter().map(|number| ids[*number].as_str()).collect();
    scene.end(worker, &own)?;
    let told = engine.told();
    for number in foreign {
        let id = format!("\"{}\"", ids[number]);
        let forwarded = told
            .iter()
            .filter(|told| told.message["args"]["action_ex_id"] == id.as_str());
        let methods: Vec<_> = forwarded.map(|told| &told.message["method"]).collect();
        assert_eq!(methods, ["run_action"], "{id}");
    }
    Ok(())
}
