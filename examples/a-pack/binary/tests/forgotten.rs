//! What happens if nobody names the pack. This test is such a binary: its package lists `weather-pack` in
//! Cargo.toml, but there is no `use weather_pack as _;` in it.

use mistral_actions::Registry;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

#[test]
fn without_a_name_in_the_source_nothing_is_linked() {
    assert!(Registry::linked().unwrap().is_empty());
}

#[test]
fn and_the_error_says_what_to_do() {
    ActionTest::new()
        .run("weather.forecast", json!({"city": "Oslo"}))
        .assert_error("name it in main.rs with `use my_actions as _;`");
}

#[test]
fn so_does_the_command_line() {
    for arguments in [
        &["weather", "list"][..],
        &["weather", "show", "weather.forecast"],
    ] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        mistral_executor::app().run_from(arguments, &mut out, &mut err);
        let told = String::from_utf8([out, err].concat()).unwrap();
        assert!(told.contains("use my_actions as _;"), "{told}");
    }
}
