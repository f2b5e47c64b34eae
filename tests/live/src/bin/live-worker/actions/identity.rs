//! Actions that report their security context or call other actions.

use std::collections::BTreeSet;

use live_tests::fingerprint;
use mistral_actions::prelude::*;

/// Return the user, project and roles, without secrets.
#[mistral_action(name = "live.whoami")]
async fn whoami(security: &SecurityContext) -> Value {
    let token = security.auth_token.as_ref();
    let catalog = security.service_catalog.as_ref().map(|it| &it["catalog"]);
    let services = catalog.and_then(Value::as_array);
    let kinds: BTreeSet<&str> = services
        .into_iter()
        .flatten()
        .filter_map(|service| service["type"].as_str())
        .collect();
    json!({
        "user_id": security.user_id,
        "user_name": security.user_name,
        "project_id": security.project_id,
        "project_name": security.project_name,
        "roles": security.roles,
        "auth_uri": security.auth_uri,
        "expires_at": security.expires_at,
        "token": token.map(|token| fingerprint(token.expose())),
        "services": kinds,
    })
}

/// Run an action by its name.
#[mistral_action(name = "live.call")]
async fn call(actions: &Actions, action: String, input: Value) -> Result<Value, ActionError> {
    actions.get(&action)?.run(input).await
}
