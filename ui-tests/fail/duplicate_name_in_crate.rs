use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop() {}

mod inner {
    use mistral_actions::prelude::*;

    #[mistral_action(name = "nova.stop")]
    async fn halt() {}
}

#[mistral_action(name = "nova.start", aliases("nova.start"))]
async fn start() {}

fn main() {}
