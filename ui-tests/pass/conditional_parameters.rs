#![deny(warnings)]
//! Parameters under `cfg` and `cfg_attr`.

use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

#[mistral_action(name = "test.cfg")]
async fn with_cfg(
    a: u8,
    #[cfg(any())] b: u64,
    #[cfg(all())]
    /// Kept.
    #[input(range(max = 5))]
    c: u64,
    #[cfg(not(any()))] ctx: &SecurityContext,
    #[cfg(any())] d: NoType,
) -> u64 {
    #[cfg(any())]
    return b;
    let _ = ctx;
    u64::from(a) + c
}

#[mistral_action(name = "test.cfg_attr", test = with_cfg_attr)]
async fn with_cfg_attr(
    #[cfg_attr(all(), input(default = 1), doc = "Given.")] a: u8,
    #[cfg_attr(any(), input(nonsense))] b: u8,
    #[cfg_attr(all(), cfg_attr(all(), input(secret)))] c: Option<String>,
    #[cfg_attr(all(), cfg(any()))] d: NoType,
) -> u8 {
    let _ = c;
    a + b
}

mod facade {
    pub use mistral_actions as actions;
}

#[facade::actions::mistral_action(name = "test.facade", crate = facade::actions)]
async fn of_facade(#[cfg(all())] a: u8, #[cfg(any())] b: u8) -> u8 {
    a
}

fn main() {
    let test = ActionTest::new();
    test.run("test.cfg", json!({"a": 1, "c": 2})).assert_data(3);
    test.run("test.cfg", json!({"a": 1, "c": 6})).assert_invalid(["/c"]);
    test.run("test.cfg", json!({"a": 1, "b": 1, "c": 1})).assert_invalid(["/b"]);
    test.run("test.cfg_attr", json!({"b": 2})).assert_data(3);
    test.run("test.facade", json!({"a": 2})).assert_data(2);
    let _ = (WithCfg::new(1, 2), WithCfgAttr::new(1), OfFacade::new(1));
}
