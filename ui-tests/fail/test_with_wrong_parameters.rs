use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", test = stop_test)]
async fn stop(ctx: &SecurityContext, name: String) -> String {
    let _ = ctx;
    name
}

async fn stop_test(name: String) -> String {
    name
}

#[mistral_action(name = "nova.start", test = dry::start)]
async fn start(count: u8, names: Vec<String>) {
    drop((count, names));
}

mod dry {
    pub(crate) async fn start(count: String, names: Vec<String>) {
        drop((count, names));
    }

    pub(crate) fn read(path: u8) -> String {
        path.to_string()
    }
}

#[mistral_action(name = "nova.read", test = dry::read, blocking)]
fn read(path: String) -> String {
    path
}

fn main() {}
