//! The scopes of a thread in which a [`Secret`](super::Secret) is noted or masked.
//!
//! Decoding and serialization are synchronous, so the serde implementations of `Secret` read the current scope
//! from a thread-local. A call whose input has no secret pays for two writes to a thread-local.

use std::cell::{Cell, RefCell};

use serde_json::Value;

/// The secrets that were found in a scope.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) values: Vec<Value>,
    /// The keys of maps that are secret as a whole.
    pub(crate) keys: Vec<String>,
}

impl Notes {
    pub(crate) const fn new() -> Self {
        Self {
            values: Vec::new(),
            keys: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.keys.is_empty()
    }
}

/// The work of the runtime that is under way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Other,
    /// Secrets are noted.
    Noting,
    /// Secrets are serialized as a mask.
    Showing,
}

#[derive(Clone, Copy)]
struct Mode {
    work: Work,
    /// A secret is being decoded.
    is_in_secret: bool,
    /// There are notes.
    has_notes: bool,
}

thread_local! {
    static MODE: Cell<Mode> = const {
        Cell::new(Mode { work: Work::Other, is_in_secret: false, has_notes: false })
    };
    static NOTES: RefCell<Notes> = const { RefCell::new(Notes::new()) };
}

/// Restores the mode of the enclosing scope, also in a panic.
pub(super) struct Restore(Mode);

impl Drop for Restore {
    #[inline]
    fn drop(&mut self) {
        let has_notes = MODE.get().has_notes;
        MODE.set(Mode {
            has_notes,
            ..self.0
        });
    }
}

#[inline]
fn enter(change: impl FnOnce(&mut Mode)) -> Restore {
    let outer = MODE.get();
    let mut mode = outer;
    change(&mut mode);
    MODE.set(mode);
    Restore(outer)
}

/// A scope in which secrets are noted, until [`finish`](Self::finish).
pub(crate) struct Noting {
    scope: Restore,
    /// The notes of the enclosing scope.
    outer: Option<Box<Notes>>,
}

impl Noting {
    #[inline]
    pub(crate) fn enter() -> Self {
        let scope = enter(|mode| {
            mode.work = Work::Noting;
            mode.is_in_secret = false;
        });
        Self {
            scope,
            outer: take(),
        }
    }

    /// Leaves the scope and returns its notes; `None` if there are none.
    #[inline]
    pub(crate) fn finish(self) -> Option<Box<Notes>> {
        let Self { scope, outer } = self;
        drop(scope);
        let notes = take();
        if let Some(outer) = outer {
            note_with(|notes| *notes = *outer);
        }
        notes
    }
}

/// Runs a decoder or a serializer, and returns the secrets that pass through it.
pub(crate) fn noting<R>(work: impl FnOnce() -> R) -> (R, Notes) {
    let scope = Noting::enter();
    let result = work();
    (
        result,
        scope.finish().map(|notes| *notes).unwrap_or_default(),
    )
}

#[inline]
fn take() -> Option<Box<Notes>> {
    #[cold]
    #[allow(
        clippy::unnecessary_box_returns,
        reason = "keeps the result of `take` a pointer"
    )]
    fn take_some() -> Box<Notes> {
        MODE.set(Mode {
            has_notes: false,
            ..MODE.get()
        });
        Box::new(NOTES.take())
    }
    MODE.get().has_notes.then(take_some)
}

/// Runs a serializer whose output is shown: secrets are masked.
pub(crate) fn showing<R>(work: impl FnOnce() -> R) -> R {
    let _scope = enter(|mode| mode.work = Work::Showing);
    work()
}

/// Marks what is decoded as secret, until the guard is dropped.
pub(super) fn enter_secret() -> Restore {
    enter(|mode| mode.is_in_secret = true)
}

pub(crate) fn is_showing() -> bool {
    MODE.get().work == Work::Showing
}

pub(crate) fn is_noting() -> bool {
    MODE.get().work == Work::Noting
}

/// Returns whether the value of a [`Secret`](super::Secret) is being decoded, so that an error may quote it.
pub(crate) fn is_in_secret() -> bool {
    MODE.get().is_in_secret
}

/// Notes a secret value.
#[cold]
pub(crate) fn note(value: Value) {
    note_with(|notes| notes.values.push(value));
}

/// Notes a key of a secret map.
#[cold]
pub(super) fn note_key(key: String) {
    note_with(|notes| notes.keys.push(key));
}

fn note_with(add: impl FnOnce(&mut Notes)) {
    let mode = MODE.get();
    if mode.work == Work::Noting {
        MODE.set(Mode {
            has_notes: true,
            ..mode
        });
        NOTES.with_borrow_mut(add);
    }
}
