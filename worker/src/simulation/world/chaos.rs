//! Makes the faults of a plan happen.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::World;
use crate::env;
use crate::simulation::history::{Event, History};
use crate::simulation::plan::{Chaos, NetworkFault};
use crate::transport::memory::Fault;

impl World {
    pub(super) fn suffer(&mut self, chaos: Chaos) {
        let now = env::now();
        let heartbeat = self.plan.profile.heartbeat_timeout;
        let mut disturbed = heartbeat;
        let note = |history: &History, note: String| history.add(Event::Note(note));
        match chaos {
            Chaos::Network(fault, index) => {
                let Some(worker) = self.running(index).map(|it| it.name.clone()) else {
                    return;
                };
                note(&self.history, format!("{fault:?} of {worker}"));
                if let NetworkFault::Cut(time) | NetworkFault::Stall(time) = fault {
                    disturbed += time;
                }
                self.broker.apply(&fault.of(worker));
            }
            Chaos::Broker(fault) => {
                note(&self.history, format!("{fault:?}"));
                if let Fault::Crash { for_ } | Fault::Block { for_ } = fault {
                    disturbed = for_ + heartbeat;
                }
                let lost = self.broker.apply(&fault);
                self.excuse(&lost);
            }
            Chaos::EngineAway { time } => {
                note(
                    &self.history,
                    format!("the engine has no queue for {time:?}"),
                );
                self.engine_is_away.store(true, Ordering::Relaxed);
                let is_away = Arc::clone(&self.engine_is_away);
                tokio::spawn(async move {
                    tokio::time::sleep(time).await;
                    is_away.store(false, Ordering::Relaxed);
                });
                disturbed = time;
            }
            Chaos::DeleteTopic => {
                let queue = "mistral_executor".to_owned();
                note(&self.history, format!("{queue} is deleted"));
                let lost = self.broker.apply(&Fault::Delete { queue });
                self.excuse(&lost);
            }
            Chaos::Kill {
                worker,
                after_steps,
            } => {
                let Some(victim) = self.running(worker) else {
                    return;
                };
                match after_steps {
                    Some(steps) => victim.process.kill_after(steps),
                    None => victim.process.kill(),
                }
                self.bury();
            }
            Chaos::Stop { worker, time } => {
                let Some(victim) = self.running(worker) else {
                    return;
                };
                victim.process.stop(time);
                let worker = victim.name.clone();
                let until = self.history.now() + time;
                self.history.add(Event::Frozen(worker.clone(), until));
                self.broker.apply(&Fault::Stall { worker, for_: time });
                disturbed = time + heartbeat;
            }
            Chaos::Drain {
                worker,
                second_after,
            } => {
                let Some(victim) = self.running(worker) else {
                    return;
                };
                victim.stop.cancel();
                let (name, abandon) = (victim.name.clone(), victim.abandon.clone());
                note(&self.history, format!("SIGTERM for {name}"));
                if let Some(after) = second_after {
                    tokio::spawn(async move {
                        tokio::time::sleep(after).await;
                        abandon.cancel();
                    });
                }
                disturbed = Duration::from_secs(2);
            }
            Chaos::Start { worker } => {
                self.bury();
                self.start(worker);
                disturbed = Duration::from_secs(2);
            }
        }
        let calm = now + disturbed + Duration::from_secs(5);
        self.disturbed_until = self.disturbed_until.max(calm);
    }
}
