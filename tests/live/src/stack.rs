//! [`Stack`]: RabbitMQ, PostgreSQL and Mistral, by way of the script `tests/stack/mistral`.

use std::path::{Path, PathBuf};

use crate::{Result, Servers};

/// A Mistral that is up, and goes down with this value or with this process, however it ends.
#[derive(Debug)]
pub struct Stack(Servers);

impl Stack {
    /// Brings a Mistral up in a folder that is new or was used for one before, with options of
    /// `tests/stack/mistral up`.
    ///
    /// # Errors
    ///
    /// If something does not start; the end of its log is on standard error.
    pub fn up(folder: impl AsRef<Path>, options: &[&str]) -> Result<Self> {
        Servers::up("mistral", folder, options).map(Self)
    }

    /// What `tests/stack/mistral env` prints under this name, `MISTRAL_API_URL` for instance.
    ///
    /// # Errors
    ///
    /// If it prints no such name.
    pub fn variable(&self, name: &str) -> Result<&str> {
        self.0.variable(name)
    }

    /// Its servers.
    pub fn servers(&self) -> &Servers {
        &self.0
    }

    /// The folder of the logs of all services, and of the workers.
    pub fn log_folder(&self) -> PathBuf {
        self.0.folder().join("log")
    }

    /// Starts Mistral's own executor, also if it runs, with settings of the form `GROUP.OPTION=VALUE`.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_python_executor(&self, topic: &str, settings: &[&str]) -> Result<()> {
        let mut options = vec!["executor", "--topic", topic];
        options.extend(settings.iter().flat_map(|setting| ["--set", *setting]));
        self.0.run("start", &options).map(drop)
    }

    /// Starts the engine again with these settings of the form `GROUP.OPTION=VALUE`, and waits until it
    /// listens.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_engine(&self, settings: &[&str]) -> Result<()> {
        let mut options = vec!["engine"];
        options.extend(settings.iter().flat_map(|setting| ["--set", *setting]));
        self.0.run("start", &options).map(drop)
    }

    /// Starts the broker again, and waits until the engine, if it runs, listens.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_broker(&self) -> Result<()> {
        self.0.run("start", &["rabbitmq"]).map(drop)
    }

    /// Starts the broker again as if it were new: without queues and messages.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_empty_broker(&self) -> Result<()> {
        self.0.run("start", &["rabbitmq", "--empty"]).map(drop)
    }

    /// Stops a service, as an operator would.
    ///
    /// # Errors
    ///
    /// If there is no such service.
    pub fn stop(&self, service: &str) -> Result<()> {
        self.0.run("stop", &[service]).map(drop)
    }

    /// Kills a service, as a crash would.
    ///
    /// # Errors
    ///
    /// If there is no such service.
    pub fn kill(&self, service: &str) -> Result<()> {
        self.0.run("kill", &[service]).map(drop)
    }
}
