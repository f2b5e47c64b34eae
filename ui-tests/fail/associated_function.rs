use mistral_actions::prelude::*;

struct Servers;

impl Servers {
    #[mistral_action(name = "test.stop")]
    async fn stop(name: String) {
        drop(name);
    }
}

trait Start {
    #[mistral_action(name = "test.start")]
    async fn start(name: String);

    #[mistral_action(name = "test.restart")]
    async fn restart() {}
}

mod inner {
    use mistral_actions::prelude::*;

    #[mistral_action(name = "test.free")]
    async fn free() {}
}

struct Volumes;

impl Volumes { #[mistral_action(name = "test.free_volume")] async fn free() {} }

#[rustfmt::skip]
impl Volumes {
#[mistral_action(name = "test.attach")]
async fn attach(name: String) { drop(name); }
}

fn main() {}
