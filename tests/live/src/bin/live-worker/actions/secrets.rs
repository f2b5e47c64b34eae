//! Actions that get secrets and put them into errors and log lines.

use mistral_actions::prelude::*;

/// Return the length of the password.
#[mistral_action(name = "live.login")]
async fn login(#[input(secret)] password: String) -> usize {
    password.len()
}

/// Fail with an error that contains password and token.
#[mistral_action(name = "live.login_failed")]
async fn login_failed(
    security: &SecurityContext,
    #[input(secret)] password: String,
) -> Result<Value, ActionError> {
    let token = security
        .auth_token
        .as_ref()
        .map(|token| token.expose().as_str());
    Err(format!("{password} with {token:?} was refused"))?
}

/// Panic with a message that contains password and token.
#[mistral_action(name = "live.login_panic")]
async fn login_panic(security: &SecurityContext, password: Secret<String>) -> Value {
    let token = security
        .auth_token
        .as_ref()
        .map(|token| token.expose().as_str());
    panic!("{} with {token:?} is impossible", password.expose())
}

/// Log the password, and return its length.
#[mistral_action(name = "live.login_logged")]
async fn login_logged(password: Secret<String>) -> usize {
    tracing::info!(password = password.expose(), "live.login_logged logs in");
    password.expose().len()
}

/// Return an error result that contains the password.
#[mistral_action(name = "live.login_refused")]
async fn login_refused(password: Secret<String>) -> ActionResult<Value> {
    let password = password.into_exposed();
    ActionResult::error(json!({"tried": {"password": password}, "said": format!("no {password}")}))
}

/// Deliver an error that contains the password.
#[mistral_action(name = "live.login_delivered", asynchronous)]
async fn login_delivered(handle: &ResultHandle<u8>, password: Secret<String>) {
    handle.spawn(async move {
        tracing::info!("live.login_delivered tries {}", password.expose());
        Err(format!("{} was refused", password.expose()))
    });
}
