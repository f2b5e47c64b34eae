use mistral_actions::prelude::*;

struct Db;

#[mistral_action(name = "nova.stop")]
async fn stop(db: &Db) {
    let _ = db;
}

#[mistral_action(name = "nova.start")]
async fn start(name: &String) {
    let _ = name;
}

fn main() {}
