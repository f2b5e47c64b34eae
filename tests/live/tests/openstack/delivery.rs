//! Handles that were stored deliver to an API that demands tokens. The other process is this one.

use std::sync::Arc;

use live_tests::serde_json::json;
use live_tests::{Failure, LIMIT, Mistral, Result};
use mistral_actions::async_result::ResultHandle;
use mistral_actions::{ActionError, Secret};
use mistral_executor::{ApiSink, api_sink_from_config_files};

use crate::bed::Bed;

/// With the login of `[keystone_authtoken]`, and Mistral from its catalog.
pub(crate) fn own_login(bed: &mut Bed) -> Result<()> {
    delivers(bed, &with_own_login(bed)?, "own login")
}

/// A token that is not good any more is replaced by a new one.
pub(crate) fn own_login_revoked(bed: &mut Bed) -> Result<()> {
    let sink = with_own_login(bed)?;
    // A token of the same user, got before that of the sink, tells what becomes of both.
    let witness = bed.worker_token()?;
    let mistral = Mistral::of(&bed.stack)?.with_token(witness.expose());
    delivers(bed, &sink, "before")?;
    mistral.get("/action_executions?limit=1")?;
    bed.revoke_login()?;
    let refused = mistral.get("/action_executions?limit=1");
    let refused = refused.expect_err("the token is revoked").to_string();
    assert!(refused.contains("401"), "{refused}");
    delivers(bed, &sink, "after")
}

/// With a token of the workflow's user.
pub(crate) fn token(bed: &mut Bed) -> Result<()> {
    let token = bed.new_token()?;
    let url = bed.stack.variable("MISTRAL_API_URL")?;
    let sink = ApiSink::with_token(url, token).map_err(Failure::new)?;
    delivers(bed, &sink, "token")
}

/// What has no way to get a good token fails at once, and says why.
pub(crate) fn refused(bed: &mut Bed) -> Result<()> {
    let revoked = bed.new_token()?;
    bed.keystone.revoke(&revoked)?;
    let url = bed.stack.variable("MISTRAL_API_URL")?;
    let sinks = [
        ApiSink::new(url).map_err(Failure::new)?,
        ApiSink::with_token(url, revoked.clone()).map_err(Failure::new)?,
    ];
    let good = with_own_login(bed)?;
    bed.entrusted(|handle| {
        for sink in &sinks {
            let refusal = deliver(sink, &handle, "never").expect_err("there is no good token");
            let refusal = refusal.to_string();
            assert!(refusal.contains("401"), "{refusal}");
            assert!(!refusal.contains(revoked.expose()), "it holds the token");
        }
        deliver(&good, &handle, "at last").map_err(Failure::new)
    })?;
    Ok(())
}

/// Results of another project's workflows are for administrators only.
pub(crate) fn other_project(bed: &mut Bed) -> Result<()> {
    let password = Secret::new("sesame-of-the-guest".to_owned());
    let (user, roles) = ("live-guest", ["member"]);
    bed.keystone
        .create_user(&bed.admin, user, &password, "service", &roles)?;
    let token = bed.keystone.token(user, &password, "service")?;
    bed.secrets.extend([password, token.clone()]);
    let url = bed.stack.variable("MISTRAL_API_URL")?;
    let guest = ApiSink::with_token(url, token).map_err(Failure::new)?;
    let good = with_own_login(bed)?;
    bed.entrusted(|handle| {
        let refusal = deliver(&guest, &handle, "never").expect_err("it is of another project");
        assert!(refusal.to_string().contains("404"), "{refusal}");
        deliver(&good, &handle, "at last").map_err(Failure::new)
    })?;
    Ok(())
}

fn with_own_login(bed: &Bed) -> Result<ApiSink> {
    let files = [bed.stack.variable("MISTRAL_CONF")?.into(), bed.conf.clone()];
    api_sink_from_config_files(files).map_err(Failure::new)
}

fn delivers(bed: &Bed, sink: &ApiSink, text: &str) -> Result<()> {
    let result = bed.entrusted(|handle| deliver(sink, &handle, text).map_err(Failure::new))?;
    assert_eq!(result, json!({"from": text}));
    Ok(())
}

fn deliver(sink: &ApiSink, handle: &ResultHandle, text: &str) -> Result<(), ActionError> {
    let runtime = tokio::runtime::Runtime::new().map_err(ActionError::new)?;
    let handle = handle.clone().attach(Arc::new(sink.clone()));
    // Without an end it would try again for ever.
    let delivering =
        async { tokio::time::timeout(LIMIT, handle.succeed(json!({"from": text}))).await };
    runtime
        .block_on(delivering)
        .unwrap_or_else(|late| Err(ActionError::new(late)))
}
