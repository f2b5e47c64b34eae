//! [`Event`]: what happens to requests besides their actions.

/// What happens to requests besides their actions; each has a counter.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// The broker delivered a request that it had delivered before.
    Redelivered,
    /// A request was delivered again while its action runs here.
    Joined,
    /// The message of a running action was moved to the queue of this worker.
    Parked,
    /// A redelivered request was held back, because its action may run elsewhere.
    Held,
    /// A request was returned to the broker before its action began.
    HandedBack,
    /// A redelivered request was refused, because its action must not run twice.
    Refused,
    /// The engine's queue or the broker's limits did not take a result, and an error took its place.
    ResultReplaced,
    /// A message could not be read.
    Unreadable,
    /// A line could not be written to the audit log.
    AuditFailed,
}

impl Event {
    /// The names of the counters and their descriptions, in the order of the variants.
    pub(super) const ALL: [(&'static str, &'static str); 9] = [
        ("redelivered", "Requests that the broker delivered again"),
        (
            "joined",
            "Requests delivered again while their action runs here",
        ),
        (
            "parked",
            "Moves of running actions' messages to the worker's own queue",
        ),
        (
            "held",
            "Redelivered requests held back, as their action may run elsewhere",
        ),
        ("handed_back", "Requests returned before their action began"),
        (
            "refused",
            "Redelivered requests refused, as their action must not run twice",
        ),
        (
            "results_replaced",
            "Results replaced by an error, as the engine or the broker would refuse them",
        ),
        (
            "unreadable_messages",
            "Messages dropped because they cannot be read",
        ),
        (
            "audit_failures",
            "Lines that could not be written to the audit log",
        ),
    ];
}
