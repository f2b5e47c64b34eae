use mistral_actions::prelude::*;

mod own {
    pub struct Result;
}

#[mistral_action(name = "nova.get")]
async fn get() -> own::Result {
    own::Result
}

fn main() {}
