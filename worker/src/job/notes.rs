//! [`Notes`]: messages of other workers about single copies of requests.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mistral_wire::messages::CopyId;
use tokio::time::{Instant, timeout};

use crate::env;
use crate::watched::Watched;

/// Time for which a note is kept that no job waits for.
const KEPT: Duration = Duration::from_secs(60);
/// Upper bound on the notes that no job waits for: other workers send them. A job without its note decides after a time.
const MOST: usize = 1000;

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
pub(crate) struct Notes(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    waiting: BTreeMap<Note, Arc<Watched<bool>>>,
    /// Notes that no job waits for yet, with the time of their arrival.
    early: BTreeMap<Note, Instant>,
    /// The early notes in the order of their arrival; some are gone.
    oldest_first: VecDeque<(Note, Instant)>,
}

impl Notes {
    /// Stores a note, which may arrive before a job waits for it.
    pub(super) fn add(&self, note: Note) {
        let (mut inner, now) = (self.lock(), env::now());
        if let Some(waiting) = inner.waiting.get(&note) {
            return waiting.modify(|has_arrived| *has_arrived = true);
        }
        inner.early.insert(note.clone(), now);
        inner.oldest_first.push_back((note, now));
        inner.forget(now);
    }

    /// Waits for a note. Returns whether it has arrived in time.
    pub(super) async fn wait(&self, note: Note, limit: Duration) -> bool {
        let arrival = {
            let mut inner = self.lock();
            if inner.early.remove(&note).is_some() {
                return true;
            }
            Arc::clone(inner.waiting.entry(note.clone()).or_default())
        };
        let arriving = arrival.wait_for(|has_arrived| *has_arrived);
        let has_arrived = timeout(limit, arriving).await.is_ok();
        self.lock().waiting.remove(&note);
        has_arrived
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Removes old notes, and the oldest ones if there are too many.
    fn forget(&mut self, now: Instant) {
        while let Some((note, since)) = self.oldest_first.front() {
            if self.oldest_first.len() <= MOST && now < *since + KEPT {
                return;
            }
            if self.early.get(note) == Some(since) {
                self.early.remove(note);
            }
            self.oldest_first.pop_front();
        }
    }
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
        assert!(notes.lock().waiting.is_empty() && notes.lock().early.is_empty());
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
        for generation in 0..10 {
            notes.add(Note::Accepted(copy(generation)));
        }
        tokio::time::advance(KEPT).await;
        notes.add(Note::Accepted(copy(1000)));
        assert_eq!(notes.lock().early.len(), 1);
        assert_eq!(notes.lock().oldest_first.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn number_of_notes_is_bounded() {
        let notes = Notes::default();
        let wanted = Note::Released(copy(0));
        let waiting = notes.wait(wanted.clone(), LIMIT);
        let adding = async {
            for generation in 0..5000 {
                notes.add(Note::Accepted(copy(generation)));
            }
            assert_eq!(notes.lock().early.len(), MOST);
            assert_eq!(notes.lock().oldest_first.len(), MOST);
            // A note that a job waits for arrives all the same.
            notes.add(wanted.clone());
        };
        assert!(tokio::join!(waiting, adding).0);
        // The latest ones are kept.
        assert!(notes.wait(Note::Accepted(copy(4999)), LIMIT).await);
        assert!(!notes.wait(Note::Accepted(copy(0)), LIMIT).await);
    }
}
