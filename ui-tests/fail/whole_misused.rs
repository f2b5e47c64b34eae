use mistral_actions::prelude::*;

#[derive(Input)]
struct Server {
    name: String,
}

#[mistral_action(name = "nova.create")]
async fn create(#[input(whole)] server: Server, count: u32) {
    drop((server.name, count));
}

#[derive(Input)]
struct Volume {
    name: String,
}

#[mistral_action(name = "cinder.create", input = VolumeInput)]
async fn volume(#[input(whole, rename = "of")] of: Volume) {
    drop(of.name);
}

struct Plain;

#[mistral_action(name = "cinder.plain")]
async fn plain(#[input(whole)] plain: Plain) {
    drop(plain);
}

fn main() {}
