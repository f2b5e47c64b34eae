use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use mistral_actions::prelude::*;

#[mistral_action(name = "test.context")]
async fn context(ctx: Option<&SecurityContext>) {
    let _ = ctx;
}

#[mistral_action(name = "test.cow")]
async fn cow(a: Cow<'_, str>, b: Cow<str>) {
    drop((a, b));
}

#[mistral_action(name = "test.texts")]
async fn texts(names: Vec<&str>, map: BTreeMap<&str, Option<&[u8]>>, pair: (u8, &'static str)) {
    drop((names, map, pair));
}

#[mistral_action(name = "test.rc")]
async fn rc(a: Rc<str>, b: Option<std::rc::Rc<u8>>) {
    drop((a, b));
}

fn main() {}
