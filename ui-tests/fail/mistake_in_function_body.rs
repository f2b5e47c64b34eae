use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(name: String) -> usize {
    name.lenght()
}

fn main() {}
