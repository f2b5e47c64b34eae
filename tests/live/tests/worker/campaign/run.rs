//! One run: sends the requests of a plan, makes its faults happen, and waits until everything is finished.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use live_tests::{Result, Settings};

use super::actions::{Mark, marks};
use super::check::{Facts, Finding, Kind as FindingKind};
use super::engine::Engine;
use super::history::History;
use super::plan::{Fault, Plan, Request};
use super::process::{Executor, Member};
use crate::broker::Broker;
use crate::kinds::Kind;
use crate::proxy::Frozen;

/// Time without any result after which requests without one are lost.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

/// A finished run.
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) plan: Plan,
    pub(crate) facts: Facts,
    pub(crate) notes: Vec<(u64, String)>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) folder: PathBuf,
}

/// An event of a run.
enum Step {
    Request(Request),
    Fault(Fault),
    /// The end of a fault.
    Start(usize),
    Resume(usize),
    Open(usize),
    Thaw(usize),
    SecondSignal(usize),
    Unblock,
}

/// Runs a seed with an empty broker.
///
/// # Errors
///
/// If the broker or a worker does not start.
pub(crate) fn run(seed: u64, executor: Executor, broker: &Broker, folder: &Path) -> Result<Report> {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder)?;
    let plan = Plan::of(seed);
    let name = format!("campaign_{seed}");
    let history = Arc::<History>::default();
    let journal = folder.join("journal");
    broker.start_empty()?;
    let engine = Engine::start(
        (broker.variable("AMQP_URL")?, &name),
        plan.kind.is_durable(),
        executor,
        journal.clone(),
        Arc::clone(&history),
    );
    let settings = settings(&plan, &name);
    let members = (1..=plan.workers)
        .map(|number| Member::new(number, executor, broker, folder, &settings, &history));
    let mut run = Run {
        plan: &plan,
        name,
        executor,
        broker,
        engine,
        history: Arc::clone(&history),
        journal,
        members: members.collect::<Result<_>>()?,
        steps: BinaryHeap::new(),
        later: Vec::new(),
        findings: Vec::new(),
    };
    run.start_all()?;
    thread::scope(|scope| run.load(scope))?;
    run.finish()?;
    let mut findings = run.findings;
    let facts = Facts {
        sent: history.sent(),
        marks: by_request(&run.journal)?,
        processes: history.processes(),
        is_disturbed: plan
            .faults
            .iter()
            .any(|(_, fault)| matches!(fault, Fault::Broker { .. } | Fault::Block { .. })),
    };
    findings.extend(facts.findings());
    Ok(Report {
        seed,
        facts,
        notes: history.notes(),
        findings,
        folder: folder.to_owned(),
        plan,
    })
}

fn settings(plan: &Plan, name: &str) -> Settings {
    let settings = Settings::new()
        .set("DEFAULT", "control_exchange", name)
        .set("DEFAULT", "graceful_shutdown_timeout", plan.drain_timeout)
        .set("DEFAULT", "executor_thread_pool_size", plan.slots)
        .set("DEFAULT", "debug", true)
        .set("database", "connection", "sqlite://")
        .set("executor", "type", "remote")
        .set("executor", "topic", format!("{name}_executor"))
        .set("engine", "topic", format!("{name}_engine"))
        .set("mistral_actions", "hold_time", plan.hold_time)
        .set("mistral_actions", "park_after", plan.park_after)
        .set(
            "oslo_messaging_rabbit",
            "heartbeat_timeout_threshold",
            plan.heartbeat,
        )
        .set("oslo_messaging_rabbit", "rabbit_retry_interval", 1)
        .set("oslo_messaging_rabbit", "rabbit_retry_backoff", 1)
        .set("oslo_messaging_rabbit", "rabbit_interval_max", 2);
    plan.kind.set(settings)
}

fn by_request(journal: &Path) -> Result<BTreeMap<u32, Vec<Mark>>> {
    let mut by_request: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for mark in marks(journal)? {
        by_request.entry(mark.id).or_default().push(mark);
    }
    Ok(by_request)
}

struct Run<'a> {
    plan: &'a Plan,
    name: String,
    executor: Executor,
    broker: &'a Broker,
    engine: Engine,
    history: Arc<History>,
    journal: PathBuf,
    members: Vec<Member<'a>>,
    /// By time; the number keeps the order of equal times.
    steps: BinaryHeap<Reverse<(u64, usize)>>,
    later: Vec<Option<Step>>,
    findings: Vec<Finding>,
}

impl<'a> Run<'a> {
    fn start_all(&mut self) -> Result<()> {
        self.start_members()?;
        let is_quorum = self.plan.kind == Kind::Quorum;
        if is_quorum
            && self
                .plan
                .faults
                .iter()
                .any(|(_, fault)| matches!(fault, Fault::Broker { .. }))
        {
            // The broker loses such a queue if it crashes soon after the declaration.
            for member in &mut self.members {
                member.drain()?;
                member.wait_end()?;
            }
            self.broker.stop()?;
            self.broker.start()?;
            self.start_members()?;
        }
        Ok(())
    }

    fn start_members(&mut self) -> Result<()> {
        for member in &mut self.members {
            member.start()?;
        }
        self.engine
            .wait_consumers(u32::try_from(self.members.len())?)
    }

    /// Performs the steps of the plan, and those that follow from them.
    fn load<'scope>(&mut self, scope: &'scope Scope<'scope, 'a>) -> Result<()>
    where
        'a: 'scope,
    {
        for (at, request) in &self.plan.requests {
            self.push(*at, Step::Request(request.clone()));
        }
        for (at, id) in &self.plan.duplicates {
            let mut requests = self.plan.requests.iter().map(|(_, request)| request);
            if let Some(request) = requests.find(|request| request.id == *id) {
                self.push(*at, Step::Request(request.clone()));
            }
        }
        for (at, fault) in &self.plan.faults {
            self.push(*at, Step::Fault(*fault));
        }
        let began = Instant::now();
        let mut broker: Option<ScopedJoinHandle<'scope, Result<()>>> = None;
        while let Some(Reverse((at, number))) = self.steps.pop() {
            let due = began + Duration::from_millis(at);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let Some(step) = self.later[number].take() else {
                continue;
            };
            if let Step::Fault(Fault::Broker { crashes, time }) = step {
                broker = Some(self.restart_broker(scope, crashes, time));
                continue;
            }
            let is_down = broker.as_ref().is_some_and(|broker| !broker.is_finished());
            if is_down && matches!(step, Step::Fault(Fault::Close { .. })) {
                // Nothing to close, and the request would wait for the broker.
                continue;
            }
            let now = u64::try_from(began.elapsed().as_millis())?;
            if let Err(failure) = self.perform(now, step) {
                self.find(format!("{failure}"));
            }
        }
        match broker.map(ScopedJoinHandle::join) {
            Some(Ok(restarted)) => restarted,
            Some(Err(_)) => {
                self.find("the restart of the broker panicked".to_owned());
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn push(&mut self, at: u64, step: Step) {
        self.steps.push(Reverse((at, self.later.len())));
        self.later.push(Some(step));
    }

    fn perform(&mut self, now: u64, step: Step) -> Result<()> {
        match step {
            Step::Request(request) => {
                self.engine.send(request);
                Ok(())
            }
            Step::Fault(fault) => self.disturb(now, fault),
            Step::Start(worker) => {
                let member = &mut self.members[worker];
                if member.is_draining() {
                    member.wait_end()?;
                }
                member.start()
            }
            Step::Resume(worker) => self.members[worker].resume(),
            Step::Open(worker) => {
                self.history.note(format!("w{} can connect", worker + 1));
                self.members[worker].connect()
            }
            Step::Thaw(worker) => {
                self.history.note(format!("data of w{} flows", worker + 1));
                self.members[worker].proxy.freeze(Frozen::Nothing);
                Ok(())
            }
            Step::SecondSignal(worker) => self.members[worker].drain(),
            Step::Unblock => self.unblock(),
        }
    }

    fn disturb(&mut self, now: u64, fault: Fault) -> Result<()> {
        match fault {
            Fault::Kill { worker, restart } => {
                self.members[worker].kill()?;
                self.push(now + restart, Step::Start(worker));
            }
            Fault::Stop { worker, time } => {
                self.members[worker].stop()?;
                self.push(now + time, Step::Resume(worker));
            }
            Fault::Cut { worker, time } => {
                self.note(worker, fault);
                self.members[worker].disconnect();
                self.push(now + time, Step::Open(worker));
            }
            Fault::Stall {
                worker,
                time,
                only_receiving,
            } => {
                self.note(worker, fault);
                self.members[worker].proxy.freeze(if only_receiving {
                    Frozen::Receiving
                } else {
                    Frozen::Everything
                });
                self.push(now + time, Step::Thaw(worker));
            }
            Fault::HalfOpen { worker } => {
                self.note(worker, fault);
                self.members[worker].proxy.lose_clients();
            }
            Fault::Close { worker } => {
                self.note(worker, fault);
                if let Some(pid) = self.members[worker].pid() {
                    let name = format!("mistral-executor:{pid}:receiving");
                    self.broker.close_connection(&name)?;
                }
            }
            Fault::Drain {
                worker,
                second,
                restart,
            } => {
                if self.members[worker].is_draining() {
                    return Ok(());
                }
                self.members[worker].drain()?;
                if let Some(second) = second {
                    self.push(now + second, Step::SecondSignal(worker));
                }
                self.push(
                    now + second.unwrap_or_default() + restart,
                    Step::Start(worker),
                );
            }
            Fault::Block { time } => {
                self.history.note("the broker blocks publishers");
                self.broker
                    .ctl(&["set_vm_memory_high_watermark", "0.00001"])?;
                self.push(now + time, Step::Unblock);
            }
            Fault::DeleteTopic => self.delete_topic()?,
            Fault::Broker { .. } => unreachable!("`load` restarts the broker"),
        }
        Ok(())
    }

    fn note(&self, worker: usize, fault: Fault) {
        self.history.note(format!("w{}: {fault:?}", worker + 1));
    }

    fn unblock(&self) -> Result<()> {
        self.broker.ctl(&["set_vm_memory_high_watermark", "0.4"])?;
        self.history.note("the broker takes messages");
        Ok(())
    }

    /// Deletes the topic's queue, with all messages that wait in it or are not acknowledged.
    fn delete_topic(&mut self) -> Result<()> {
        self.engine.delete_topic()?;
        self.history.note("the topic's queue is deleted");
        self.history.excuse();
        Ok(())
    }

    /// Stops or kills the broker, and starts it again.
    fn restart_broker<'scope>(
        &self,
        scope: &'scope Scope<'scope, 'a>,
        crashes: bool,
        time: u64,
    ) -> ScopedJoinHandle<'scope, Result<()>>
    where
        'a: 'scope,
    {
        let (broker, history, kind) = (self.broker, Arc::clone(&self.history), self.plan.kind);
        scope.spawn(move || {
            history.note(if crashes {
                "the broker is killed"
            } else {
                "the broker stops"
            });
            if crashes {
                broker.kill()
            } else {
                broker.stop()
            }?;
            thread::sleep(Duration::from_millis(time));
            if kind == Kind::Transient {
                // It has lost its queues, both for requests and for results.
                history.excuse();
            }
            broker.start()?;
            history.note("the broker is ready");
            Ok(())
        })
    }

    fn find(&mut self, text: String) {
        self.findings.push(Finding {
            kind: FindingKind::Other,
            id: None,
            text,
        });
    }

    /// Waits until each request has a result, stops all workers, and checks that nothing is left.
    fn finish(&mut self) -> Result<()> {
        self.history.note("no more faults");
        for worker in 0..self.members.len() {
            for step in [
                Step::Resume(worker),
                Step::Thaw(worker),
                Step::Start(worker),
            ] {
                if let Err(failure) = self.perform(0, step) {
                    self.find(failure.to_string());
                }
            }
        }
        self.wait_results();
        let is_empty = self.wait_empty()?;
        self.history.note("the workers end");
        for worker in 0..self.members.len() {
            let member = &mut self.members[worker];
            if let Err(failure) = member.drain().and_then(|()| member.wait_end()) {
                self.find(failure.to_string());
            }
        }
        if is_empty && let Some(left) = self.left()? {
            self.find(format!("messages are left at the end: {left}"));
        }
        Ok(())
    }

    fn wait_results(&self) {
        let (mut known, mut since) = (0, Instant::now());
        loop {
            let (results, waiting) = self.history.progress();
            if waiting.is_empty() {
                return;
            }
            if results != known {
                (known, since) = (results, Instant::now());
            }
            if since.elapsed() > self.patience() {
                return;
            }
            thread::sleep(PAUSE);
        }
    }

    /// Waits until the queues are empty. Returns false after a finding.
    fn wait_empty(&mut self) -> Result<bool> {
        let since = Instant::now();
        while let Some(left) = self.left()? {
            if since.elapsed() > self.patience() {
                self.find(format!("queues are not empty: {left}"));
                return Ok(false);
            }
            thread::sleep(PAUSE);
        }
        Ok(true)
    }

    /// Mistral's own executor finishes nothing later.
    fn patience(&self) -> Duration {
        match self.executor {
            Executor::Rust => PATIENCE,
            Executor::Python => PATIENCE / 3,
        }
    }

    /// Returns the queues of the run with messages.
    fn left(&self) -> Result<Option<String>> {
        let queues = self.broker.ctl(&["list_queues", "name", "messages"])?;
        let left: Vec<_> = queues
            .lines()
            .filter(|line| line.starts_with(&self.name) && !line.ends_with("\t0"))
            .map(|line| line.replace('\t', ": "))
            .collect();
        Ok((!left.is_empty()).then(|| left.join(", ")))
    }
}
