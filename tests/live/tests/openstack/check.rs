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
    let base = keystone.trim_end_matches("/v3");
    let refused = format!("failed: Keystone at {base} gives `{WORKER_USER}` no token: 401");
    let mistral = bed.stack.variable("MISTRAL_API_URL")?;
    let good = || login(WORKER_PASSWORD);
    let auth = "keystone_authtoken";
    for (settings, expected) in [
        (login("barley-of-the-worker"), refused.as_str()),
        (good().set(auth, "project_name", "demo"), &refused),
        (good().set(auth, "user_domain_name", "elsewhere"), &refused),
        (
            good().set(auth, "auth_url", "http://127.0.0.1:1/v3"),
            "failed: Keystone at http://127.0.0.1:1 gives `live-worker` no token: ",
        ),
        // Not a Keystone.
        (good().set(auth, "auth_url", mistral), "no token: "),
        (
            good().set(auth, "region_name", "nowhere"),
            "failed: nobody knows where Mistral's API is: set [mistral_actions] mistral_url (the service catalog has \
             none in region `nowhere`)",
        ),
        (
            good().set("mistral_actions", "mistral_url", "http://127.0.0.1:1/v2"),
            "failed: ",
        ),
    ] {
        let (code, said) = check(bed, &settings)?;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(expected), "no `{expected}`: {said}");
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
