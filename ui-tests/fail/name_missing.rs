use mistral_actions::prelude::*;

#[mistral_action]
async fn stop() {}

#[mistral_action(tags("compute"))]
async fn start() {}

fn main() {}
