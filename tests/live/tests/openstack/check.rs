//! `serve --check` with the worker's login.

use std::process::Command;

use live_tests::{Result, Settings};

use crate::harness::{Harness, WORKER, WORKER_PASSWORD, WORKER_USER, login};

/// The check finds Mistral in the service catalog, with the engine's login and with the worker's.
pub(crate) fn valid_login_finds_mistral(harness: &mut Harness) -> Result<()> {
    let found = format!(
        "ok: Mistral answers at {}\n",
        harness.stack.variable("MISTRAL_API_URL")?
    );
    for settings in [Settings::new(), login(WORKER_PASSWORD)] {
        let (code, output) = check(harness, &settings)?;
        assert_eq!(code, Some(0), "{output}");
        assert!(output.contains(&found), "{output}");
    }
    Ok(())
}

/// The check reports each failure without the password.
pub(crate) fn failures_are_reported_without_password(harness: &mut Harness) -> Result<()> {
    let keystone = harness.cloud.variable("CLOUD_KEYSTONE_URL")?;
    let base = keystone.trim_end_matches("/v3");
    let refused = format!("failed: Keystone at {base} gives `{WORKER_USER}` no token: 401");
    let mistral = harness.stack.variable("MISTRAL_API_URL")?;
    let valid = || login(WORKER_PASSWORD);
    let auth = "keystone_authtoken";
    for (settings, expected) in [
        (login("barley-of-the-worker"), refused.as_str()),
        (valid().set(auth, "project_name", "demo"), &refused),
        (valid().set(auth, "user_domain_name", "elsewhere"), &refused),
        (
            valid().set(auth, "auth_url", "http://127.0.0.1:1/v3"),
            "failed: Keystone at http://127.0.0.1:1 gives `live-worker` no token: ",
        ),
        // A URL that is not Keystone's.
        (valid().set(auth, "auth_url", mistral), "no token: "),
        (
            valid().set(auth, "region_name", "nowhere"),
            "failed: nobody knows where Mistral's API is: set [mistral_actions] mistral_url (the service catalog has \
             none in region `nowhere`)",
        ),
        (
            valid().set("mistral_actions", "mistral_url", "http://127.0.0.1:1/v2"),
            "failed: ",
        ),
    ] {
        let (code, output) = check(harness, &settings)?;
        assert_eq!(code, Some(1), "{output}");
        assert!(
            output.contains(expected),
            "`{expected}` is missing: {output}"
        );
        for password in [WORKER_PASSWORD, "barley-of-the-worker"] {
            assert!(
                !output.contains(password),
                "the output contains the password"
            );
        }
    }
    Ok(())
}

/// Returns exit code and output of a check with the engine's configuration and these settings.
fn check(harness: &Harness, settings: &Settings) -> Result<(Option<i32>, String)> {
    let conf = harness.conf.with_file_name("check.conf");
    std::fs::write(&conf, settings.to_string())?;
    let output = Command::new(WORKER)
        .args(["serve", "--check", "--config-file"])
        .arg(harness.stack.variable("MISTRAL_CONF")?)
        .arg("--config-file")
        .arg(&conf)
        .env_clear()
        .output()?;
    let text = [output.stdout, output.stderr].concat();
    Ok((
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    ))
}
