//! Tokens and passwords are in no log of the worker, however much it says.

use live_tests::serde_json::json;
use live_tests::{Failure, Result};

use crate::bed::Bed;

/// How the tokens of Keystone begin.
const TOKEN: &str = "gAAAAA";

pub(crate) fn stay_secret(bed: &mut Bed) -> Result<()> {
    // Careless with the token.
    for action in ["live.login_failed", "live.login_panic"] {
        let (state, result) = bed.run_action(action, &json!({"password": "sesame"}))?;
        assert_eq!(state, "ERROR");
        assert!(
            !result.to_string().contains(TOKEN),
            "{action}: the result holds the token"
        );
    }
    let log = bed.worker_log()?;
    assert!(
        log.contains("live.login_failed"),
        "the log says nothing of it"
    );
    let holds = |line: &str| {
        line.contains(TOKEN)
            || bed
                .secrets
                .iter()
                .any(|it| line.contains(it.expose().as_str()))
    };
    let leaks: Vec<_> = log.lines().filter(|line| holds(line)).collect();
    if leaks.is_empty() {
        return Ok(());
    }
    let shown = leaks.iter().map(|line| format!("\n  {line:.300}"));
    Err(Failure::new(format_args!(
        "secrets in the worker's log:{}",
        shown.collect::<String>()
    )))
}
