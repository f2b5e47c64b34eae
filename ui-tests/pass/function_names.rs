#![deny(warnings)]
//! Names of functions from which the name of the input type is made.

use mistral_actions::prelude::*;

#[mistral_action(name = "test.uber")]
async fn über() {}

#[mistral_action(name = "test.echo")]
async fn x_écho(a: u8) -> u8 {
    a
}

#[mistral_action(name = "test.fetch")]
async fn 取得() {}

#[mistral_action(name = "test.number")]
async fn _1() {}

#[mistral_action(name = "test.static")]
async fn returns_static() -> Result<Vec<&'static str>, ActionError> {
    Ok(vec!["a"])
}

#[mistral_action(name = "test.underscore")]
async fn self_() {}

fn main() {
    let _ = (Über::new(), XÉcho::new(1), 取得::new(), Input1::new(), SelfInput::new());
}
