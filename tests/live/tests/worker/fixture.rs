//! [`Fixture`]: the resources of one test.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;

use live_tests::serde_json::json;
use live_tests::{Failure, Result, Settings, Worker, until};

use crate::broker::Broker;
use crate::engine::Engine;
use crate::journal::Journal;
use crate::kinds::Kind;
use crate::request::Request;

/// Seconds for which workers of tests with [`Fixture::holding_settings`] hold back a redelivered request.
pub(crate) const HOLD_TIME: u32 = 6;

/// A broker, an engine, and the files of workers.
pub(crate) struct Fixture<'a> {
    pub(crate) name: &'a str,
    pub(crate) broker: &'a Broker,
    folder: PathBuf,
    engine: OnceCell<Engine>,
    kind: Cell<Kind>,
    workers: Cell<u32>,
    environment: RefCell<Vec<(&'static str, String)>>,
    logs: RefCell<Vec<PathBuf>>,
}

impl Fixture<'_> {
    /// Runs a test with the default kind of queue. A failure includes the ends of the workers' logs.
    pub(crate) fn run_test(
        name: &str,
        broker: &Broker,
        run: fn(&Fixture<'_>) -> Result<()>,
    ) -> Result<()> {
        let kind = if broker.permits_transient() {
            Kind::Transient
        } else {
            Kind::Durable
        };
        Self::run_with(name, broker, kind, run)
    }

    /// Runs a test with a kind of queue.
    pub(crate) fn run_with(
        name: &str,
        broker: &Broker,
        kind: Kind,
        run: fn(&Fixture<'_>) -> Result<()>,
    ) -> Result<()> {
        // The path without its module is unique and short enough for names of queues and files.
        let name = name.split_once("::").map_or(name, |(_, name)| name);
        let name = &*name.replace("::", "_");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("worker-tests")
            .join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        let fixture = Fixture {
            name,
            broker,
            folder,
            engine: OnceCell::new(),
            kind: Cell::new(kind),
            workers: Cell::new(0),
            environment: RefCell::default(),
            logs: RefCell::default(),
        };
        let message = match catch_unwind(AssertUnwindSafe(|| run(&fixture))) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(failure)) => failure.to_string(),
            Err(panic) => panic_message(&*panic),
        };
        Err(Failure::new(format_args!(
            "{message}\n{}",
            fixture.log_tails()
        )))
    }

    /// Sets the kind of queues. Must be called before the first other method.
    pub(crate) fn set_kind(&self, kind: Kind) {
        self.kind.set(kind);
    }

    /// Returns the kind of queues.
    pub(crate) fn kind(&self) -> Kind {
        self.kind.get()
    }

    pub(crate) fn engine(&self) -> Result<&Engine> {
        if self.engine.get().is_none() {
            let url = self.broker.variable("AMQP_URL")?;
            let engine = Engine::connect(url, self.name, self.kind().is_durable())?;
            let _ = self.engine.set(engine);
        }
        self.engine
            .get()
            .ok_or_else(|| Failure::new("the engine is not connected"))
    }

    /// Returns the queue from which the workers consume.
    pub(crate) fn topic(&self) -> String {
        format!("{}_executor", self.name)
    }

    /// Returns the settings of a worker of this test.
    pub(crate) fn settings(&self) -> Result<Settings> {
        let settings = Settings::new()
            .set(
                "DEFAULT",
                "transport_url",
                self.broker.variable("MISTRAL_TRANSPORT_URL")?,
            )
            .set("DEFAULT", "control_exchange", self.name)
            .set("DEFAULT", "graceful_shutdown_timeout", 60)
            .set("executor", "topic", self.topic())
            .set("engine", "topic", format!("{}_engine", self.name))
            // Longer than the broker takes to restart on a busy machine.
            .set("mistral_actions", "hold_time", 300)
            .set("oslo_messaging_rabbit", "rabbit_retry_interval", 1)
            .set("oslo_messaging_rabbit", "rabbit_retry_backoff", 0.1)
            .set("oslo_messaging_rabbit", "rabbit_interval_max", 1);
        Ok(self.kind().set(settings))
    }

    /// Returns the settings of a worker that refuses what was redelivered after [`HOLD_TIME`].
    pub(crate) fn holding_settings(&self) -> Result<Settings> {
        Ok(self
            .settings()?
            .set("mistral_actions", "hold_time", HOLD_TIME))
    }

    /// Sets an environment variable for workers that start after this call.
    pub(crate) fn environment(&self, name: &'static str, value: impl Into<String>) {
        self.environment.borrow_mut().push((name, value.into()));
    }

    /// Starts a worker, and waits until it consumes.
    pub(crate) fn worker(&self, settings: &Settings) -> Result<Worker> {
        // The engine's queue must exist before the first result.
        self.engine()?;
        let mut worker = self.spawn(settings)?;
        worker.wait_ready()?;
        Ok(worker)
    }

    /// Starts a worker without waiting.
    pub(crate) fn spawn(&self, settings: &Settings) -> Result<Worker> {
        self.workers.set(self.workers.get() + 1);
        let name = format!("worker-{}", self.workers.get());
        let mut command = Command::new(std::env::current_exe()?);
        let worker = Worker::launch(
            command.arg("serve"),
            &self.environment.borrow(),
            &self.folder,
            &name,
            settings,
            self.broker.services(),
        )?;
        self.logs.borrow_mut().push(worker.log_file().to_owned());
        Ok(worker)
    }

    /// Runs `serve --check`; returns whether it succeeds, and its output.
    pub(crate) fn check(&self, settings: &Settings) -> Result<(bool, String)> {
        let conf = self.path("check.conf");
        std::fs::write(&conf, settings.to_string())?;
        let output = Command::new(std::env::current_exe()?)
            .args(["serve", "--check", "--config-file"])
            .arg(&conf)
            .env_clear()
            .output()?;
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        Ok((output.status.success(), text))
    }

    pub(crate) fn journal(&self) -> Journal {
        Journal::new(&self.folder)
    }

    /// Returns the path of a file of the test.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns the number of requests that wait for a worker, those that workers have returned included.
    pub(crate) fn ready(&self) -> Result<u32> {
        let engine = self.engine()?;
        let mut ready = engine.ready(&self.topic())?;
        if self.kind() == Kind::Quorum {
            ready += engine.ready(&format!("{}.returned", self.topic()))?;
        }
        Ok(ready)
    }

    /// Waits until no message of the topic is ready or unacknowledged.
    pub(crate) fn wait_idle(&self) -> Result<()> {
        until("every message is acknowledged", || {
            Ok((self.broker.messages(&self.topic())? == (0, 0)).then_some(()))
        })
    }

    /// Waits until all queues of the topic are empty, those for parked and held messages included. The fanout queue of a
    /// worker that was killed does not count: the broker deletes it with its messages half an hour later.
    pub(crate) fn wait_queues_empty(&self) -> Result<()> {
        until("all queues are empty", || {
            let queues = self.broker.ctl(&["list_queues", "name", "messages"])?;
            let mut lines = queues
                .lines()
                .filter(|line| line.starts_with(&self.topic()) && !line.contains("_fanout_"));
            Ok(lines.all(|line| line.ends_with("\t0")).then_some(()))
        })
    }

    /// Waits until a number of messages is held back, by workers whose `hold_time` is [`HOLD_TIME`].
    pub(crate) fn wait_held(&self, messages: u32) -> Result<()> {
        let queue = format!("{}.held_{}000", self.topic(), HOLD_TIME);
        let engine = self.engine()?;
        until(&format!("{messages} messages are held back"), || {
            Ok((engine.ready(&queue)? == messages).then_some(()))
        })
    }

    /// Asserts that the worker runs another action.
    pub(crate) fn assert_serves(&self, id: &str) -> Result<()> {
        let engine = self.engine()?;
        engine.send(&Request::new(id, "test.echo", &json!({"value": id})))?;
        assert_eq!(engine.result(id)?["data"], id);
        Ok(())
    }

    /// Stops the worker with SIGTERM, and asserts that the engine has received one result of each action.
    pub(crate) fn finish(&self, worker: Worker, ids: &[&str]) -> Result<()> {
        worker.terminate()?;
        let engine = self.engine()?;
        engine.settle()?;
        for id in ids {
            let results = engine.results(id);
            assert_eq!(results.len(), 1, "results of {id}: {results:?}");
        }
        Ok(())
    }

    /// Does the same after a worker was killed that had parked messages: it leaves one or two copies of a message, and
    /// the engine ignores a second result that says the same.
    pub(crate) fn finish_after_kill(&self, worker: Worker, ids: &[&str]) -> Result<()> {
        worker.terminate()?;
        let engine = self.engine()?;
        engine.settle()?;
        for id in ids {
            let results = engine.results(id);
            let is_one = results
                .first()
                .is_some_and(|first| results.iter().all(|it| it == first));
            assert!(is_one, "results of {id}: {results:?}");
        }
        Ok(())
    }

    fn log_tails(&self) -> String {
        let mut text = String::new();
        for log in self.logs.borrow().iter() {
            let log_text = std::fs::read(log).unwrap_or_default();
            let log_text = String::from_utf8_lossy(&log_text);
            let lines: Vec<_> = log_text.lines().collect();
            text = text + "end of " + &log.display().to_string() + ":\n";
            for line in &lines[lines.len().saturating_sub(25)..] {
                text = text + "  " + line + "\n";
            }
        }
        text
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    text.unwrap_or_else(|| "panic without a message".to_owned())
}
