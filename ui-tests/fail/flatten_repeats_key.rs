use std::collections::BTreeMap;

use mistral_actions::prelude::*;

#[derive(Input)]
struct Region {
    region: String,
}

#[mistral_action(name = "nova.resize")]
async fn resize(#[input(flatten)] of: Region, region: String) {
    drop((of.region, region));
}

#[mistral_action(name = "nova.stop")]
async fn stop(#[input(flatten)] some: BTreeMap<String, u32>, #[input(flatten)] more: BTreeMap<String, u32>) {
    drop((some, more));
}

fn main() {}
