//! Kinds of queues.

use std::thread::{self, ScopedJoinHandle};

use live_tests::{Failure, Result, Settings};

use crate::fixture::Fixture;

/// A kind of queue for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Mistral's default.
    Transient,
    Durable,
    Quorum,
}

impl Kind {
    pub(crate) fn is_durable(self) -> bool {
        self != Self::Transient
    }

    pub(crate) fn settings(self, settings: Settings) -> Settings {
        let group = "oslo_messaging_rabbit";
        settings
            .set(group, "amqp_durable_queues", self.is_durable())
            .set(group, "rabbit_quorum_queue", self == Self::Quorum)
    }
}

/// Runs a test with each kind of queue at the same time. The settings have a short `hold_time`.
pub(crate) fn with_each_kind(
    fixture: &Fixture,
    run: fn(&Fixture, Settings) -> Result<()>,
) -> Result<()> {
    let failures: Vec<_> = thread::scope(|scope| {
        let kinds = [Kind::Transient, Kind::Durable, Kind::Quorum];
        let threads = kinds.map(|kind| {
            let name = format!("{}_{kind:?}", fixture.name).to_lowercase();
            let (folder, broker) = (fixture.path(&format!("{kind:?}")), fixture.broker);
            scope.spawn(move || {
                Fixture::run_in(&name, broker, folder, |fixture| {
                    run(fixture, settings(fixture, kind)?)
                })
                .map_err(|failure| format!("{kind:?}: {failure}"))
            })
        });
        let ended = threads.into_iter().map(ScopedJoinHandle::join);
        ended
            .map(|ended| ended.unwrap_or_else(|_| Err("panicked".to_owned())))
            .filter_map(Result::err)
            .collect()
    });
    if failures.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(failures.join("\n")))
    }
}

fn settings(fixture: &Fixture, kind: Kind) -> Result<Settings> {
    if kind.is_durable() {
        fixture.durable();
    }
    Ok(kind.settings(fixture.holding_settings()?))
}
