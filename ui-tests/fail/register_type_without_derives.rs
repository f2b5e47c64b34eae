use mistral_actions::prelude::*;

struct Stop {}

impl Action for Stop {
    type Output = ();

    async fn run(self, _ctx: &ActionContext) -> Result<ActionResult<()>, ActionError> {
        Ok(ActionResult::Data(()))
    }
}

register_action!(Stop, name = "nova.stop");

fn main() {}
