//! The worker against a real RabbitMQ, with a scripted engine at the other end.
//!
//! Each test has its own exchange and topics, so that tests run in parallel. Tests that disturb the broker, and those that
//! need another configuration of it, use further brokers.
//!
//! `LIVE_BROKER` chooses the version of RabbitMQ, as in `tests/stack/rabbitmq`. With `LIVE_TESTS_PART=broker`, only tests
//! that depend on this version are run.

mod acknowledgement;
mod actions;
mod broker;
mod calls;
mod campaign;
mod catalogs;
mod compression;
mod connecting;
mod connections;
mod drain;
mod engine;
mod fixture;
mod front;
mod handing_back;
mod heartbeats;
mod journal;
mod kinds;
mod logging;
mod message;
mod monitoring;
mod operators_view;
mod parking;
mod poison;
mod prometheus;
mod proxy;
mod queues;
mod redelivery;
mod request;
mod restart;
mod results;
mod systemd;
mod traces;
mod trials;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::Arguments;
use live_tests::{Result, is_skipped, named_tests};

use broker::Brokers;
use fixture::Fixture;
use trials::trials;

type Test = fn(&Fixture) -> Result<()>;

/// Tests that are run with each kind of queue.
const BY_KIND: &[(&str, Test)] = named_tests![
    catalogs::request_goes_to_worker_with_newer_catalog,
    acknowledgement::acknowledgement_follows_delivered_result,
    acknowledgement::redelivered_safe_action_runs_again,
    acknowledgement::redelivered_unsafe_action_fails,
    connections::action_survives_closed_receiving_connection,
    connections::crash_of_owner_fails_redelivered_action,
    connections::drain_survives_closed_connection,
    connections::redelivery_to_peer_leaves_action_with_owner,
    redelivery::two_copies_of_killed_worker_are_refused,
    redelivery::stalled_worker_refuses_no_finished_action,
    redelivery::backlog_of_redelivered_requests_delays_no_others,
    redelivery::result_over_half_open_connection_is_the_only_one,
    redelivery::drain_leaves_no_parked_copy_behind,
    redelivery::waiting_message_survives_deleted_queue,
    handing_back::drain_returns_parked_message_of_abandoned_action,
    handing_back::refused_message_is_not_handed_back,
    handing_back::drain_during_break_returns_waiting_message,
    handing_back::waiting_message_survives_break_in_own_queue,
    drain::drain_finishes_running_action,
    drain::stopped_safe_action_runs_again,
    drain::stopped_unsafe_action_fails,
    drain::unstarted_messages_are_requeued_as_new,
    drain::second_signal_stops_immediately,
    drain::parked_messages_return_to_topic,
    drain::drain_ends_without_answer_of_broker,
    drain::drain_waits_for_late_result,
    drain::drain_fails_outstanding_results,
    parking::parked_message_survives_closed_connection,
    parking::parked_message_returns_after_crash,
    parking::waiting_message_moves_to_idle_worker,
    parking::parked_message_survives_repeated_crashes,
];

/// Tests that need low limits of the broker, and are run with each kind of durable queue.
const LIMITED_BY_KIND: &[(&str, Test)] =
    named_tests![parking::parked_action_outlives_consumer_timeout,];

/// Tests that need low limits of the broker.
const LIMITED: &[(&str, Test)] = named_tests![
    parking::action_survives_consumer_timeout,
    parking::timed_out_message_leaves_action_with_owner,
    restart::oversized_message_fails_only_its_action,
];

/// Tests that need the whole broker.
const SERIAL: &[(&str, Test)] = named_tests![
    restart::broker_crash_keeps_durable_queues,
    restart::broker_crash_keeps_quorum_queues,
    restart::broker_restart_keeps_held_messages_of_durable_queues,
    restart::broker_restart_keeps_held_messages_of_quorum_queues,
    restart::broker_restart_keeps_running_actions,
    restart::blocked_broker_delays_results,
];

/// Tests that need the whole broker, and are run with each kind of durable queue.
const SERIAL_BY_KIND: &[(&str, Test)] = named_tests![
    restart::broker_crash_keeps_parked_messages,
    restart::broker_restart_keeps_running_actions,
];

/// Other tests that depend on the version of the broker.
const BROKER: &[(&str, Test)] = named_tests![
    acknowledgement::prefetch_is_bounded_by_pool_size,
    connections::action_survives_closed_sending_connection,
    connections::blocked_thread_stops_no_heartbeats,
    connections::results_survive_cut_connections,
    connections::action_survives_frozen_network,
    queues::deleted_queue_is_declared_again,
    queues::result_waits_for_deleted_exchange,
    queues::queue_with_other_properties_is_used,
    queues::quorum_queue_has_delivery_limit,
    handing_back::waiting_message_outlives_delivery_limit,
    queues::stream_fanout_is_consumed,
    queues::auto_delete_queue_is_removed,
    queues::result_waits_for_engine_queue,
    queues::queue_manager_numbers_fanout_queues,
    queues::managed_queues_leave_action_with_owner,
    queues::exchange_with_other_properties_is_refused,
    connecting::limited_user_is_explained,
    queues::random_fanout_queue_is_deleted,
    queues::denied_transient_queues_are_explained,
    connections::worker_closes_its_connections,
    parking::crashes_exhaust_no_delivery_limit,
];

/// Tests that depend on no version of the broker.
const PARALLEL: &[(&str, Test)] = named_tests![
    results::timeout_stops_action,
    results::result_size_is_limited,
    results::every_outcome_reaches_engine,
    results::asynchronous_action_sends_only_errors,
    results::duplicate_request_runs_once,
    poison::unreadable_message_is_dropped,
    poison::malformed_request_gets_error_result,
    calls::call_gets_result_in_reply,
    calls::long_call_gets_keep_alives,
    calls::invalid_call_gets_oslo_exception,
    calls::ping_is_answered_if_enabled,
    calls::overlong_reply_queue_is_tolerated,
    calls::reply_without_queue_is_dropped,
    front::foreign_request_is_forwarded_unchanged,
    front::unroutable_forwards_delay_no_others,
    front::foreign_request_fails_without_forward_topic,
    heartbeats::heartbeats_list_running_actions,
    heartbeats::zero_interval_disables_heartbeats,
    connecting::next_host_is_tried,
    connecting::wrong_password_is_not_logged,
    connecting::worker_waits_for_broker,
    connecting::tls_client_certificate_is_accepted,
    connecting::check_reports_every_broker,
    connecting::tls_failures_are_logged,
    connecting::drain_while_connecting_is_orderly,
    queues::check_leaves_nothing_behind,
    monitoring::health_and_metrics_follow_state,
    prometheus::dashboard_and_rules_return_data_under_load,
    prometheus::rules_pass_their_tests,
    prometheus::manual_explains_every_alert_and_dashboard_shows_every_metric,
    operators_view::every_end_is_in_log_and_audit_log_without_values,
    operators_view::full_audit_log_stops_no_action,
    operators_view::manual_lists_the_metrics,
    operators_view::action_that_blocks_is_named_in_the_log,
    operators_view::start_names_binary_files_and_options_without_effect,
    logging::lines_follow_oslo_format_and_sighup_reloads,
    logging::journal_lines_have_severity,
    logging::json_lines_survive_log_rotation,
    logging::file_of_loggers_is_used,
    compression::compressed_requests_are_read,
    compression::compressed_request_survives_parking,
    systemd::systemd_is_notified,
    traces::spans_join_trace_of_engine,
];

fn main() -> ExitCode {
    // The tests start this program as their worker, so that it has the actions that they need.
    match std::env::args().nth(1).as_deref() {
        Some("serve") => return mistral_executor::app().provider(catalogs::Newer).main(),
        Some("campaign") => return campaign::main(std::env::args().skip(2)),
        _ => {}
    }
    if is_skipped("worker") {
        return ExitCode::SUCCESS;
    }
    let mut arguments = Arguments::from_args();
    // The tests wait most of the time.
    arguments.test_threads.get_or_insert(10);
    let brokers = Arc::new(Brokers::default());
    // The slow tests first.
    let conclusion = libtest_mimic::run(&arguments, trials(&brokers));
    drop(brokers);
    conclusion.exit_code()
}
