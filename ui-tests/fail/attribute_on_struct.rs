use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
struct Stop {
    name: String,
}

fn main() {}
