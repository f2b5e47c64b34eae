use mistral_actions::prelude::*;

#[mistral_action(name = "stop")]
async fn without_namespace() {}

#[mistral_action(name = "nova.stop server")]
async fn with_a_space() {}

#[mistral_action(name = "nova..stop")]
async fn with_an_empty_part() {}

#[mistral_action(name = "nova.2stop", aliases("stop"))]
async fn with_a_digit_first_and_a_bad_alias() {}

fn main() {}
