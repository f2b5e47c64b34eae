//! The actions of the campaign, and the marks that they write.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use mistral_actions::prelude::*;

use super::history::now;

/// Environment variable with the name of a process.
pub(crate) const NAME: &str = "CAMPAIGN_WORKER";

/// A step of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Begin,
    End,
    /// The action was stopped before its end.
    Stopped,
}

impl Step {
    const ALL: [Self; 3] = [Self::Begin, Self::End, Self::Stopped];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::End => "end",
            Self::Stopped => "stopped",
        }
    }
}

/// A line of the journal.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) at: u64,
    pub(crate) id: u32,
    pub(crate) step: Step,
    pub(crate) process: String,
}

/// Reads the journal; it does not exist before the first action.
pub(crate) fn marks(journal: &Path) -> io::Result<Vec<Mark>> {
    let text = match std::fs::read_to_string(journal) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    Ok(text.lines().filter_map(Mark::read).collect())
}

impl Mark {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let step = words.next()?;
        Some(Self {
            step: Step::ALL.into_iter().find(|it| it.name() == step)?,
            id: words.next()?.parse().ok()?,
            at: words.next()?.parse().ok()?,
            process: words.next()?.to_owned(),
        })
    }
}

/// Writes marks, the last one also if the action is stopped.
struct Marks {
    journal: String,
    id: u32,
    is_finished: bool,
}

impl Marks {
    fn begin(journal: String, id: u32) -> Result<Self, ActionError> {
        let marks = Self {
            journal,
            id,
            is_finished: false,
        };
        marks.write(Step::Begin)?;
        Ok(marks)
    }

    fn end(mut self) -> Result<u32, ActionError> {
        self.write(Step::End)?;
        self.is_finished = true;
        Ok(self.id)
    }

    /// Appends a line. Lines of several processes do not mix, because each is a single write in append mode.
    fn write(&self, step: Step) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.journal)?;
        let process = std::env::var(NAME).unwrap_or_default();
        let line = format!("{} {} {} {process}\n", step.name(), self.id, now());
        file.write_all(line.as_bytes())
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        if !self.is_finished {
            // An error is ignored here; the checker misses the mark.
            let _ = self.write(Step::Stopped);
        }
    }
}

/// Write marks to the journal before and after a pause; return the id.
#[mistral_action(name = "campaign.work")]
async fn work(journal: String, id: u32, millis: u64) -> Result<u32, ActionError> {
    let marks = Marks::begin(journal, id)?;
    tokio::time::sleep(Duration::from_millis(millis)).await;
    marks.end()
}

/// Do the same, and return immediately.
#[mistral_action(name = "campaign.later", asynchronous)]
async fn later(
    handle: &ResultHandle<u32>,
    journal: String,
    id: u32,
    millis: u64,
) -> Result<(), ActionError> {
    let marks = Marks::begin(journal, id)?;
    handle.clone().spawn(async move {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        marks.end()
    });
    Ok(())
}
