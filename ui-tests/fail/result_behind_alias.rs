use mistral_actions::prelude::*;

type Answer = Result<u32, ActionError>;

#[mistral_action(name = "nova.get")]
async fn get() -> Answer {
    Ok(1)
}

type AppResult<T> = Result<T, ActionError>;

#[mistral_action(name = "nova.show")]
async fn show() -> AppResult<u32> {
    Ok(1)
}

fn main() {}
