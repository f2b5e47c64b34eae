use mistral_actions::prelude::*;

struct Nova;

impl Nova {
    #[mistral_action(name = "nova.stop")]
    async fn stop(&self, name: String) {
        let _ = name;
    }
}

fn main() {}
