//! `serve --check` tries the worker's own login.

use std::process::Command;

use live_tests::{Result, Settings};

use crate::bed::{Bed, WORKER, WORKER_PASSWORD, WORKER_USER, login};

/// It finds Mistral in the catalog of services, with the engine's login and with its own.
pub(crate) fn good(bed: &mut Bed) -> Result<()> {
    let found = format!(
        "ok: Mistral answers at {}\n",
        bed.stack.variable("MISTRAL_API_URL")?
    );
    for settings in [Settings::new(), login(WORKER_PASSWORD)] {
        let (code, said) = check(bed, &settings)?;
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(&found), "{said}");
    }
    Ok(())
}

/// It says what is wrong, and no password.
pub(crate) fn wrong(bed: &mut Bed) -> Result<()> {
    let keystone = bed.cloud.variable("CLOUD_KEYSTONE_URL")?;
    let root = format!("{}/v3", keystone.trim_end_matches("/v3"));
    let login_failed = format!("failed: login of `{WORKER_USER}` to Keystone at {root}: ");
    let refused = [login_failed.as_str(), "(HTTP 401)"];
    let mistral = bed.stack.variable("MISTRAL_API_URL")?;
    let good = || login(WORKER_PASSWORD);
    let auth = "keystone_authtoken";
    for (settings, expected) in [
        (login("barley-of-the-worker"), refused),
        (good().set(auth, "project_name", "demo"), refused),
        (good().set(auth, "user_domain_name", "elsewhere"), refused),
        (
            good().set(auth, "auth_url", "http://127.0.0.1:1/v3"),
            [
                "failed: login of `live-worker` to Keystone at http://127.0.0.1:1/v3: ",
                "",
            ],
        ),
        // Not a Keystone.
        (
            good().set(auth, "auth_url", mistral),
            ["failed: login of `live-worker` to Keystone at ", mistral],
        ),
        (
            good().set(auth, "region_name", "nowhere"),
            [
                "failed: the URL of Mistral's API is unknown (no workflow endpoint in region `nowhere` in the service \
                 catalog); set [mistral_actions] mistral_url",
                "",
            ],
        ),
        (
            good().set("mistral_actions", "mistral_url", "http://127.0.0.1:1/v2"),
            ["failed: no answer from http://127.0.0.1:1/v2/", ""],
        ),
    ] {
        let (code, said) = check(bed, &settings)?;
        assert_eq!(code, Some(1), "{said}");
        for part in expected {
            assert!(said.contains(part), "no `{part}`: {said}");
        }
        for password in [WORKER_PASSWORD, "barley-of-the-worker"] {
            assert!(!said.contains(password), "the output holds the password");
        }
    }
    Ok(())
}

/// Exit code and output, with the engine's configuration and these settings.
fn check(bed: &Bed, settings: &Settings) -> Result<(Option<i32>, String)> {
    let conf = bed.conf.with_file_name("check.conf");
    std::fs::write(&conf, settings.to_string())?;
    let output = Command::new(WORKER)
        .args(["serve", "--check", "--config-file"])
        .arg(bed.stack.variable("MISTRAL_CONF")?)
        .arg("--config-file")
        .arg(&conf)
        .env_clear()
        .output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok((
        output.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    ))
}
