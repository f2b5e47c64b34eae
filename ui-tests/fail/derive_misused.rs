use mistral_actions::prelude::*;

#[derive(Input)]
enum Size {
    Small,
}

#[derive(Input)]
struct Name(String);

#[derive(Input)]
struct Of<T> {
    of: T,
}

#[derive(Input)]
#[serde(rename_all = "camelCase")]
struct Server {
    #[input(rnage(min = 1))]
    cores: u8,
    #[input(whole)]
    name: String,
}

/// The mistakes in `Server` do not keep it from being an input.
#[mistral_action(name = "nova.create")]
async fn create(server: Server) {
    drop((server.cores, server.name));
}

fn main() {}
