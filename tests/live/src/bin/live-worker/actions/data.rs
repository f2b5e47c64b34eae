//! Actions with large inputs or results.

use mistral_actions::prelude::*;

/// Return a text of a number of KiB.
#[mistral_action(name = "live.text")]
async fn text(kib: usize) -> String {
    "0123456789abcdef".repeat(kib * 64)
}

/// Return the number of characters of a text.
#[mistral_action(name = "live.length")]
async fn length(text: String) -> usize {
    text.chars().count()
}
