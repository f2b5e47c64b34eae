//! Deleted and missing queues, and queues of other types.

use lapin::ExchangeKind;
use lapin::types::{AMQPValue, FieldTable};
use live_tests::serde_json::json;
use live_tests::{Result, Settings, Signal, Worker, until};

use crate::connecting::assert_growing_waits;
use crate::fixture::Fixture;
use crate::kinds::Kind;
use crate::proxy::Proxy;
use crate::request::Request;

/// The queue of the topic is deleted while an action runs.
pub(crate) fn deleted_queue_is_declared_again(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    engine.delete(&fixture.topic())?;
    worker.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.assert_serves("b")?;
    fixture.finish(worker, &["a", "b"])
}

/// The exchange is deleted while an action runs; the result is delivered after it is declared again.
pub(crate) fn result_waits_for_deleted_exchange(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    engine.delete_exchange()?;
    journal.open_gate()?;
    worker.wait_log("retrying the result of a every second", 1)?;
    engine.listen()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_idle()?;
    fixture.finish(worker, &["a"])
}

pub(crate) fn queue_with_other_properties_is_used(fixture: &Fixture) -> Result<()> {
    let mut arguments = FieldTable::default();
    arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(1000));
    fixture.engine()?.declare(&fixture.topic(), arguments)?;
    let mut worker = fixture.worker(&fixture.settings()?)?;
    worker.wait_log(
        &format!("queue {} exists with other properties", fixture.topic()),
        1,
    )?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

pub(crate) fn quorum_queue_has_delivery_limit(fixture: &Fixture) -> Result<()> {
    fixture.set_kind(Kind::Quorum);
    let settings =
        fixture
            .settings()?
            .set("oslo_messaging_rabbit", "rabbit_quorum_delivery_limit", 7);
    let worker = fixture.worker(&settings)?;
    let queues = fixture
        .broker
        .ctl(&["list_queues", "name", "type", "arguments"])?;
    let is_limited = |line: &&str| {
        line.starts_with(&format!("{}\tquorum", fixture.topic()))
            && line.contains(r#"{"x-delivery-limit",7}"#)
    };
    assert!(queues.lines().any(|line| is_limited(&line)), "{queues}");
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

pub(crate) fn stream_fanout_is_consumed(fixture: &Fixture) -> Result<()> {
    let group = "oslo_messaging_rabbit";
    let settings = fixture
        .settings()?
        .set(group, "rabbit_stream_fanout", true)
        .set(group, "rabbit_transient_quorum_queue", true)
        .set(group, "rabbit_qos_prefetch_count", 1);
    let mut worker = fixture.worker(&settings)?;
    worker.wait_log(&format!("consuming from {}_fanout\n", fixture.topic()), 1)?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

/// The exchange already exists and is not deleted automatically.
pub(crate) fn auto_delete_queue_is_removed(fixture: &Fixture) -> Result<()> {
    let settings = fixture
        .settings()?
        .set("oslo_messaging_rabbit", "amqp_auto_delete", true);
    let worker = fixture.worker(&settings)?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])?;
    let queues = fixture.broker.ctl(&["list_queues", "name"])?;
    let topic = fixture.topic();
    assert!(queues.lines().all(|name| name != topic), "{queues}");
    Ok(())
}

pub(crate) fn result_waits_for_engine_queue(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.delete(&engine.queue)?;
    engine.send(&Request::new("a", "test.echo", &json!({"value": 1})))?;
    worker.wait_log("retrying the result of a every second", 1)?;
    engine.listen()?;
    assert_eq!(engine.result("a")?["data"], 1);
    until("the message is acknowledged", || {
        Ok((fixture.broker.messages(&fixture.topic())? == (0, 0)).then_some(()))
    })?;
    fixture.finish(worker, &["a"])
}

/// Two workers with the same names have separate fanout queues, and the broker keeps them.
pub(crate) fn queue_manager_numbers_fanout_queues(fixture: &Fixture) -> Result<()> {
    let group = "oslo_messaging_rabbit";
    let settings = fixture
        .settings()?
        .set(group, "use_queue_manager", true)
        .set(group, "hostname", "machine")
        .set(group, "processname", fixture.name);
    let queue = |number: u32| {
        let (topic, process) = (fixture.topic(), fixture.name);
        format!("{topic}_fanout_machine:{process}:{number}")
    };
    let mut workers = [fixture.worker(&settings)?, fixture.worker(&settings)?];
    for (number, worker) in (1..).zip(&mut workers) {
        worker.wait_log(&format!("consuming from {}\n", queue(number)), 1)?;
    }
    for worker in workers {
        worker.terminate()?;
    }
    let queues = fixture.broker.ctl(&["list_queues", "name"])?;
    assert!(queues.lines().any(|name| name == queue(1)), "{queues}");
    Ok(())
}

/// A fanout queue with a random name ends with its worker.
pub(crate) fn random_fanout_queue_is_deleted(fixture: &Fixture) -> Result<()> {
    let worker = fixture.worker(&fixture.settings()?)?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])?;
    let queues = fixture.broker.ctl(&["list_queues", "name"])?;
    let prefix = format!("{}_fanout", fixture.topic());
    let is_gone = queues.lines().all(|name| !name.starts_with(&prefix));
    assert!(is_gone, "{queues}");
    Ok(())
}

/// With Mistral's default options, RabbitMQ 4.3 denies the queues of a worker. It names the options to set, and waits
/// longer after each attempt. Other brokers have these queues.
pub(crate) fn denied_transient_queues_are_explained(fixture: &Fixture) -> Result<()> {
    let group = "oslo_messaging_rabbit";
    let settings = Kind::Transient
        .set(fixture.settings()?)
        .set(group, "rabbit_retry_interval", 1)
        .set(group, "rabbit_retry_backoff", 2)
        .set(group, "rabbit_interval_max", 30);
    let check = |settings: &Settings| fixture.check(settings);
    if fixture.broker.permits_transient() {
        let (is_valid, text) = check(&settings)?;
        assert!(is_valid, "{text}");
        let worker = fixture.worker(&settings)?;
        fixture.assert_serves("a")?;
        return fixture.finish(worker, &["a"]);
    }
    let remedy = "rabbit_transient_quorum_queue = true, and rabbit_quorum_queue = true or amqp_durable_queues = true";
    // The fanout queue alone is denied as well.
    for settings in [
        settings.clone(),
        settings.clone().set(group, "amqp_durable_queues", true),
    ] {
        let (is_valid, text) = check(&settings)?;
        assert!(!is_valid && text.contains(remedy), "{text}");
    }
    let mut worker = fixture.spawn(&settings)?;
    worker.wait_log(remedy, 3)?;
    let log = worker.log()?;
    assert_growing_waits(&log, remedy);
    assert_eq!(log.matches("for receiving\n").count(), 3, "{log}");
    worker.signal(Signal::TERM)?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    Ok(())
}

/// An exchange of another type would route otherwise, and one of another durability belongs to services with other options.
pub(crate) fn exchange_with_other_properties_is_refused(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let is_durable = fixture.kind().is_durable();
    for (kind, durable, remedy) in [
        (ExchangeKind::Direct, is_durable, "control_exchange"),
        (ExchangeKind::Topic, !is_durable, "amqp_durable_queues"),
    ] {
        let exchange = format!("{}_{kind:?}", fixture.name);
        engine.declare_other_exchange(&exchange, kind, durable)?;
        let topic = format!("{exchange}_executor");
        let settings = fixture
            .settings()?
            .set("DEFAULT", "control_exchange", &exchange)
            .set("executor", "topic", &topic);
        let named = format!("for exchange '{exchange}' in vhost");
        let (succeeds, text) = fixture.check(&settings)?;
        let is_explained = text.contains(&named) && text.contains(remedy);
        assert!(!succeeds && is_explained, "{text}");
        let mut worker = fixture.spawn(&settings)?;
        worker.wait_log(&named, 3)?;
        let log = worker.log()?;
        assert!(!log.contains(&format!("consuming from {topic}\n")), "{log}");
        let queues = fixture.broker.ctl(&["list_queues", "name"])?;
        assert!(queues.lines().all(|name| name != topic), "{queues}");
        worker.signal(Signal::TERM)?;
        let status = worker.wait_exit()?;
        assert!(status.success(), "{status}");
    }
    Ok(())
}

/// `serve --check` deletes the exchanges and queues that it has made.
pub(crate) fn check_leaves_nothing_behind(fixture: &Fixture) -> Result<()> {
    let (succeeds, text) = fixture.check(&fixture.settings()?)?;
    assert!(succeeds, "{text}");
    for verb in ["list_exchanges", "list_queues"] {
        let names = fixture.broker.ctl(&[verb, "name"])?;
        assert!(
            names.lines().all(|name| !name.starts_with(fixture.name)),
            "{names}"
        );
    }
    Ok(())
}

/// With names from `use_queue_manager`, the message of a running action is left to its worker, whose connection was cut.
pub(crate) fn managed_queues_leave_action_with_owner(fixture: &Fixture) -> Result<()> {
    const WORKERS: usize = 5;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let group = "oslo_messaging_rabbit";
    let settings = fixture
        .settings()?
        .set(group, "use_queue_manager", true)
        .set(group, "hostname", "machine")
        .set(group, "processname", fixture.name)
        // Longer than the cut.
        .set("mistral_actions", "hold_time", 12);
    let proxy = Proxy::open_for(fixture)?;
    let mut owner = fixture.worker(&proxy.settings(settings.clone()))?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    let others = (1..WORKERS).map(|_| fixture.worker(&settings));
    let others: Vec<Worker> = others.collect::<Result<_>>()?;
    let held = format!("{}.held_12000", fixture.topic());
    let wait_held = |messages: u32| {
        until("the message is held back, or is no longer", || {
            Ok((engine.ready(&held)? == messages).then_some(()))
        })
    };
    proxy.close();
    wait_held(1)?;
    proxy.open()?;
    owner.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    // Another worker decides while the action runs.
    wait_held(0)?;
    fixture.wait_idle()?;
    assert!(engine.results("a").is_empty());
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_queues_empty()?;
    for worker in others {
        worker.terminate()?;
    }
    fixture.finish(owner, &["a"])?;
    assert_eq!(journal.count("begin", "a")?, 1);
    Ok(())
}
