use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(#[input(secret, range(min = 1), secret, range(max = 2))] times: u32) {
    let _ = times;
}

fn main() {}
