//! A pack without `use weather_pack as _;`. This test is such a binary: its package lists `weather-pack` in
//! Cargo.toml, but no source file names it.

use mistral_actions::Registry;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

#[test]
fn unnamed_pack_is_not_linked() {
    assert!(Registry::linked().unwrap().is_empty());
}

#[test]
fn error_explains_how_to_link_a_pack() {
    ActionTest::new()
        .run("weather.forecast", json!({"city": "Oslo"}))
        .assert_error("name it in main.rs with `use my_actions as _;`");
}

#[test]
fn command_line_explains_how_to_link_a_pack() {
    for arguments in [
        &["weather", "list"][..],
        &["weather", "show", "weather.forecast"],
    ] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        mistral_executor::app().run_from(arguments, &mut out, &mut err);
        let output = String::from_utf8([out, err].concat()).unwrap();
        assert!(output.contains("use my_actions as _;"), "{output}");
    }
}
