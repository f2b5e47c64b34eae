//! [`run`]: one simulation, from its seed to its report.
#![expect(clippy::disallowed_methods, reason = "it starts the processes")]

mod chaos;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use mistral_actions::Dispatcher;
use mistral_actions::provider::CompositeProvider;
use mistral_wire::python::PythonClasses;
use tokio::runtime::Handle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::actions::{Newer, Recorder};
use super::check;
use super::engine::{Request, execution_of, outlet, send};
use super::history::{Entry, Event, History};
use super::plan::{Plan, Step};
use super::process::Process;
use crate::config::{Config, Source, Sources};
use crate::env;
use crate::transport::memory::{Broker, Fault, Memory};
use crate::worker::{Surroundings, Worker};

/// Time within which everything must have settled after the last fault.
const PATIENCE: Duration = Duration::from_secs(400);
/// Time within which a request must begin while a slot is free.
const PROMPT: Duration = Duration::from_secs(2);

/// Upper bound on the messages of the workers: more show that workers send a request to each other in a circle.
const MOST_MESSAGES: u64 = 3_000;

/// The outcome of a simulation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Workers, kind of the queues, slots.
    pub setting: String,
    /// All that happened.
    pub history: Vec<Entry>,
    /// The violated guarantees.
    pub violations: Vec<String>,
}

/// Runs the simulation of a seed.
///
/// # Panics
///
/// If no runtime can be started.
pub fn run(seed: u64) -> Report {
    run_plan(Plan::of(seed), seed)
}

/// Runs the simulation of a plan.
pub(super) fn run_plan(plan: Plan, seed: u64) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime starts");
    runtime.block_on(async { simulate(plan, seed).await })
}

async fn simulate(plan: Plan, seed: u64) -> Report {
    let setting = format!(
        "{} workers (newer: {:?}) with {} slots, {:?} queues of {:?} (stream as fanout: {}), park_after {} s, hold_time {} s, graceful_shutdown_timeout {} s",
        plan.workers,
        plan.newer,
        plan.slots,
        plan.kind,
        plan.profile.version,
        plan.is_stream_fanout,
        plan.park_after,
        plan.hold_time,
        plan.drain_timeout
    );
    let mut world = World::new(plan);
    world.play().await;
    world.settle().await;
    let history = world.history.entries();
    let mut violations = check::violations(&history);
    violations.append(&mut world.violations);
    let published = world.broker.published();
    if published > MOST_MESSAGES {
        violations.push(format!("the workers have sent {published} messages"));
    }
    Report {
        seed,
        setting,
        history,
        violations,
    }
}

/// A worker's process.
struct Incarnation {
    name: String,
    worker: Arc<Worker>,
    process: Process,
    stop: CancellationToken,
    abandon: CancellationToken,
    has_exited: CancellationToken,
}

impl Incarnation {
    fn is_running(&self) -> bool {
        !self.process.is_dead() && !self.has_exited.is_cancelled()
    }
}

struct World {
    plan: Plan,
    random: fastrand::Rng,
    history: History,
    broker: Broker,
    /// The current process of each worker.
    workers: Vec<Option<Incarnation>>,
    incarnations: usize,
    /// Requests that the broker did not take.
    unsent: Vec<Request>,
    /// Faults may delay everything before.
    disturbed_until: Instant,
    /// Time since which a request can begin, with the number of actions that began until then.
    waiting: Option<(Instant, usize)>,
    violations: Vec<String>,
    engine_is_away: Arc<AtomicBool>,
}

impl World {
    fn new(plan: Plan) -> Self {
        let history = History::new();
        let notes = history.clone();
        let engine_is_away = Arc::new(AtomicBool::new(false));
        let broker = Broker::new(
            plan.profile.clone(),
            plan.seed,
            outlet(
                history.clone(),
                "mistral_engine".to_owned(),
                Arc::clone(&engine_is_away),
            ),
            Box::new(move |line| notes.add(Event::Note(line.to_owned()))),
        );
        tokio::spawn(broker.clone().drive());
        let mut world = Self {
            random: fastrand::Rng::with_seed(plan.seed),
            workers: (0..plan.workers).map(|_| None).collect(),
            incarnations: 0,
            unsent: Vec::new(),
            disturbed_until: env::now() + Duration::from_secs(2),
            waiting: None,
            violations: Vec::new(),
            engine_is_away,
            plan,
            history,
            broker,
        };
        for index in 0..world.plan.workers {
            world.start(index);
        }
        world
    }

    fn config(&self, index: usize) -> Arc<Config> {
        let mut sources = Sources::default();
        for (group, name, value) in [
            ("executor", "host", format!("w{index}")),
            (
                "DEFAULT",
                "executor_thread_pool_size",
                self.plan.slots.to_string(),
            ),
            (
                "mistral_actions",
                "park_after",
                self.plan.park_after.to_string(),
            ),
            (
                "mistral_actions",
                "hold_time",
                self.plan.hold_time.to_string(),
            ),
            (
                "DEFAULT",
                "graceful_shutdown_timeout",
                self.plan.drain_timeout.to_string(),
            ),
            ("DEFAULT", "rpc_response_timeout", "60".to_owned()),
            (
                "oslo_messaging_rabbit",
                "rabbit_stream_fanout",
                self.plan.is_stream_fanout.to_string(),
            ),
            // A stream needs both of these.
            (
                "oslo_messaging_rabbit",
                "rabbit_transient_quorum_queue",
                self.plan.is_stream_fanout.to_string(),
            ),
            (
                "oslo_messaging_rabbit",
                "rabbit_qos_prefetch_count",
                self.plan.slots.to_string(),
            ),
        ] {
            sources.set(group, name, value, Source::Default);
        }
        match Config::for_worker(&mut sources) {
            Ok(config) => Arc::new(config),
            Err(problems) => unreachable!("the configuration is valid: {problems:?}"),
        }
    }

    fn start(&mut self, index: usize) {
        let running = self.workers[index]
            .as_ref()
            .is_some_and(Incarnation::is_running);
        if running {
            return;
        }
        self.incarnations += 1;
        let name = format!("w{index}.{}", self.incarnations);
        let process = Process::new(self.random.u64(..));
        let config = self.config(index);
        let (memory, publishing) = Memory::new(self.broker.clone(), &name, &config, self.plan.kind);
        let wrapped = process.wrap(publishing);
        tokio::spawn(wrapped);
        let recorder = Recorder {
            worker: name.clone(),
            process: process.clone(),
            history: self.history.clone(),
        };
        let dispatcher = Dispatcher::builder().state(recorder).build();
        let dispatcher = dispatcher.unwrap_or_else(|error| unreachable!("it is valid: {error}"));
        let providers = self.plan.newer[index].then(|| {
            let newer = Newer(dispatcher.registry().clone());
            CompositeProvider::new(vec![Arc::new(newer)])
        });
        let surroundings = Surroundings {
            audit: None,
            transport: Arc::new(memory),
            env: Arc::new(process.clone()),
            actions: Handle::current(),
        };
        let classes = PythonClasses::default();
        let worker = Worker::new(config, dispatcher, providers, classes, surroundings);
        let (stop, abandon) = (worker.stop_token(), worker.abandon_token());
        let has_exited = CancellationToken::new();
        let running = {
            let (worker, exited) = (Arc::clone(&worker), has_exited.clone());
            let (history, name) = (self.history.clone(), name.clone());
            let (broker, process) = (self.broker.clone(), process.clone());
            let abandoned = abandon.clone();
            async move {
                let ended = worker.run().await;
                if let Err(problem) = ended {
                    history.add(Event::Violation(format!("{name} ends: {problem}")));
                }
                if abandoned.is_cancelled() {
                    history.add(Event::Abandoned(name.clone()));
                }
                history.add(Event::Exited(name.clone()));
                exited.cancel();
                process.kill();
                broker.apply(&Fault::Killed { worker: name });
            }
        };
        tokio::spawn(process.wrap(running));
        self.history.add(Event::Note(format!("{name} starts")));
        self.workers[index] = Some(Incarnation {
            name,
            worker,
            process,
            stop,
            abandon,
            has_exited,
        });
    }

    async fn play(&mut self) {
        let begin = env::now();
        for (at, step) in self.plan.steps.clone() {
            self.watch_until(begin + at).await;
            match step {
                Step::Request(request) | Step::Duplicate(request) => self.request(request),
                Step::Fault(chaos) => self.suffer(chaos),
            }
        }
    }

    fn request(&mut self, request: Request) {
        if send(&self.broker, "openstack", "mistral_executor", &request) {
            let has_worker = self.plan.has_worker(&request);
            let limit = request
                .timeout
                .map(|seconds| Duration::from_secs(seconds.into()));
            self.history.add(Event::Requested {
                id: request.id,
                is_safe: request.is_safe,
                is_asynchronous: request.is_asynchronous,
                has_worker,
                limit,
            });
        } else {
            self.unsent.push(request);
        }
    }

    fn excuse(&self, lost: &[crate::transport::memory::Stored]) {
        for id in lost.iter().filter_map(execution_of) {
            self.history.add(Event::Excused(id));
        }
    }

    fn running(&self, index: usize) -> Option<&Incarnation> {
        self.workers[index].as_ref().filter(|it| it.is_running())
    }

    /// Ends the connections of killed processes.
    fn bury(&mut self) {
        for place in &mut self.workers {
            let is_killed =
                |it: &mut Incarnation| it.process.is_dead() && !it.has_exited.is_cancelled();
            if let Some(dead) = place.take_if(is_killed) {
                // A process that dies at one of its own steps has tasks left.
                dead.process.kill();
                self.history.add(Event::Killed(dead.name.clone()));
                self.broker.apply(&Fault::Killed { worker: dead.name });
                self.disturbed_until = self.disturbed_until.max(env::now() + PROMPT * 2);
            }
        }
    }

    /// Lets time go by, and looks at the workers meanwhile.
    async fn watch_until(&mut self, until: Instant) {
        while env::now() < until {
            let next = (env::now() + Duration::from_millis(200)).min(until);
            tokio::time::sleep_until(next).await;
            self.bury();
            self.watch();
        }
    }

    /// Checks that a request begins while a slot is free.
    fn watch(&mut self) {
        let now = env::now();
        for request in std::mem::take(&mut self.unsent) {
            self.request(request);
        }
        let begun = self.history.begun();
        let queues = ["mistral_executor", "mistral_executor.returned"];
        let could_begin = queues.iter().any(|queue| self.broker.ready(queue) > 0)
            && now > self.disturbed_until
            && self.workers.iter().flatten().any(|it| {
                it.is_running()
                    && !it.process.is_stopped()
                    && !it.stop.is_cancelled()
                    && *it.worker.consuming.borrow() == it.worker.transport.request_queues()
                    && it.worker.slots.available_permits() > 0
            });
        let lost = self.broker.lost();
        self.excuse(&lost);
        self.waiting = match self.waiting {
            _ if !could_begin => None,
            Some((since, before)) if before == begun => {
                if now > since + PROMPT {
                    let problem = "a request waits at the broker while a slot is free".to_owned();
                    self.history.add(Event::Violation(problem.clone()));
                    self.violations.push(problem);
                    self.disturbed_until = now + PATIENCE;
                }
                Some((since, before))
            }
            _ => Some((now, begun)),
        };
    }

    /// Waits until everything is done, with at least one worker.
    async fn settle(&mut self) {
        let end = env::now() + PATIENCE;
        while env::now() < end {
            self.watch_until(env::now() + Duration::from_secs(1)).await;
            let may_take = |it: &Incarnation| it.is_running() && !it.stop.is_cancelled();
            if !self.workers.iter().flatten().any(may_take)
                && self.workers[0].as_ref().is_none_or(|it| !it.is_running())
            {
                self.start(0);
            }
            if self.is_settled() {
                return;
            }
        }
        let leftovers = self.broker.leftovers();
        if !leftovers.is_empty() {
            self.violations
                .push(format!("messages are left: {leftovers:?}"));
        }
        for it in self.workers.iter().flatten().filter(|it| it.is_running()) {
            if it.worker.jobs.len() > 0 {
                self.violations.push(format!("{} has jobs left", it.name));
            }
        }
    }

    fn is_settled(&self) -> bool {
        self.unsent.is_empty()
            && self
                .workers
                .iter()
                .flatten()
                .all(|it| !it.is_running() || it.worker.jobs.len() == 0 && !it.stop.is_cancelled())
            && self.broker.leftovers().is_empty()
            && self
                .history
                .read(|entries| check::violations(entries).is_empty())
    }
}
