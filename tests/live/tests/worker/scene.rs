//! [`Scene`]: what one trial has for itself.

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
use crate::request::Request;

/// A broker, an engine, and room for workers.
pub(crate) struct Scene<'a> {
    pub(crate) name: &'a str,
    pub(crate) broker: &'a Broker,
    folder: PathBuf,
    engine: OnceCell<Engine>,
    durable: Cell<bool>,
    workers: Cell<u32>,
    environment: RefCell<Vec<(&'static str, String)>>,
    logs: RefCell<Vec<PathBuf>>,
}

impl<'a> Scene<'a> {
    /// Runs a trial; a failure comes with the ends of the workers' logs.
    pub(crate) fn play(
        name: &'a str,
        broker: &'a Broker,
        run: fn(&Scene<'_>) -> Result<()>,
    ) -> Result<()> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("worker-trials")
            .join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        let scene = Scene {
            name,
            broker,
            folder,
            engine: OnceCell::new(),
            durable: Cell::new(false),
            workers: Cell::new(0),
            environment: RefCell::default(),
            logs: RefCell::default(),
        };
        let said = match catch_unwind(AssertUnwindSafe(|| run(&scene))) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(failure)) => failure.to_string(),
            Err(panic) => message_of(&*panic),
        };
        Err(Failure::new(format_args!("{said}\n{}", scene.log_ends())))
    }

    /// Has queues and exchanges that outlive the broker; to be said before anything else.
    pub(crate) fn durable(&self) {
        self.durable.set(true);
    }

    pub(crate) fn engine(&self) -> Result<&Engine> {
        if self.engine.get().is_none() {
            let url = self.broker.variable("AMQP_URL")?;
            let engine = Engine::connect(url, self.name, self.durable.get())?;
            let _ = self.engine.set(engine);
        }
        self.engine
            .get()
            .ok_or_else(|| Failure::new("there is no engine"))
    }

    /// The queue that the workers take requests from.
    pub(crate) fn topic(&self) -> String {
        format!("{}_executor", self.name)
    }

    /// What a worker of this trial is set to.
    pub(crate) fn settings(&self) -> Result<Settings> {
        Ok(Settings::new()
            .set(
                "DEFAULT",
                "transport_url",
                self.broker.variable("MISTRAL_TRANSPORT_URL")?,
            )
            .set("DEFAULT", "control_exchange", self.name)
            .set("DEFAULT", "graceful_shutdown_timeout", 60)
            .set("executor", "topic", self.topic())
            .set("engine", "topic", format!("{}_engine", self.name))
            .set(
                "oslo_messaging_rabbit",
                "amqp_durable_queues",
                self.durable.get(),
            )
            .set("oslo_messaging_rabbit", "rabbit_retry_interval", 0.2)
            .set("oslo_messaging_rabbit", "rabbit_retry_backoff", 0.1)
            .set("oslo_messaging_rabbit", "rabbit_interval_max", 1))
    }

    /// Gives the workers that start from now on an environment variable.
    pub(crate) fn environment(&self, name: &'static str, value: impl Into<String>) {
        self.environment.borrow_mut().push((name, value.into()));
    }

    /// Starts a worker, and waits until it consumes.
    pub(crate) fn worker(&self, settings: &Settings) -> Result<Worker> {
        // Its queue must be there before the first result.
        self.engine()?;
        let mut worker = self.spawn(settings)?;
        worker.wait_ready()?;
        Ok(worker)
    }

    /// Starts a worker.
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
            self.broker.servers(),
        )?;
        self.logs.borrow_mut().push(worker.log_file().to_owned());
        Ok(worker)
    }

    pub(crate) fn journal(&self) -> Journal {
        Journal::new(&self.folder)
    }

    /// A file of the trial.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Waits until no message of the topic is ready or unacknowledged.
    pub(crate) fn wait_idle(&self) -> Result<()> {
        until("every message is acknowledged", || {
            Ok((self.broker.messages(&self.topic())? == (0, 0)).then_some(()))
        })
    }

    /// Has the worker run something, to show that it goes on.
    pub(crate) fn still_works(&self, id: &str) -> Result<()> {
        let engine = self.engine()?;
        engine.send(&Request::new(id, "trial.echo", &json!({"value": id})))?;
        assert_eq!(engine.result(id)?["data"], id);
        Ok(())
    }

    /// Stops the worker in good order, and asserts that the engine was told one result of each.
    pub(crate) fn end(&self, worker: Worker, ids: &[&str]) -> Result<()> {
        worker.terminate()?;
        let engine = self.engine()?;
        engine.settle()?;
        for id in ids {
            let results = engine.results(id);
            assert_eq!(results.len(), 1, "results of {id}: {results:?}");
        }
        Ok(())
    }

    fn log_ends(&self) -> String {
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

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    text.unwrap_or_else(|| "a panic".to_owned())
}
