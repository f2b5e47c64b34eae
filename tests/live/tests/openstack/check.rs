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
    let root = format!("{}/v3", keystone.trim_end_matches("/v3"));
    let login_failed = format!("failed: login of `{WORKER_USER}` to Keystone at {root}: ");
    let refused = [login_failed.as_str(), "(HTTP 401)"];
    let mistral = harness.stack.variable("MISTRAL_API_URL")?;
    let valid = || login(WORKER_PASSWORD);
    let auth = "keystone_authtoken";
    for (settings, expected) in [
        (login("barley-of-the-worker"), refused),
        (valid().set(auth, "project_name", "demo"), refused),
        (valid().set(auth, "user_domain_name", "elsewhere"), refused),
        (
            valid().set(auth, "auth_url", "http://127.0.0.1:1/v3"),
            [
                "failed: login of `live-worker` to Keystone at http://127.0.0.1:1/v3: ",
                "",
            ],
        ),
        // A URL that is not Keystone's.
        (
            valid().set(auth, "auth_url", mistral),
            ["failed: login of `live-worker` to Keystone at ", mistral],
        ),
        (
            valid().set(auth, "region_name", "nowhere"),
            [
                "failed: the URL of Mistral's API is unknown (no workflow endpoint in region `nowhere` in the service \
                 catalog); set [mistral_actions] mistral_url",
                "",
            ],
        ),
        (
            valid().set("mistral_actions", "mistral_url", "http://127.0.0.1:1/v2"),
            ["failed: no answer from http://127.0.0.1:1/v2/", ""],
        ),
    ] {
        let (code, output) = check(harness, &settings)?;
        assert_eq!(code, Some(1), "{output}");
        for part in expected {
            assert!(output.contains(part), "`{part}` is missing: {output}");
        }
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
