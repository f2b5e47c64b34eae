use mistral_actions::prelude::*;

#[derive(schemars::JsonSchema)]
struct Server {
    _id: u32,
}

#[mistral_action(name = "nova.get")]
async fn get() -> Result<Server, ActionError> {
    Ok(Server { _id: 1 })
}

fn main() {}
