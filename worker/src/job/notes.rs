//! [`Notes`]: messages of other workers about single copies of requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mistral_wire::messages::CopyId;
use tokio::time::{Instant, timeout};

use crate::env;
use crate::watched::Watched;

/// Time for which a note is kept that no job waits for.
const KEPT: Duration = Duration::from_secs(60);
/// Number of notes beyond which the old ones are removed.
const MANY: usize = 1000;

/// A message about a copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Note {
    /// The other worker has the copy.
    Accepted(CopyId),
    /// All earlier copies are void.
    Released(CopyId),
}

/// The notes that have arrived, or that a job waits for.
#[derive(Debug, Default)]
pub(crate) struct Notes(Mutex<BTreeMap<Note, Entry>>);

#[derive(Clone, Debug)]
struct Entry {
    has_arrived: Arc<Watched<bool>>,
    since: Instant,
}

impl Notes {
    /// Stores a note, which may arrive before a job waits for it.
    pub(super) fn add(&self, note: Note) {
        let mut notes = self.lock();
        if notes.len() >= MANY {
            let now = env::now();
            notes.retain(|_, entry| now < entry.since + KEPT);
        }
        let entry = entry(&mut notes, note);
        entry.has_arrived.modify(|arrived| *arrived = true);
    }

    /// Waits for a note. Returns whether it has arrived in time.
    pub(super) async fn wait(&self, note: Note, limit: Duration) -> bool {
        let entry = entry(&mut self.lock(), note.clone());
        let arriving = entry.has_arrived.wait_for(|arrived| *arrived);
        let has_arrived = timeout(limit, arriving).await.is_ok();
        self.lock().remove(&note);
        has_arrived
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Note, Entry>> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn entry(notes: &mut BTreeMap<Note, Entry>, note: Note) -> Entry {
    let new = || Entry {
        has_arrived: Arc::default(),
        since: env::now(),
    };
    notes.entry(note).or_insert_with(new).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(2);

    fn copy(generation: u32) -> CopyId {
        CopyId {
            key: "a".to_owned(),
            generation,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn note_may_arrive_before_or_after_the_wait_begins() {
        let notes = Notes::default();
        notes.add(Note::Released(copy(1)));
        assert!(notes.wait(Note::Released(copy(1)), LIMIT).await);
        let waiting = notes.wait(Note::Released(copy(2)), LIMIT);
        let adding = async {
            tokio::time::sleep(LIMIT / 2).await;
            notes.add(Note::Released(copy(2)));
        };
        assert!(tokio::join!(waiting, adding).0);
        assert!(notes.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn note_about_another_copy_does_not_count() {
        let notes = Notes::default();
        notes.add(Note::Released(copy(1)));
        notes.add(Note::Accepted(copy(2)));
        assert!(!notes.wait(Note::Released(copy(2)), LIMIT).await);
    }

    #[tokio::test(start_paused = true)]
    async fn old_notes_are_removed() {
        let notes = Notes::default();
        for generation in 0..1000 {
            notes.add(Note::Accepted(copy(generation)));
        }
        tokio::time::advance(KEPT).await;
        notes.add(Note::Accepted(copy(1000)));
        assert_eq!(notes.lock().len(), 1);
    }
}
