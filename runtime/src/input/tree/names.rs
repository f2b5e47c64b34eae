//! The names that types pass to the deserializer, aliases included.

use std::cell::{Cell, RefCell};

use serde_json::Value;

/// Names that the type of a value expects: keys of a struct, or variants of an enum.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Names {
    /// Address of the value in the tree.
    pub(in crate::input) place: usize,
    pub(in crate::input) all: &'static [&'static str],
    /// True for the variants of an enum.
    pub(in crate::input) are_variants: bool,
}

thread_local! {
    static IS_RECORDING: Cell<bool> = const { Cell::new(false) };
    static RECORDED: RefCell<Vec<Names>> = const { RefCell::new(Vec::new()) };
}

/// Returns the address by which [`Names`] refer to a value.
pub(in crate::input) fn place_of(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// Records the names, if they are recorded.
#[inline]
pub(super) fn record(value: &Value, names: &'static [&'static str], are_variants: bool) {
    if IS_RECORDING.get() {
        let place = place_of(value);
        RECORDED.with_borrow_mut(|recorded| {
            recorded.push(Names {
                place,
                all: names,
                are_variants,
            });
        });
    }
}

/// Reads a tree, and returns the names that its types expect.
pub(in crate::input) fn recording<R>(read: impl FnOnce() -> R) -> (R, Vec<Names>) {
    IS_RECORDING.set(true);
    let result = read();
    IS_RECORDING.set(false);
    (result, RECORDED.take())
}
