//! The worker against a real RabbitMQ, with a scripted engine at the other end.
//!
//! Each trial has an exchange and topics of its own, so that they run side by side. Those that break the
//! broker have another broker, and take turns.

mod acknowledgement;
mod actions;
mod answers;
mod broker;
mod calls;
mod compression;
mod connecting;
mod connections;
mod drain;
mod engine;
mod front;
mod heartbeats;
mod journal;
mod logging;
mod monitoring;
mod parking;
mod poison;
mod proxy;
mod queues;
mod request;
mod restart;
mod scene;
mod systemd;
mod traces;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use live_tests::Result;

use broker::Brokers;
use scene::Scene;

type Run = fn(&Scene) -> Result<()>;

/// Independent of each other.
const CALM: &[(&str, Run)] = &[
    (
        "acknowledged_after_result",
        acknowledgement::only_after_the_engine_has_the_result,
    ),
    (
        "redelivered_unsafe",
        acknowledgement::redelivered_and_unsafe,
    ),
    ("redelivered_safe", acknowledgement::redelivered_and_safe),
    ("bounded_prefetch", acknowledgement::bounded_prefetch),
    ("receiving_connection_closed", connections::receiving_closed),
    ("delivered_to_another", connections::delivered_to_another),
    (
        "left_to_one_that_crashes",
        connections::left_to_one_that_crashes,
    ),
    ("sending_connection_closed", connections::sending_closed),
    ("lost_while_stopping", connections::lost_while_stopping),
    ("blocked_thread", connections::blocked_thread),
    ("network_cut", connections::network_cut),
    ("network_frozen", connections::network_frozen),
    ("queue_deleted", queues::deleted),
    ("exchange_deleted", queues::exchange_deleted),
    ("existing_queue", queues::existing_with_other_properties),
    ("quorum_queue", queues::quorum),
    ("stream_fanout", queues::stream_fanout),
    ("auto_delete", queues::auto_delete),
    ("engine_queue_missing", queues::engine_queue_missing),
    ("drain_finishes", drain::finishes_what_runs),
    ("drain_gives_back_safe", drain::gives_back_to_be_run_again),
    ("drain_gives_back_unsafe", drain::gives_back_to_be_refused),
    ("drain_returns_new", drain::returns_what_was_not_begun),
    ("drain_second_signal", drain::second_signal),
    ("drain_gives_back_parked", drain::gives_back_what_is_parked),
    ("drain_frozen_broker", drain::broker_does_not_answer),
    ("timeout_stops", answers::timeout_stops_the_work),
    ("large_result", answers::large_result),
    ("outcomes", answers::outcomes),
    ("asynchronous", answers::asynchronous),
    ("poison", poison::is_dropped),
    ("senseless_request", poison::is_answered),
    ("call_reply", calls::reply),
    ("call_keep_alive", calls::keep_alive),
    ("call_refused", calls::refused),
    ("call_ping", calls::ping),
    ("call_senseless_queue", calls::senseless_queue),
    ("call_caller_gone", calls::caller_gone),
    ("front", front::forwards_unchanged),
    ("front_returned", front::returned_among_others),
    ("front_off", front::without_forward_topic),
    ("heartbeats", heartbeats::of_what_runs),
    ("heartbeats_off", heartbeats::off),
    ("dead_host_first", connecting::dead_host_first),
    ("wrong_password", connecting::wrong_password),
    ("broker_later", connecting::broker_later),
    ("tls", connecting::tls),
    ("check", connecting::check),
    ("tls_refused", connecting::tls_refused),
    ("monitoring", monitoring::health_and_metrics),
    ("log", logging::lines_and_reload),
    ("log_journal", logging::journal),
    ("log_json", logging::json),
    ("compressed", compression::requests),
    ("compressed_parked", compression::parked),
    ("parked_connection_closed", parking::connection_closed),
    ("parked_crash", parking::comes_back_after_a_crash),
    (
        "parked_crash_quorum",
        parking::comes_back_from_a_quorum_queue,
    ),
    ("parked_waits_for_nobody", parking::waits_for_nobody),
    ("parked_twice", parking::comes_back_again_and_again),
    ("sent_twice", answers::sent_twice),
    ("systemd", systemd::readiness_and_watchdog),
    ("traces", traces::continue_the_engines),
];

/// Each needs the whole broker.
const ROUGH: &[(&str, Run)] = &[
    ("broker_crash_durable", restart::crash_with_durable_queues),
    ("broker_crash_quorum", restart::crash_with_quorum_queues),
    (
        "broker_restart_transient",
        restart::restart_with_transient_queues,
    ),
    ("message_too_large", restart::message_too_large),
    ("broker_blocked", restart::blocked),
    ("parked", parking::outlives_the_patience_of_the_broker),
    ("patience_ends", parking::patience_ends),
];

fn main() -> ExitCode {
    // The worker that the trials start is this program too, so it has the actions that they need.
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return mistral_executor::main();
    }
    let mut arguments = Arguments::from_args();
    // They wait most of the time.
    arguments.test_threads.get_or_insert(10);
    let brokers = Arc::new(Brokers::default());
    let rough = ROUGH.iter().map(|(name, run)| {
        let brokers = Arc::clone(&brokers);
        Trial::test(*name, move || {
            let broker = brokers.rough();
            Ok(Scene::play(name, &broker, *run)?)
        })
    });
    let calm = CALM.iter().map(|(name, run)| {
        let brokers = Arc::clone(&brokers);
        Trial::test(*name, move || Ok(Scene::play(name, brokers.calm(), *run)?))
    });
    // The slow ones first.
    let trials = rough.chain(calm).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(brokers);
    conclusion.exit_code()
}
