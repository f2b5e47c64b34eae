use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(ctx: &mut SecurityContext) {
    let _ = ctx;
}

fn main() {}
