//! Limits of scripts. Mistral has none: such a script stops its executor.

use std::time::Duration;

use mistral_actions::prelude::*;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions_std as _;

fn limited() -> ActionTest {
    ActionTest::new().state(Settings::new([
        ("action_std_javascript", "timeout", "1"),
        ("action_std_javascript", "memory_limit_mb", "16"),
    ]))
}

#[test]
fn endless_script_times_out_and_the_next_one_runs() {
    let test = limited();
    for script in [
        "while (true) {}",
        "for (;;) { try { throw 1 } catch (e) {} }",
        "while (true) { try { while (true) {} } finally { continue } }",
        "return /(a+)+$/.test('a'.repeat(60) + 'b')",
        "return Array.prototype.indexOf.call({length: 9007199254740991}, 1)",
        "return {toJSON: function () { while (true) {} }}",
    ] {
        test.run("std.js", json!({"script": script}))
            .assert_error("JavaScriptAction failed: the script ran longer than 1s");
    }
    test.run("std.js", json!({"script": "return 'alive'"}))
        .assert_data("alive");
}

#[test]
fn error_contains_the_thrown_value() {
    for (script, message) in [
        ("foo()", "ReferenceError: foo is not defined"),
        ("throw new RangeError('far')", "RangeError: far"),
        ("throw {code: 7}", r#"{"code":7}"#),
    ] {
        let error = ActionTest::new()
            .run("std.js", json!({"script": script}))
            .error();
        assert_eq!(
            error.to_string(),
            format!("JavaScriptAction failed: {message}")
        );
    }
}

#[test]
fn memory_and_stack_are_bounded() {
    let test = limited();
    for script in [
        "var a = []; while (true) { a.push(new Array(1000).fill('x')) }",
        "var s = 'x'; while (true) { s += s }",
        "return new ArrayBuffer(1e9)",
        "return 'x'.repeat(1e8)",
        "return new Array(1e8).fill(0)",
        "function f(n) { return [f(n + 1)] } return f(0)",
        "var a = []; for (var i = 0; i < 1e5; i++) { a = [a] } return a",
    ] {
        test.run("std.js", json!({"script": script}))
            .assert_error("JavaScriptAction failed: ");
    }
    test.run("std.js", json!({"script": "return 'alive'"}))
        .assert_data("alive");
}

#[test]
fn timeout_of_the_task_stops_the_script() {
    let test = ActionTest::new().timeout(Duration::from_millis(300));
    test.run("std.js", json!({"script": "while (true) {}"}))
        .assert_error("timed out after 300ms");
}

#[test]
fn scripts_do_not_share_globals() {
    let test = ActionTest::new();
    test.run(
        "std.js",
        json!({"script": "x = 1; Array.prototype.y = 2; return x"}),
    )
    .assert_data(1);
    test.run("std.js", json!({"script": "return typeof x + typeof [].y"}))
        .assert_data("undefinedundefined");
}
