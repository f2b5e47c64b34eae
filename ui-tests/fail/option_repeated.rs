use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", blocking, tags("a"), blocking, tags("b"))]
fn stop() {}

fn main() {}
