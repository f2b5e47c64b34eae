//! [`Harness`]: the services that the tests share.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;

use live_tests::serde_json::json;
use live_tests::{Failure, Mistral, Result, Stack};

use crate::engine::Options;

/// The executor, which has the `std.*` actions.
const EXECUTOR: &str = env!("CARGO_BIN_EXE_live-worker-std");

/// Two tasks, so that a second request follows the first result. Mistral's engine runs some actions of `std` itself, but
/// not these.
const WORKFLOW: &str = "
version: '2.0'
deployed:
  input: [text]
  output:
    result: <% $.result %>
  tasks:
    first:
      action: std.test_dict size=1 key_prefix=<% $.text %> val='v'
      publish:
        result: <% task().result %>
      on-success: second
    second:
      action: std.noop
";

/// A Mistral whose engine the tests configure.
pub(crate) struct Harness {
    pub(crate) mistral: Mistral,
    pub(crate) stack: Stack,
    home: PathBuf,
    /// Settings with which the engine runs.
    engine: RefCell<Vec<String>>,
}

impl Harness {
    pub(crate) fn new() -> Result<Self> {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deployments");
        // RabbitMQ 4.3 denies the queues that Mistral declares by default.
        let quorum = [
            "oslo_messaging_rabbit.rabbit_quorum_queue=true",
            "oslo_messaging_rabbit.rabbit_transient_quorum_queue=true",
        ];
        // The queue manager of oslo.messaging locks a file.
        let locks = format!(
            "oslo_concurrency.lock_path={}",
            home.join("locks").display()
        );
        let mut options = vec!["--broker", "newest", "--set", &locks];
        options.extend(quorum.iter().flat_map(|setting| ["--set", *setting]));
        let stack = Stack::up(home.join("stack"), &options)?;
        let mistral = Mistral::new(&stack)?;
        mistral.define_workflows(WORKFLOW)?;
        Ok(Self {
            mistral,
            stack,
            home,
            engine: RefCell::default(),
        })
    }

    /// Returns an empty folder of a test.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.home.join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Ensures that the engine runs with the broker and the queues of a deployment's configuration.
    pub(crate) fn start_engine(&self, options: &Options) -> Result<()> {
        let settings = options.settings();
        if *self.engine.borrow() != settings {
            let words: Vec<&str> = settings.iter().map(String::as_str).collect();
            self.stack.start_engine(&words)?;
            self.engine.replace(settings);
        }
        Ok(())
    }

    /// Runs a workflow, whose actions only the executor of the test can run.
    pub(crate) fn run_workflow(&self, text: &str) -> Result<()> {
        let execution = self.mistral.start("deployed", &json!({ "text": text }))?;
        let output = execution.wait()?.output()?;
        assert_eq!(
            output["result"],
            json!({ format!("{text}0"): "v" }),
            "{output}"
        );
        Ok(())
    }

    /// Runs rabbitmqctl.
    pub(crate) fn rabbitmqctl(&self, arguments: &[&str]) -> Result<()> {
        let output = Command::new(self.stack.variable("RABBITMQCTL")?)
            .args(arguments)
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        let err = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format_args!("{arguments:?}: {err}")))
    }

    /// Creates a user of the broker who may use all of a virtual host.
    pub(crate) fn add_user(&self, name: &str, password: &str, vhost: &str) -> Result<()> {
        if vhost != "/" {
            self.rabbitmqctl(&["add_vhost", vhost])?;
        }
        self.rabbitmqctl(&["add_user", name, password])?;
        self.rabbitmqctl(&["set_permissions", "-p", vhost, name, ".*", ".*", ".*"])
    }

    /// Returns host and port of the broker.
    pub(crate) fn broker(&self) -> Result<String> {
        let url = self.stack.variable("AMQP_URL")?;
        let address = url
            .rsplit('@')
            .next()
            .and_then(|rest| rest.split('/').next());
        let address = address.ok_or_else(|| Failure::new(format_args!("no address in {url}")))?;
        Ok(address.to_owned())
    }
}

/// Installs the executor as `mistral-server` in a folder, and returns the path. A hard link, or a copy on another
/// file system.
pub(crate) fn install(folder: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("mistral-server");
    std::fs::hard_link(EXECUTOR, &path).or_else(|_| std::fs::copy(EXECUTOR, &path).map(drop))?;
    Ok(path)
}
