//! [`Process`]: an executor that runs, with whatever it forks, and what the kernel counts of it.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command};

use live_tests::{Failure, Result, Stack};
use rustix::process::{Pid, Signal, kill_process_group};

/// A process group that ends with this value: Mistral's executor is a process that forks another, and an
/// orphan of one round would take the messages of the next.
pub(crate) struct Process {
    leader: Child,
    group: Pid,
}

impl Process {
    pub(crate) fn spawn(command: &mut Command, stack: &Stack) -> Result<Self> {
        let leader = command.process_group(0).spawn()?;
        stack.servers().watch(&leader)?;
        let group = i32::try_from(leader.id()).ok().and_then(Pid::from_raw);
        let group = group.ok_or_else(|| Failure::new("a process without id"))?;
        Ok(Self { leader, group })
    }

    /// Processor time so far, of all its processes and threads.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a hundred")]
        let per_second = rustix::param::clock_ticks_per_second() as f64;
        let members = self.members()?;
        Ok(members.iter().map(|member| member.ticks).sum::<f64>() / per_second)
    }

    /// The peak of its largest process.
    pub(crate) fn peak_mib(&self) -> Result<f64> {
        let peaks = self.mib("status", "VmHWM:")?;
        peaks
            .into_iter()
            .max_by(f64::total_cmp)
            .ok_or_else(|| Failure::new("no VmHWM"))
    }

    /// What all its processes take now, each page that they share counted once.
    pub(crate) fn mib_now(&self) -> Result<f64> {
        Ok(self.mib("smaps_rollup", "Pss:")?.iter().sum())
    }

    /// A value of all its processes.
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
        // Those that end meanwhile have no file any more.
        let members = pids.filter_map(|pid| Member::of(pid, group));
        Ok(members.collect())
    }
}

impl Drop for Process {
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
    /// A process, if it is of this group.
    fn of(pid: String, group: i32) -> Option<Self> {
        let stat = fs::read_to_string(Path::new("/proc").join(&pid).join("stat")).ok()?;
        // The name, in brackets, may contain anything.
        let (_, fields) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        if fields.get(2)?.parse::<i32>().ok()? != group {
            return None;
        }
        let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
        Some(Self { pid, ticks })
    }
}
