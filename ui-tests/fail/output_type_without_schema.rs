use mistral_actions::prelude::*;

#[derive(serde::Serialize)]
struct Server {
    id: u32,
}

#[mistral_action(name = "nova.get")]
async fn get() -> Result<ActionResult<Server>, ActionError> {
    Ok(ActionResult::Data(Server { id: 1 }))
}

fn main() {}
