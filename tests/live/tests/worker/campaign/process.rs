//! The processes of a worker, one after the other, behind a proxy.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::time::{Duration, Instant};

use live_tests::{Failure, Process, Result, Settings, Signal, until};

use super::actions::NAME;
use super::history::{History, now};
use crate::broker::Broker;
use crate::proxy::Proxy;

/// Time within which Mistral's own executor ends after SIGTERM.
const PYTHON_END: Duration = Duration::from_secs(30);

/// Program of the workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Executor {
    Rust,
    /// Mistral's own.
    Python,
}

/// The worker with a number.
pub(crate) struct Member<'a> {
    number: usize,
    executor: Executor,
    broker: &'a Broker,
    folder: PathBuf,
    settings: Settings,
    history: Arc<History>,
    pub(crate) proxy: Proxy,
    is_cut: bool,
    starts: u32,
    running: Option<Running>,
}

struct Running {
    name: String,
    process: Process,
    stopped_at: Option<u64>,
    /// It has received SIGTERM.
    is_draining: bool,
}

impl<'a> Member<'a> {
    pub(crate) fn new(
        number: usize,
        executor: Executor,
        broker: &'a Broker,
        folder: &Path,
        settings: &Settings,
        history: &Arc<History>,
    ) -> Result<Self> {
        let proxy = Proxy::to(broker.address()?)?;
        proxy.open()?;
        let settings = proxy.settings(settings.clone());
        Ok(Self {
            number,
            executor,
            broker,
            folder: folder.to_owned(),
            settings: settings.set("executor", "host", format!("w{number}")),
            history: Arc::clone(history),
            proxy,
            is_cut: false,
            starts: 0,
            running: None,
        })
    }

    /// Cuts the connections, and refuses new ones.
    pub(crate) fn disconnect(&mut self) {
        self.is_cut = true;
        self.proxy.close();
    }

    /// Accepts connections again.
    pub(crate) fn connect(&mut self) -> Result<()> {
        if std::mem::take(&mut self.is_cut) {
            self.proxy.open()?;
        }
        Ok(())
    }

    /// Starts a process, unless one is running.
    pub(crate) fn start(&mut self) -> Result<()> {
        self.check_running()?;
        if self.running.is_some() {
            return Ok(());
        }
        self.starts += 1;
        let name = format!("w{}.{}", self.number, self.starts);
        let conf = self.folder.join(format!("{name}.conf"));
        std::fs::write(&conf, self.settings.to_string())?;
        let mut environment = vec![(NAME, name.clone())];
        let mut command = match self.executor {
            Executor::Rust => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("serve");
                command
            }
            Executor::Python => {
                let actions = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worker/campaign");
                environment.push(("PYTHONPATH", actions.display().to_string()));
                environment.push(("PYTHONDONTWRITEBYTECODE", "1".to_owned()));
                let mut command = Command::new(mistral_server()?);
                command.args(["--server", "executor"]);
                command
            }
        };
        // Mistral's executor forks.
        command.arg("--config-file").arg(conf).process_group(0);
        let log = self.folder.join(format!("{name}.log"));
        let process = Process::spawn(&mut command, &environment, log, self.broker.services())?;
        self.history.started(&name);
        self.running = Some(Running {
            name,
            process,
            stopped_at: None,
            is_draining: false,
        });
        Ok(())
    }

    /// Returns the id of the running process.
    pub(crate) fn pid(&self) -> Option<u32> {
        Some(self.running.as_ref()?.process.pid())
    }

    pub(crate) fn kill(&mut self) -> Result<()> {
        self.check_running()?;
        if let Some(mut running) = self.running.take() {
            self.history.note(format!("{} is killed", running.name));
            self.history.abrupt(&running.name);
            running.process.signal_group(Signal::KILL)?;
            running.process.wait_exit()?;
            running.note_continued(&self.history);
        }
        Ok(())
    }

    /// Sends SIGTERM.
    pub(crate) fn drain(&mut self) -> Result<()> {
        self.check_running()?;
        if let Some(running) = &mut self.running {
            let number = if running.is_draining { "second " } else { "" };
            self.history
                .note(format!("{number}SIGTERM for {}", running.name));
            if running.is_draining {
                self.history.abrupt(&running.name);
            }
            running.is_draining = true;
            running.process.signal(Signal::TERM)?;
        }
        Ok(())
    }

    /// Sends SIGSTOP.
    pub(crate) fn stop(&mut self) -> Result<()> {
        self.check_running()?;
        if let Some(running) = &mut self.running
            && running.stopped_at.is_none()
        {
            self.history.note(format!("{} is stopped", running.name));
            running.process.signal_group(Signal::STOP)?;
            running.stopped_at = Some(now());
        }
        Ok(())
    }

    /// Sends SIGCONT.
    pub(crate) fn resume(&mut self) -> Result<()> {
        if let Some(running) = &mut self.running
            && running.stopped_at.is_some()
        {
            running.process.signal_group(Signal::CONT)?;
            running.note_continued(&self.history);
        }
        Ok(())
    }

    /// Waits until a draining process has ended. Mistral's own executor does not always end, and is killed then.
    pub(crate) fn wait_end(&mut self) -> Result<()> {
        self.resume()?;
        if let Some(running) = &mut self.running {
            let since = Instant::now();
            if self.executor == Executor::Python {
                let is_over = || since.elapsed() > PYTHON_END;
                until("the executor has ended, or does not end", || {
                    let has_ended = running.process.try_wait()?.is_some();
                    Ok((has_ended || is_over()).then_some(()))
                })?;
                // The group has ended, if it ends.
                let _ = running.process.signal_group(Signal::KILL);
            }
            running.process.wait_exit()?;
        }
        self.check_running()
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.is_draining)
    }

    /// Forgets a process that has ended in order.
    ///
    /// # Errors
    ///
    /// If it has ended otherwise, or its log has a panic.
    fn check_running(&mut self) -> Result<()> {
        let Some(running) = &mut self.running else {
            return Ok(());
        };
        let Some(status) = running.process.try_wait()? else {
            return Ok(());
        };
        self.history
            .note(format!("{} has ended: {status}", running.name));
        let log = running.process.log()?;
        if log.contains("requeueing the unfinished action execution") {
            self.history.abrupt(&running.name);
        }
        let problem = running.problem(self.executor, status, &log);
        self.running = None;
        problem.map_or(Ok(()), |problem| Err(Failure::new(problem)))
    }
}

impl Running {
    fn note_continued(&mut self, history: &History) {
        if let Some(from) = self.stopped_at.take() {
            history.note(format!("{} continues", self.name));
            history.stopped(&self.name, from);
        }
    }

    fn problem(&self, executor: Executor, status: ExitStatus, log: &str) -> Option<String> {
        let is_python = executor == Executor::Python;
        // A process that has just started does not handle signals yet.
        let is_early = log.is_empty() && status.signal() == Some(Signal::TERM.as_raw());
        let is_expected = self.is_draining && (status.success() || is_early || is_python);
        let is_panic = !is_python && log.contains("panic");
        if is_expected && !is_panic {
            return None;
        }
        Some(format!(
            "{} has ended: {status}\n{}",
            self.name,
            self.process.log_tail()
        ))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.signal_group(Signal::KILL);
    }
}

/// Returns the program of Mistral's own executor, which is installed if necessary.
fn mistral_server() -> Result<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stack/provision");
    let output = Command::new(script).args(["venv", "mistral"]).output()?;
    let python = String::from_utf8(output.stdout)?;
    Ok(Path::new(python.trim()).with_file_name("mistral-server"))
}
