use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(
    #[input(default = 30, range(max = 10))] a: u32,
    #[input(default = -1, range(min = 0, max = 10))] b: i64,
    #[input(default = "q", one_of("a", "b"))] c: String,
    #[input(default = 3, one_of(1, 2))] d: u8,
    #[input(default = "", length(min = 2), pattern = "^[a-z]")] e: String,
    #[input(default = "42", length(max = 5), pattern = "^[a-z]")] f: String,
    #[input(default, range(min = 1))] g: u32,
    #[input(default, length(min = 1, max = 1))] h: Vec<String>,
    #[input(default = 10, range(max = 10))] fits: u32,
    #[input(default, length(min = 1))] absent: Option<String>,
) {
    let _ = (a, b, c, d, e, f, g, h, fits, absent);
}

/// The input type is generated despite the mistakes.
fn caller() -> Stop {
    Stop::default()
}

fn main() {}
