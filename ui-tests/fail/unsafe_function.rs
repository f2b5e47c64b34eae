use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async unsafe fn stop() {}

fn main() {}
