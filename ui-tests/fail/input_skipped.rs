use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(#[schemars(skip)] server: String, #[serde(skip)] times: u32) {
    drop((server, times));
}

#[derive(Input)]
struct Server {
    #[schemars(range(min = 1), skip_deserializing)]
    size: u32,
    #[serde(skip_deserializing)]
    name: String,
}

#[mistral_action(name = "nova.start")]
async fn start(#[schemars(flatten)] more: std::collections::BTreeMap<String, Value>) {
    drop(more);
}

fn main() {}
