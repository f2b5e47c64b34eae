use mistral_actions::prelude::*;

use std::collections::BTreeMap;

#[mistral_action(name = "nova.stop")]
async fn stop(
    #[input(flatten, rename = "others", default = [].into())] rest: BTreeMap<String, String>,
    #[input(flatten)] more: Option<BTreeMap<String, String>>,
) {
    let _ = (rest, more);
}

fn main() {}
