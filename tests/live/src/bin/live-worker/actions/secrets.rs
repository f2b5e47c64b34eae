//! Actions that get secrets and put them into errors.

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
