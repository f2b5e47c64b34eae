//! [`Peers`]: the other workers that have actions which this one does not have.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mistral_wire::messages::SoughtAction;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::env;

/// Time for which an answer is remembered, and the lack of one.
const REMEMBERED: Duration = Duration::from_secs(60);
/// Upper bound on remembered actions: their names come from requests.
const MOST: usize = 1000;

/// Remembers which workers have an action.
#[derive(Debug, Default)]
pub(crate) struct Peers {
    known: Mutex<BTreeMap<SoughtAction, Entry>>,
    changed: Notify,
}

#[derive(Debug)]
struct Entry {
    state: State,
    until: Instant,
}

#[derive(Debug)]
enum State {
    /// A question is under way.
    Asking,
    /// The queues of the workers, the next one to use first. Not empty.
    At(VecDeque<String>),
    Nowhere,
}

/// Knowledge about an action.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The queue of a worker that has it.
    At(String),
    /// No worker has answered.
    Nowhere,
    /// No answer is known yet; a question may be under way.
    Unknown,
}

impl Peers {
    /// Returns what is known about an action. Several workers that have it take turns.
    pub(super) fn find(&self, sought: &SoughtAction) -> Known {
        let mut known = self.lock();
        let Some(entry) = known.get_mut(sought) else {
            return Known::Unknown;
        };
        if env::now() >= entry.until {
            known.remove(sought);
            return Known::Unknown;
        }
        match &mut entry.state {
            State::Asking => Known::Unknown,
            State::Nowhere => Known::Nowhere,
            State::At(queues) => {
                queues.rotate_left(1);
                queues
                    .back()
                    .map_or(Known::Unknown, |queue| Known::At(queue.clone()))
            }
        }
    }

    /// Begins a question, unless another request asks already.
    pub(super) fn ask<'a>(&'a self, sought: &'a SoughtAction) -> Asking<'a> {
        let (mut known, now) = (self.lock(), env::now());
        if known.contains_key(sought) {
            return Asking::UnderWay;
        }
        if known.len() >= MOST {
            known.retain(|_, entry| now < entry.until);
        }
        if known.len() >= MOST {
            return Asking::TooMany;
        }
        let until = now + REMEMBERED;
        let state = State::Asking;
        known.insert(sought.clone(), Entry { state, until });
        Asking::Begun(Question {
            peers: self,
            sought,
        })
    }

    /// Waits until no question about an action is under way.
    pub(super) async fn answered(&self, sought: &SoughtAction) {
        loop {
            // Before the check, so that no change is missed.
            let changed = self.changed.notified();
            let is_asking = |entry: &Entry| matches!(entry.state, State::Asking);
            if !self.lock().get(sought).is_some_and(is_asking) {
                return;
            }
            changed.await;
        }
    }

    /// Remembers the answer of a worker. An answer without a question is ignored.
    pub(super) fn note_answer(&self, sought: &SoughtAction, queue: String) {
        let mut known = self.lock();
        let Some(entry) = known.get_mut(sought) else {
            return;
        };
        match &mut entry.state {
            State::At(queues) if queues.contains(&queue) => {}
            State::At(queues) => queues.push_back(queue),
            State::Asking | State::Nowhere => entry.state = State::At([queue].into()),
        }
        drop(known);
        self.changed.notify_waiters();
    }

    /// Forgets a worker that does not take requests.
    pub(super) fn forget(&self, queue: &str) {
        self.lock().retain(|_, entry| match &mut entry.state {
            State::At(queues) => {
                queues.retain(|other| other != queue);
                !queues.is_empty()
            }
            State::Asking | State::Nowhere => true,
        });
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SoughtAction, Entry>> {
        // No code panics while it holds the lock.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Outcome of the attempt to ask.
#[derive(Debug)]
pub(super) enum Asking<'a> {
    Begun(Question<'a>),
    /// Another request asks.
    UnderWay,
    /// Too many actions are remembered.
    TooMany,
}

/// A question to the other workers. Dropped without an answer, it is forgotten.
#[derive(Debug)]
pub(super) struct Question<'a> {
    peers: &'a Peers,
    sought: &'a SoughtAction,
}

impl Question<'_> {
    /// Remembers that no worker has answered.
    pub(super) fn note_silence(self) {
        self.end(State::Nowhere);
    }

    /// Ends the question if it is still under way.
    fn end(&self, state: State) {
        let mut known = self.peers.lock();
        if let Some(entry) = known.get_mut(self.sought)
            && matches!(entry.state, State::Asking)
        {
            match state {
                State::Asking => drop(known.remove(self.sought)),
                state => entry.state = state,
            }
        }
        drop(known);
        self.peers.changed.notify_waiters();
    }
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        self.end(State::Asking);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(name: &str) -> SoughtAction {
        SoughtAction {
            class: None,
            name: Some(name.to_owned()),
        }
    }

    fn begin<'a>(peers: &'a Peers, action: &'a SoughtAction) -> Question<'a> {
        match peers.ask(action) {
            Asking::Begun(question) => question,
            other => panic!("no question begins: {other:?}"),
        }
    }

    fn at(queue: &str) -> Known {
        Known::At(queue.to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn answers_take_turns_and_are_remembered_for_a_minute() {
        let (peers, action) = (Peers::default(), action("a"));
        let question = begin(&peers, &action);
        assert!(matches!(peers.ask(&action), Asking::UnderWay));
        assert_eq!(peers.find(&action), Known::Unknown);
        peers.note_answer(&action, "one".to_owned());
        drop(question);
        peers.note_answer(&action, "two".to_owned());
        peers.note_answer(&action, "two".to_owned());
        let found = [(); 4].map(|()| peers.find(&action));
        assert_eq!(found, [at("one"), at("two"), at("one"), at("two")]);
        tokio::time::advance(REMEMBERED).await;
        assert_eq!(peers.find(&action), Known::Unknown);
        begin(&peers, &action).note_silence();
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_remembered_until_an_answer_comes() {
        let (peers, action) = (Peers::default(), action("a"));
        begin(&peers, &action).note_silence();
        assert_eq!(peers.find(&action), Known::Nowhere);
        peers.note_answer(&action, "late".to_owned());
        assert_eq!(peers.find(&action), at("late"));
    }

    #[tokio::test(start_paused = true)]
    async fn forgotten_worker_is_not_used_again() {
        let (peers, action) = (Peers::default(), action("a"));
        let _question = begin(&peers, &action);
        peers.note_answer(&action, "one".to_owned());
        peers.note_answer(&action, "two".to_owned());
        peers.forget("one");
        assert_eq!(peers.find(&action), at("two"));
        assert_eq!(peers.find(&action), at("two"));
        peers.forget("two");
        assert_eq!(peers.find(&action), Known::Unknown);
        // Another worker's answer without a question.
        peers.note_answer(&action, "three".to_owned());
        assert_eq!(peers.find(&action), Known::Unknown);
    }

    #[tokio::test(start_paused = true)]
    async fn dropped_question_wakes_those_who_wait_for_it() {
        let (peers, action) = (Peers::default(), action("a"));
        let question = begin(&peers, &action);
        let waiting = peers.answered(&action);
        let dropping = async {
            tokio::task::yield_now().await;
            drop(question);
        };
        tokio::join!(waiting, dropping);
        begin(&peers, &action).note_silence();
    }

    #[tokio::test(start_paused = true)]
    async fn number_of_remembered_actions_is_bounded() {
        let peers = Peers::default();
        for number in 0..MOST {
            let action = action(&number.to_string());
            begin(&peers, &action).note_silence();
        }
        let more = action("more");
        assert!(matches!(peers.ask(&more), Asking::TooMany));
        tokio::time::advance(REMEMBERED).await;
        begin(&peers, &more).note_silence();
    }
}
