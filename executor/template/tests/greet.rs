//! Runs the action as a workflow does: by its name, with an input in JSON.

use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

use {{crate_name}}::Greeting;

const GREET: &str = "{{crate_name}}.greet";

#[test]
fn greets_the_requested_number_of_times() {
    let text = "Hello, Ada! Hello, Ada!".to_owned();
    ActionTest::new()
        .run(GREET, json!({"name": "Ada", "times": 2}))
        .assert_data(Greeting { text, length: 23 });
}

#[test]
fn reports_all_problems_of_the_input() {
    ActionTest::new()
        .run(GREET, json!({"name": "", "times": 11}))
        .assert_invalid(["/name", "/times"]);
}

#[test]
fn refuses_a_name_with_a_line_break() {
    ActionTest::new()
        .run(GREET, json!({"name": "Ada\nBob"}))
        .assert_error("line break");
}
