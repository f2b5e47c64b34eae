use mistral_actions::prelude::*;

struct Failure;

#[mistral_action(name = "nova.get")]
async fn get() -> Result<u32, Failure> {
    Err(Failure)
}

fn main() {}
