use mistral_actions::prelude::*;

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Stop {}

impl Action for Stop {
    type Output = ();

    async fn run(self, _ctx: &ActionContext) -> Result<ActionResult<()>, ActionError> {
        Ok(ActionResult::Data(()))
    }
}

register_action!();
register_action!(name = "nova.stop");
register_action!(Stop);
register_action!(Stop, name = "nova.stop", asynchronous, test = stop_test);

fn main() {}
