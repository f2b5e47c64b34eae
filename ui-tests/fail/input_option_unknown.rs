use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(#[input(defualt = 3)] times: u32) {
    let _ = times;
}

fn main() {}
