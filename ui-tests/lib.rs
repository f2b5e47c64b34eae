//! What the compiler says to an author of actions: see `tests/ui.rs`.
