use mistral_actions::prelude::*;

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Stop {
    name: String,
}

impl Action for Stop {
    type Output = String;

    async fn run(self, _ctx: &ActionContext) -> Result<ActionResult<String>, ActionError> {
        Ok(ActionResult::Data(self.name))
    }
}

async fn caller(actions: &Actions) -> Result<String, ActionError> {
    actions.call(Stop { name: "x".into() }).await
}

fn main() {}
