use mistral_actions::prelude::*;

type Answer = Result<u32, ActionError>;

#[mistral_action(name = "nova.get")]
async fn get() -> Answer {
    Ok(1)
}

fn main() {}
