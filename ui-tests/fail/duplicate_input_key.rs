use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(
    name: String,
    #[input(rename = "name")] id: String,
    #[input(alias = "id", alias = "name")] server: String,
) {
    let _ = (name, id, server);
}

fn main() {}
