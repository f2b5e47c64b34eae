use mistral_actions::prelude::*;

struct ServersGet;

#[mistral_action(name = "nova.servers_get")]
async fn servers_get(server: String) -> String {
    server
}

fn main() {}
