//! Mistral's API is really closed to those without a good token.

use live_tests::serde_json::json;
use live_tests::{Mistral, Result};

use crate::bed::Bed;

pub(crate) fn no_token(bed: &mut Bed) -> Result<()> {
    let nobody = Mistral::of(&bed.stack)?;
    for client in [nobody.clone(), nobody.with_token("gAAAAA-of-nobody")] {
        let ran = client.run_action("live.whoami", &json!({}))?;
        assert_eq!(ran.expect_err("there is no good token").status, 401);
    }
    Ok(())
}

pub(crate) fn revoked_token(bed: &mut Bed) -> Result<()> {
    let token = bed.new_token()?;
    let mistral = Mistral::of(&bed.stack)?.with_token(token.expose());
    mistral.run_action("live.whoami", &json!({}))??;
    bed.keystone.revoke(&token)?;
    let ran = mistral.run_action("live.whoami", &json!({}))?;
    assert_eq!(ran.expect_err("the token is revoked").status, 401);
    Ok(())
}
