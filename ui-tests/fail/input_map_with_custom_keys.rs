use std::collections::HashMap;

use mistral_actions::prelude::*;

#[derive(PartialEq, Eq, Hash)]
struct Zone;

#[mistral_action(name = "nova.place")]
async fn place(zones: HashMap<Zone, u32>) -> usize {
    zones.len()
}

fn main() {}
