use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(#[input(default = 3)] name: String, #[input(default = "three")] times: u32) {
    let _ = (name, times);
}

fn main() {}
