//! Delivery with stored handles to an API that requires tokens. This process delivers instead of the worker.

use std::sync::Arc;

use live_tests::serde_json::json;
use live_tests::{Failure, Mistral, Result, WAIT_TIMEOUT};
use mistral_actions::async_result::ResultHandle;
use mistral_actions::{ActionError, Secret};
use mistral_executor::{ApiSink, api_sink_from_config_files};

use crate::harness::Harness;

/// The login is that of `[keystone_authtoken]`; Mistral's URL comes from the service catalog.
pub(crate) fn configured_login_delivers(harness: &mut Harness) -> Result<()> {
    delivers(
        harness,
        &with_configured_login(harness)?,
        "configured login",
    )
}

/// An invalid token is replaced by a new one.
pub(crate) fn revoked_token_is_renewed(harness: &mut Harness) -> Result<()> {
    let sink = with_configured_login(harness)?;
    // A token that the same user has requested earlier shows whether the tokens are revoked.
    let witness = harness.worker_token()?;
    let mistral = Mistral::new(&harness.stack)?.with_token(witness.expose());
    delivers(harness, &sink, "before")?;
    mistral.get("/action_executions?limit=1")?;
    harness.revoke_login()?;
    let refused = mistral.get("/action_executions?limit=1");
    let refused = refused.expect_err("the token is revoked").to_string();
    assert!(refused.contains("401"), "{refused}");
    delivers(harness, &sink, "after")
}

/// The token is that of the workflow's user.
pub(crate) fn given_token_delivers(harness: &mut Harness) -> Result<()> {
    let token = harness.new_token()?;
    let url = harness.stack.variable("MISTRAL_API_URL")?;
    let sink = ApiSink::with_token(url, token).map_err(Failure::new)?;
    delivers(harness, &sink, "token")
}

/// A delivery without a valid token fails immediately and reports the reason.
pub(crate) fn invalid_token_fails(harness: &mut Harness) -> Result<()> {
    let revoked = harness.new_token()?;
    harness.keystone.revoke(&revoked)?;
    let url = harness.stack.variable("MISTRAL_API_URL")?;
    let sinks = [
        ApiSink::new(url).map_err(Failure::new)?,
        ApiSink::with_token(url, revoked.clone()).map_err(Failure::new)?,
    ];
    let valid = with_configured_login(harness)?;
    harness.deliver_async_result(|handle| {
        for sink in &sinks {
            let refusal =
                deliver(sink, &handle, "never").expect_err("the token is missing or invalid");
            let refusal = refusal.to_string();
            assert!(refusal.contains("401"), "{refusal}");
            assert!(
                !refusal.contains(revoked.expose()),
                "the error contains the token"
            );
        }
        deliver(&valid, &handle, "at last").map_err(Failure::new)
    })?;
    Ok(())
}

/// Only administrators may deliver results to workflows of another project.
pub(crate) fn token_of_other_project_fails(harness: &mut Harness) -> Result<()> {
    let password = Secret::new("sesame-of-the-guest".to_owned());
    let (user, roles) = ("live-guest", ["member"]);
    harness
        .keystone
        .create_user(&harness.admin, user, &password, "service", &roles)?;
    let token = harness.keystone.token(user, &password, "service")?;
    harness.secrets.extend([password, token.clone()]);
    let url = harness.stack.variable("MISTRAL_API_URL")?;
    let guest = ApiSink::with_token(url, token).map_err(Failure::new)?;
    let valid = with_configured_login(harness)?;
    harness.deliver_async_result(|handle| {
        let refusal =
            deliver(&guest, &handle, "never").expect_err("the token belongs to another project");
        assert!(refusal.to_string().contains("404"), "{refusal}");
        deliver(&valid, &handle, "at last").map_err(Failure::new)
    })?;
    Ok(())
}

fn with_configured_login(harness: &Harness) -> Result<ApiSink> {
    let files = [
        harness.stack.variable("MISTRAL_CONF")?.into(),
        harness.conf.clone(),
    ];
    api_sink_from_config_files(files).map_err(Failure::new)
}

fn delivers(harness: &Harness, sink: &ApiSink, text: &str) -> Result<()> {
    let result = harness
        .deliver_async_result(|handle| deliver(sink, &handle, text).map_err(Failure::new))?;
    assert_eq!(result, json!({"from": text}));
    Ok(())
}

fn deliver(sink: &ApiSink, handle: &ResultHandle, text: &str) -> Result<(), ActionError> {
    let runtime = tokio::runtime::Runtime::new().map_err(ActionError::new)?;
    let handle = handle.clone().attach(Arc::new(sink.clone()));
    // Without a timeout the delivery would retry indefinitely.
    let delivering =
        async { tokio::time::timeout(WAIT_TIMEOUT, handle.succeed(json!({"from": text}))).await };
    runtime
        .block_on(delivering)
        .unwrap_or_else(|late| Err(ActionError::new(late)))
}
