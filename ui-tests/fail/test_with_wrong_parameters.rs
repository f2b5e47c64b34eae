use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", test = stop_test)]
async fn stop(ctx: &SecurityContext, name: String) -> String {
    let _ = ctx;
    name
}

async fn stop_test(name: String) -> String {
    name
}

fn main() {}
