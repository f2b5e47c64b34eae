use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(#[input(secret)] ctx: &SecurityContext) {
    let _ = ctx;
}

fn main() {}
