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

#[derive(Input)]
struct Place {
    #[input(flatten)]
    region: Region,
    #[input(alias = "zone")]
    area: String,
}

#[mistral_action(name = "nova.start")]
async fn start(#[input(flatten)] place: Place, #[input(alias = "region")] server: String) {
    drop((place.region.region, place.area, server));
}

#[derive(Input)]
struct Other {
    zone: String,
}

#[derive(Input)]
struct Both {
    #[input(flatten)]
    other: Other,
    #[input(flatten)]
    place: Place,
}

fn main() {}
