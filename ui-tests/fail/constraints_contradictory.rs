use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(
    #[input(range(min = 5, max = 1))] a: u32,
    #[input(range(min = -1, max = -1.5), default = 3.0)] b: f64,
    #[input(length(min = 5, max = 1))] c: String,
) {
    let _ = (a, b, c);
}

fn main() {}
