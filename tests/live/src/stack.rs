//! [`Stack`]: RabbitMQ, MariaDB and Mistral, started by the script `tests/stack/mistral`.

use std::path::{Path, PathBuf};

use crate::{Result, Services};

/// A running Mistral. It stops when this value is dropped or this process ends, even if the process is killed.
#[derive(Debug)]
pub struct Stack(Services);

impl Stack {
    /// Starts a Mistral with options of `tests/stack/mistral up`, in a folder that is new or that held a Mistral before.
    ///
    /// # Errors
    ///
    /// If a service does not start; the end of its log is printed to standard error.
    pub fn up(folder: impl AsRef<Path>, options: &[&str]) -> Result<Self> {
        Services::up("mistral", folder, options).map(Self)
    }

    /// Returns a variable that `tests/stack/mistral env` prints, such as `MISTRAL_API_URL`.
    ///
    /// # Errors
    ///
    /// If the script does not print the variable.
    pub fn variable(&self, name: &str) -> Result<&str> {
        self.0.variable(name)
    }

    /// The services of the stack.
    pub fn services(&self) -> &Services {
        &self.0
    }

    /// The folder of the logs of services and workers.
    pub fn log_folder(&self) -> PathBuf {
        self.0.folder().join("log")
    }

    /// Starts or restarts Mistral's own executor with settings of the form `GROUP.OPTION=VALUE`.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_python_executor(&self, topic: &str, settings: &[&str]) -> Result<()> {
        let mut options = vec!["executor", "--topic", topic];
        options.extend(settings.iter().flat_map(|setting| ["--set", *setting]));
        self.0.run("start", &options).map(drop)
    }

    /// Restarts the engine with settings of the form `GROUP.OPTION=VALUE`, and waits until it is ready.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_engine(&self, settings: &[&str]) -> Result<()> {
        let mut options = vec!["engine"];
        options.extend(settings.iter().flat_map(|setting| ["--set", *setting]));
        self.0.run("start", &options).map(drop)
    }

    /// Restarts the broker, and waits until a running engine is ready again.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_broker(&self) -> Result<()> {
        self.0.run("start", &["rabbitmq"]).map(drop)
    }

    /// Restarts the broker without queues and messages.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_empty_broker(&self) -> Result<()> {
        self.0.run("start", &["rabbitmq", "--empty"]).map(drop)
    }

    /// Stops a service with SIGTERM.
    ///
    /// # Errors
    ///
    /// If the stack has no service with this name.
    pub fn stop(&self, service: &str) -> Result<()> {
        self.0.run("stop", &[service]).map(drop)
    }

    /// Kills a service, which simulates a crash.
    ///
    /// # Errors
    ///
    /// If the stack has no service with this name.
    pub fn kill(&self, service: &str) -> Result<()> {
        self.0.run("kill", &[service]).map(drop)
    }
}
