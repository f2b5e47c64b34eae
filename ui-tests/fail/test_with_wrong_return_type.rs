use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop", test = stop_test)]
async fn stop(name: String) -> String {
    name
}

async fn stop_test(name: String) -> usize {
    name.len()
}

fn main() {}
