//! Tests of compiler messages for authors of actions: see `tests/ui.rs`.
