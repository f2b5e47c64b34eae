//! Mistral's API requires a valid token.

use live_tests::serde_json::json;
use live_tests::{Mistral, Result};

use crate::harness::Harness;

pub(crate) fn missing_or_invalid_token_is_rejected(harness: &mut Harness) -> Result<()> {
    let anonymous = Mistral::new(&harness.stack)?;
    for client in [anonymous.clone(), anonymous.with_token("gAAAAA-invalid")] {
        let ran = client.run_action("live.whoami", &json!({}))?;
        assert_eq!(
            ran.expect_err("the token is missing or invalid").status,
            401
        );
    }
    Ok(())
}

pub(crate) fn revoked_token_is_rejected(harness: &mut Harness) -> Result<()> {
    let token = harness.new_token()?;
    let mistral = Mistral::new(&harness.stack)?.with_token(token.expose());
    mistral.run_action("live.whoami", &json!({}))??;
    harness.keystone.revoke(&token)?;
    let ran = mistral.run_action("live.whoami", &json!({}))?;
    assert_eq!(ran.expect_err("the token is revoked").status, 401);
    Ok(())
}
