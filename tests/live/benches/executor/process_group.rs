//! [`ProcessGroup`]: an executor with its child processes, and their resource usage from `/proc`.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command};

use live_tests::{Failure, Result, Services};
use rustix::process::{Pid, Signal, kill_process_group};

/// A process group that is killed when this value is dropped. Mistral's executor forks a process, and an orphan of
/// one round would consume the messages of the next.
pub(crate) struct ProcessGroup {
    leader: Child,
    group: Pid,
}

impl ProcessGroup {
    pub(crate) fn spawn(command: &mut Command, services: &Services) -> Result<Self> {
        let leader = command.process_group(0).spawn()?;
        services.adopt(&leader)?;
        let group = i32::try_from(leader.id()).ok().and_then(Pid::from_raw);
        let group = group.ok_or_else(|| Failure::new("the process has no id"))?;
        Ok(Self { leader, group })
    }

    /// Returns the processor time of all processes and threads so far.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a hundred")]
        let per_second = rustix::param::clock_ticks_per_second() as f64;
        let members = self.members()?;
        Ok(members.iter().map(|member| member.ticks).sum::<f64>() / per_second)
    }

    /// Returns the peak memory of the largest process.
    pub(crate) fn peak_mib(&self) -> Result<f64> {
        let peaks = self.mib("status", "VmHWM:")?;
        peaks
            .into_iter()
            .max_by(f64::total_cmp)
            .ok_or_else(|| Failure::new("/proc reports no VmHWM"))
    }

    /// Returns the memory of all processes; shared pages count once.
    pub(crate) fn mib_now(&self) -> Result<f64> {
        Ok(self.mib("smaps_rollup", "Pss:")?.iter().sum())
    }

    /// Returns a value of every process.
    fn mib(&self, file: &str, name: &str) -> Result<Vec<f64>> {
        let members = self.members()?;
        let values = members.iter().filter_map(|member| {
            let path = Path::new("/proc").join(&member.pid).join(file);
            let text = fs::read_to_string(path).ok()?;
            let value = text.lines().find_map(|line| line.strip_prefix(name))?;
            let kib = value.trim().strip_suffix(" kB")?;
            Some(kib.trim().parse::<f64>().ok()? / 1024.0)
        });
        Ok(values.collect())
    }

    fn members(&self) -> Result<Vec<Member>> {
        let entries = fs::read_dir("/proc")?.flatten();
        let pids = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let group = self.group.as_raw_pid();
        // Processes that have just ended are skipped.
        let members = pids.filter_map(|pid| Member::of(pid, group));
        Ok(members.collect())
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.leader.wait();
    }
}

struct Member {
    pid: String,
    ticks: f64,
}

impl Member {
    /// Returns the process if it belongs to the group.
    fn of(pid: String, group: i32) -> Option<Self> {
        let stat = fs::read_to_string(Path::new("/proc").join(&pid).join("stat")).ok()?;
        // The name, in parentheses, may contain any character.
        let (_, fields) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        if fields.get(2)?.parse::<i32>().ok()? != group {
            return None;
        }
        let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
        Some(Self { pid, ticks })
    }
}
