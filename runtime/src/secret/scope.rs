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

/// The state of a thread. A set of bits, because each call reads and writes it.
#[derive(Clone, Copy)]
struct Mode(u8);

impl Mode {
    /// Secrets are noted.
    const NOTING: u8 = 1;
    /// Secrets are serialized as a mask.
    const SHOWING: u8 = 2;
    /// A secret is being decoded.
    const IN_SECRET: u8 = 4;
    /// There are notes.
    const HAS_NOTES: u8 = 8;

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    /// Returns these bits of this mode, and the others of another one.
    fn select(self, bits: u8, other: Self) -> Self {
        Self(self.0 & bits | other.0 & !bits)
    }
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode(0)) };
    static NOTES: RefCell<Notes> = const { RefCell::new(Notes::new()) };
}

/// Restores the mode of the enclosing scope, also in a panic.
pub(super) struct Restore(Mode);

impl Drop for Restore {
    #[inline]
    fn drop(&mut self) {
        MODE.set(MODE.get().select(Mode::HAS_NOTES, self.0));
    }
}

/// Sets these bits of the mode to these values.
#[inline]
fn enter(bits: u8, values: u8) -> Restore {
    let outer = MODE.get();
    MODE.set(Mode(values).select(bits, outer));
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
        let bits = Mode::NOTING | Mode::SHOWING | Mode::IN_SECRET;
        Self {
            scope: enter(bits, Mode::NOTING),
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
        MODE.set(Mode(0).select(Mode::HAS_NOTES, MODE.get()));
        Box::new(NOTES.take())
    }
    MODE.get().has(Mode::HAS_NOTES).then(take_some)
}

/// Runs a serializer whose output is shown: secrets are masked.
pub(crate) fn showing<R>(work: impl FnOnce() -> R) -> R {
    let _scope = enter(Mode::NOTING | Mode::SHOWING, Mode::SHOWING);
    work()
}

/// Marks what is decoded as secret, until the guard is dropped.
pub(super) fn enter_secret() -> Restore {
    enter(Mode::IN_SECRET, Mode::IN_SECRET)
}

pub(crate) fn is_showing() -> bool {
    MODE.get().has(Mode::SHOWING)
}

pub(crate) fn is_noting() -> bool {
    MODE.get().has(Mode::NOTING)
}

/// Returns whether the value of a [`Secret`](super::Secret) is being decoded, so that an error may quote it.
pub(crate) fn is_in_secret() -> bool {
    MODE.get().has(Mode::IN_SECRET)
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
    if mode.has(Mode::NOTING) {
        MODE.set(Mode(mode.0 | Mode::HAS_NOTES));
        NOTES.with_borrow_mut(add);
    }
}
