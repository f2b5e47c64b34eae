//! Kinds of queues.

use live_tests::Settings;

/// A kind of queue for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Mistral's default. RabbitMQ 4.3 denies such queues, unless its configuration permits them.
    Transient,
    Durable,
    Quorum,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Transient, Self::Durable, Self::Quorum];

    /// Returns the last part of a test's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Transient => "transient_queues_permitted",
            Self::Durable => "durable_queues",
            Self::Quorum => "quorum_queues",
        }
    }

    /// Returns whether queues survive a restart of the broker.
    pub(crate) fn is_durable(self) -> bool {
        self != Self::Transient
    }

    /// Sets the kind of a worker's queues.
    pub(crate) fn set(self, settings: Settings) -> Settings {
        let group = "oslo_messaging_rabbit";
        let is_durable = self.is_durable();
        settings
            .set(group, "amqp_durable_queues", is_durable)
            .set(group, "rabbit_quorum_queue", self == Self::Quorum)
            // The fanout queue would be transient otherwise.
            .set(group, "rabbit_transient_quorum_queue", is_durable)
    }
}
