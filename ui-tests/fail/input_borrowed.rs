use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(name: &str, ids: &[u32]) {
    let _ = (name, ids);
}

fn main() {}
