#![deny(warnings)]
//! Pointers to types of unknown size, as inputs and data.

use std::borrow::Cow;
use std::sync::Arc;

use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

#[mistral_action(name = "test.unsized")]
async fn unsized_contents(
    a: Arc<str>,
    b: Box<str>,
    c: Arc<[u8]>,
    d: Option<Box<[Arc<str>]>>,
    e: Cow<'static, str>,
    f: Vec<Arc<str>>,
) -> (Arc<str>, Box<[u8]>) {
    let _ = (d, e, f);
    (format!("{a}{b}").into(), c.iter().copied().collect())
}

fn main() {
    ActionTest::new()
        .run("test.unsized", json!({"a": "a", "b": "b", "c": [1], "d": ["d"], "e": "e", "f": ["f"]}))
        .assert_data(json!(["ab", [1]]));
}
