use mistral_actions::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct Region {
    region: String,
}

#[mistral_action(name = "nova.resize")]
async fn resize(#[input(flatten)] region: Region, server: String) {
    drop((region.region, server));
}

#[mistral_action(name = "nova.stop")]
async fn stop(#[input(flatten)] region: String, server: String) {
    drop((region, server));
}

fn main() {}
