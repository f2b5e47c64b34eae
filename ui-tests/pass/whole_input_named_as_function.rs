#![deny(warnings)]
//! A `whole` input whose type has the name that a generated type would have.

use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

#[derive(Input)]
struct Server {
    name: String,
    #[input(default = 1, range(max = 5))]
    count: u8,
}

#[mistral_action(name = "test.server", test = server_test)]
async fn server(#[input(whole)] server: Server) -> String {
    format!("{} {}", server.name, server.count)
}

async fn server_test(server: Server) -> String {
    server.name
}

fn main() {
    ActionTest::new().run("test.server", json!({"name": "a"})).assert_data("a 1");
}
