//! Tests of compiler messages for authors of actions: see `tests/ui.rs`.

/// Tests the examples of the manual for authors.
#[cfg(doctest)]
#[doc = include_str!("../docs/authors.md")]
struct Authors;
