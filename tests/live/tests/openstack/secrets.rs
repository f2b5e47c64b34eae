//! Tokens and passwords do not appear in the worker's log, even at its most verbose level.

use live_tests::serde_json::json;
use live_tests::{Failure, Result};

use crate::harness::Harness;

/// The prefix of Keystone's tokens.
const TOKEN: &str = "gAAAAA";

pub(crate) fn secrets_stay_out_of_worker_log(harness: &mut Harness) -> Result<()> {
    // These actions put the token into their errors.
    for action in ["live.login_failed", "live.login_panic"] {
        let (state, result) = harness.run_action(action, &json!({"password": "sesame"}))?;
        assert_eq!(state, "ERROR");
        assert!(
            !result.to_string().contains(TOKEN),
            "{action}: the result contains the token"
        );
    }
    let log = harness.worker_log()?;
    assert!(
        log.contains("live.login_failed"),
        "the log must mention the action"
    );
    let has_secret = |line: &str| {
        line.contains(TOKEN)
            || harness
                .secrets
                .iter()
                .any(|it| line.contains(it.expose().as_str()))
    };
    let leaks: Vec<_> = log.lines().filter(|line| has_secret(line)).collect();
    if leaks.is_empty() {
        return Ok(());
    }
    let shown = leaks.iter().map(|line| format!("\n  {line:.300}"));
    Err(Failure::new(format_args!(
        "the worker's log contains secrets:{}",
        shown.collect::<String>()
    )))
}
