use mistral_actions::prelude::*;

struct Server {
    _id: u32,
}

#[mistral_action(name = "nova.list")]
async fn list() -> Result<Vec<Server>, ActionError> {
    Ok(vec![Server { _id: 1 }])
}

fn main() {}
