//! [`Fleet`]: workers on one broker.

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use live_tests::{Failure, Result, Services, Settings};

use crate::engine::{EXCHANGE, Engine, REQUESTS, RESULTS};
use crate::process_group::ProcessGroup;

/// Interval between questions for the number of consumers.
const ASKING: Duration = Duration::from_millis(50);
/// Upper bound on the wait until all workers consume.
const READY_TIMEOUT: Duration = Duration::from_secs(180);

/// Workers on one broker. They are killed when this value is dropped.
pub(crate) struct Fleet(Vec<ProcessGroup>);

impl Fleet {
    /// Starts workers with the queues of kolla-ansible.
    pub(crate) fn start(services: &Services, size: usize) -> Result<Self> {
        let rabbit = "oslo_messaging_rabbit";
        let workers = (0..size).map(|number| {
            let name = format!("fleet-{size}-{number}");
            let settings = Settings::new()
                .set(
                    "DEFAULT",
                    "transport_url",
                    services.variable("MISTRAL_TRANSPORT_URL")?,
                )
                .set("DEFAULT", "control_exchange", EXCHANGE)
                .set("executor", "topic", REQUESTS)
                .set("executor", "host", &name)
                .set("engine", "topic", RESULTS)
                .set(rabbit, "rabbit_quorum_queue", true)
                .set(rabbit, "rabbit_transient_quorum_queue", true)
                .set(rabbit, "use_queue_manager", true)
                .set(rabbit, "hostname", &name);
            let folder = services.folder().join("log");
            let conf = folder.join(format!("{name}.conf"));
            fs::write(&conf, settings.to_string())?;
            let log = File::create(folder.join(format!("{name}.log")))?;
            let mut command = Command::new(env!("CARGO_BIN_EXE_live-worker-std"));
            command
                .args(["serve", "--config-file"])
                .arg(conf)
                .stdin(Stdio::null())
                .stdout(log.try_clone()?)
                .stderr(log);
            ProcessGroup::spawn(&mut command, services)
        });
        Ok(Self(workers.collect::<Result<_>>()?))
    }

    /// Waits until all workers consume; returns the seconds since a moment.
    pub(crate) async fn wait_consuming(&self, engine: &Engine, since: Instant) -> Result<f64> {
        while (engine.consumers().await? as usize) < self.0.len() {
            if since.elapsed() > READY_TIMEOUT {
                return Err(Failure::new("not all workers consume"));
            }
            tokio::time::sleep(ASKING).await;
        }
        Ok(since.elapsed().as_secs_f64())
    }

    /// Returns the processor time of all workers so far.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        self.0.iter().map(ProcessGroup::cpu_seconds).sum()
    }

    /// Returns the memory of all workers; shared pages count once.
    pub(crate) fn mib(&self) -> Result<f64> {
        self.0.iter().map(ProcessGroup::mib_now).sum()
    }
}
