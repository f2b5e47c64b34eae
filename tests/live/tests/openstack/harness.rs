//! [`Harness`]: services and a worker that the tests share.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use live_tests::serde_json::{self, Value, json};
use live_tests::{
    Cloud, Failure, FinishedExecution, Keystone, Mistral, Result, Settings, Stack, User, Worker,
    until,
};
use mistral_actions::Secret;
use mistral_actions::async_result::ResultHandle;

pub(crate) const WORKER: &str = env!("CARGO_BIN_EXE_live-worker");
/// The topic of Mistral's own executor, to which the worker forwards actions that it does not have.
const PYTHON_TOPIC: &str = "mistral_executor_python";
/// The worker's user, which no other service uses.
pub(crate) const WORKER_USER: &str = "live-worker";
pub(crate) const WORKER_PASSWORD: &str = "sesame-of-the-worker";

/// Services and a worker.
pub(crate) struct Harness {
    // Fields are dropped in this order, so that the worker stops first.
    worker: Worker,
    /// A client of Mistral's API with a token of demo-user.
    pub(crate) mistral: Mistral,
    pub(crate) stack: Stack,
    pub(crate) cloud: Cloud,
    pub(crate) keystone: Keystone,
    pub(crate) admin: Secret<String>,
    pub(crate) demo: Secret<String>,
    pub(crate) worker_user_id: String,
    /// The configuration that the worker reads in addition to the engine's.
    pub(crate) conf: PathBuf,
    files: PathBuf,
    /// Secrets that must not appear in the worker's log.
    pub(crate) secrets: Vec<Secret<String>>,
}

impl Harness {
    pub(crate) fn new() -> Result<Self> {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openstack");
        let files = home.join("files");
        let _ = std::fs::remove_dir_all(&files);
        std::fs::create_dir_all(&files)?;
        let catalog = home.join("catalog.json");
        let output = Command::new(WORKER).arg("catalog").output()?;
        std::fs::write(&catalog, output.stdout)?;
        let cloud = Cloud::up(home.join("cloud"), &[])?;
        let stack = Stack::up(
            home.join("mistral"),
            &[
                "--provider",
                &catalog.to_string_lossy(),
                "--keystone",
                cloud.variable("CLOUD_KEYSTONE_URL")?,
                // Without a cache, Mistral notices a revoked token immediately.
                "--set",
                "keystone_authtoken.token_cache_time=-1",
            ],
        )?;
        stack.start_python_executor(PYTHON_TOPIC, &["keystone_authtoken.token_cache_time=-1"])?;

        let keystone = cloud.keystone()?;
        let (admin, demo) = (cloud.token(User::Admin)?, cloud.token(User::Demo)?);
        let password = Secret::new(WORKER_PASSWORD.to_owned());
        let worker_user_id =
            keystone.create_user(&admin, WORKER_USER, &password, "service", &["admin"])?;
        let settings = login(WORKER_PASSWORD)
            .set("executor", "topic", "mistral_executor")
            .set("mistral_actions", "forward_topic", PYTHON_TOPIC)
            // The most verbose level.
            .set("DEFAULT", "debug", true)
            .set("DEFAULT", "graceful_shutdown_timeout", 10);
        let worker = Worker::start(&stack, WORKER, &settings)?;
        let conf = files.join("login.conf");
        std::fs::write(&conf, login(WORKER_PASSWORD).to_string())?;
        let mistral = Mistral::new(&stack)?.with_token(demo.expose());
        Ok(Self {
            worker,
            mistral,
            stack,
            cloud,
            keystone,
            secrets: vec![admin.clone(), demo.clone(), password],
            admin,
            demo,
            worker_user_id,
            conf,
            files,
        })
    }

    /// Runs a test. A failure includes the end of the worker's log.
    pub(crate) fn run(&mut self, test: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(self)));
        let log = || self.worker.log_tail();
        match caught {
            Ok(Ok(())) => Ok(()),
            Ok(Err(failure)) => Err(Failure::new(format_args!("{failure}\n{}", log()))),
            Err(panic) => {
                eprintln!("{}", log());
                std::panic::resume_unwind(panic)
            }
        }
    }

    /// Returns the worker's log so far.
    pub(crate) fn worker_log(&self) -> Result<String> {
        self.worker.log()
    }

    /// Writes a file for a test.
    pub(crate) fn file(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.files.join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Requests a new token of demo-user, and registers it as a secret.
    pub(crate) fn new_token(&mut self) -> Result<Secret<String>> {
        let token = self.cloud.token(User::Demo)?;
        self.secrets.push(token.clone());
        Ok(token)
    }

    /// Requests a new token of the worker's user, and registers it as a secret.
    pub(crate) fn worker_token(&mut self) -> Result<Secret<String>> {
        let password = Secret::new(WORKER_PASSWORD.to_owned());
        let token = self.keystone.token(WORKER_USER, &password, "service")?;
        self.secrets.push(token.clone());
        Ok(token)
    }

    /// Revokes all tokens of the worker's user.
    pub(crate) fn revoke_login(&self) -> Result<()> {
        let password = Secret::new(WORKER_PASSWORD.to_owned());
        self.keystone
            .set_password(&self.admin, &self.worker_user_id, &password)
    }

    /// Creates a workflow as demo-user, runs it and waits for its end.
    pub(crate) fn run_workflow(
        &self,
        name: &str,
        body: &str,
        input: &Value,
    ) -> Result<FinishedExecution> {
        self.mistral.define_workflows(body)?;
        self.mistral.start(name, input)?.wait()
    }

    /// Runs an action in a workflow of demo-user; returns the state and the result of its task.
    pub(crate) fn run_action(&self, action: &str, input: &Value) -> Result<(String, Value)> {
        let name = self.define_single_task(action, input)?;
        let execution = self.mistral.start(&name, &json!({}))?;
        let finished = execution.wait()?;
        let task = execution.task("one")?;
        assert_eq!(task.state, finished.state(), "states of task and workflow");
        Ok((task.state.clone(), task.result()?))
    }

    /// Starts an asynchronous action in a workflow of demo-user, calls `deliver` with its handle, and returns the result
    /// with which the action finished.
    pub(crate) fn deliver_async_result(
        &self,
        deliver: impl FnOnce(ResultHandle) -> Result<()>,
    ) -> Result<Value> {
        let file = self.files.join(format!("handle-{}", next()));
        let name = self.define_single_task("live.store_handle", &json!({"file": file}))?;
        let execution = self.mistral.start(&name, &json!({}))?;
        let stored = until("the action has stored its handle", || {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            Ok(text.ends_with('\n').then_some(text))
        })?;
        deliver(serde_json::from_str(&stored)?)?;
        execution.wait()?.output()?;
        execution.task("one")?.result()
    }

    /// Creates a workflow of one task; returns its name.
    fn define_single_task(&self, action: &str, input: &Value) -> Result<String> {
        // Mistral may use the old definition of a workflow that is defined twice within a second.
        let name = format!("one_{}", next());
        let task = match input.as_object() {
            // Mistral's workflow language does not allow an empty input.
            Some(none) if none.is_empty() => json!({"action": action}),
            _ => json!({"action": action, "input": input}),
        };
        let workflow = json!({"version": "2.0", &name: {"tasks": {"one": task}}});
        self.mistral.define_workflows(&workflow.to_string())?;
        Ok(name)
    }
}

/// Returns the options with which the worker logs in.
pub(crate) fn login(password: &str) -> Settings {
    Settings::new()
        .set("keystone_authtoken", "username", WORKER_USER)
        .set("keystone_authtoken", "password", password)
}

fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
