use mistral_actions::prelude::*;

#[mistral_action(name = "test.one")]
#[mistral_action(name = "test.two")]
async fn twice() {}

#[mistral_action(name = "test.three")]
/// Between them.
#[mistral_actions::mistral_action(name = "test.four")]
async fn twice_by_path(name: String) {
    drop(name);
}

fn main() {}
