use mistral_actions::prelude::*;

#[mistral_action(name = "test.one")]
async fn stop() {}

#[mistral_action(name = "test.two")]
async fn stop(name: String) {
    drop(name);
}

mod inner {
    use mistral_actions::prelude::*;

    #[mistral_action(name = "test.three")]
    async fn stop() {}
}

fn main() {}
