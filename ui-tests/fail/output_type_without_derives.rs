use mistral_actions::prelude::*;

struct Server {
    _id: u32,
}

#[mistral_action(name = "nova.get")]
async fn get() -> Server {
    Server { _id: 1 }
}

fn main() {}
