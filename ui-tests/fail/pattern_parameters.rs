use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop((first, second): (u32, u32), _: String) {
    let _ = (first, second);
}

fn main() {}
