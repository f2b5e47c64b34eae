//! [`Fault`]: the faults of a network and a broker.

use std::time::Duration;

use super::broker::Broker;
use super::message::Stored;

/// A fault of the network between a worker and the broker, or of the broker.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// Both ends of the worker's connections close. It cannot connect for the time.
    Cut { worker: String, for_: Duration },
    /// One connection of the worker breaks.
    CutOne { worker: String },
    /// The worker's connections end for it, and for the broker later.
    LoseAtBroker { worker: String },
    /// The worker's connections end for the broker, and for the worker later.
    LoseAtClient { worker: String },
    /// Frames of the worker arrive late.
    Stall { worker: String, for_: Duration },
    /// The broker takes no published message.
    Block { for_: Duration },
    /// An operator deletes a queue.
    Delete { queue: String },
    /// The broker is killed and starts again.
    Crash { for_: Duration },
    /// The process of the worker is gone; the broker sees that at once.
    Killed { worker: String },
}

impl Broker {
    /// Makes a fault happen. Returns the messages that it destroys.
    pub(crate) fn apply(&self, fault: &Fault) -> Vec<Stored> {
        self.change(|state| {
            let mut lost = Vec::new();
            match fault {
                Fault::Cut { worker, for_ } => {
                    for id in state.connections_of(worker) {
                        state.cut(id);
                    }
                    state.refuse(worker, *for_);
                }
                Fault::CutOne { worker } => {
                    let connections = state.connections_of(worker);
                    if !connections.is_empty() {
                        let index = state.random().usize(..connections.len());
                        state.cut(connections[index]);
                    }
                }
                Fault::LoseAtBroker { worker } => {
                    for id in state.connections_of(worker) {
                        state.lose_at_broker(id);
                    }
                }
                Fault::LoseAtClient { worker } => {
                    for id in state.connections_of(worker) {
                        state.lose_at_client(id);
                    }
                }
                Fault::Stall { worker, for_ } => {
                    for id in state.connections_of(worker) {
                        state.stall(id, *for_);
                    }
                    state.refuse(worker, *for_);
                }
                Fault::Block { for_ } => state.block(*for_),
                Fault::Delete { queue } => lost = state.delete(queue),
                Fault::Crash { for_ } => lost = state.crash(*for_),
                Fault::Killed { worker } => {
                    for id in state.connections_of(worker) {
                        state.kill(id);
                    }
                    // A process that is gone does not come back under this name.
                    state.refuse(worker, Duration::from_secs(1 << 30));
                }
            }
            lost
        })
    }
}
