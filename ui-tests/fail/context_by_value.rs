use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(ctx: SecurityContext) {
    let _ = ctx;
}

#[mistral_action(name = "nova.start")]
async fn start(progress: Progress) {
    let _ = progress;
}

fn main() {}
