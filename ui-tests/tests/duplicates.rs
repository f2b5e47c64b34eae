//! Two crates with the same action name: start-up fails and shows both places.

use edition_2021 as _;
use mistral_actions::prelude::*;

/// Has the name of an action in another crate.
#[mistral_action(name = "test.claimed")]
async fn claimed() {}

#[test]
fn build_fails_and_shows_both_places() {
    let error = Dispatcher::builder().build().unwrap_err().to_string();
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "action names must be unique",
            "  `test.claimed` is defined 2 times:"
        ]
    );
    let (one, other) = (lines[2].trim(), lines[3].trim());
    assert!(
        one.starts_with("ui-tests/edition-2021/src/lib.rs:")
            && one.ends_with("(crate edition-2021 0.1.0)"),
        "{one}"
    );
    assert!(
        other.starts_with("ui-tests/tests/duplicates.rs:")
            && other.ends_with("(crate ui-tests 0.1.0)"),
        "{other}"
    );
}

#[test]
fn command_line_reports_duplicate_names() {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = mistral_executor::app().run_from(["demo", "list"], &mut out, &mut err);
    assert_eq!(exit, mistral_executor::Exit::CannotStart);
    assert!(
        String::from_utf8(err)
            .unwrap()
            .starts_with("error: action names must be unique")
    );
}
