use mistral_actions::prelude::*;

#[mistral_action(name = "nova.get")]
async fn get(ctx: &SecurityContext) -> &str {
    ctx.user_name.as_deref().unwrap_or("nobody")
}

fn main() {}
