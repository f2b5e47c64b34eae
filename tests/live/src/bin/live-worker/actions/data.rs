//! Results that are large.

use mistral_actions::prelude::*;

/// Return a text of so many KiB (1024 characters of one byte each).
#[mistral_action(name = "live.text")]
async fn text(kib: usize) -> String {
    "0123456789abcdef".repeat(kib * 64)
}

/// Return how many characters a text has.
#[mistral_action(name = "live.length")]
async fn length(text: String) -> usize {
    text.chars().count()
}
