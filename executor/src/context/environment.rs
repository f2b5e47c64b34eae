//! The `OS_*` variables, as an `openrc` file sets them.

use super::credentials::{Credentials, EXTRAS};
use crate::environment::Environment;

pub(super) fn read(environment: &Environment) -> Credentials {
    let first_of = |names: &[&str]| environment.first_of(names);
    let extra = EXTRAS.iter().filter_map(|extra| {
        let variable = format!("OS_{}", extra.key.to_uppercase());
        Some((extra.name.to_owned(), environment.get(&variable)?.into()))
    });
    Credentials {
        auth_url: first_of(&["OS_AUTH_URL"]),
        token: first_of(&["OS_TOKEN", "OS_AUTH_TOKEN"]),
        user_id: first_of(&["OS_USER_ID"]),
        user_name: first_of(&["OS_USERNAME"]),
        project_id: first_of(&["OS_PROJECT_ID", "OS_TENANT_ID"]),
        project_name: first_of(&["OS_PROJECT_NAME", "OS_TENANT_NAME"]),
        region_name: first_of(&["OS_REGION_NAME"]),
        cacert: first_of(&["OS_CACERT"]),
        insecure: first_of(&["OS_INSECURE"]).is_some_and(|text| is_true(&text)),
        trust_id: first_of(&["OS_TRUST_ID"]),
        extra: extra.collect(),
    }
}

/// Parses a boolean as oslo's `bool_from_string` does.
fn is_true(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    ["1", "t", "true", "on", "y", "yes"].contains(&text.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn context<const N: usize>(variables: [(&str, &str); N]) -> serde_json::Value {
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let context = read(&Environment::Given(variables.into())).into_context();
        let mut context = serde_json::to_value(context).unwrap();
        let set = context.as_object_mut().unwrap();
        set.retain(|_, value| !value.is_null() && *value != false && *value != json!([]));
        context
    }

    #[test]
    fn variables_of_openrc_are_read() {
        let context = context([
            ("OS_AUTH_URL", "https://keystone/v3"),
            ("OS_AUTH_TOKEN", "gAAAAB"),
            ("OS_USERNAME", "ada"),
            ("OS_USER_ID", "u-1"),
            ("OS_TENANT_NAME", "old"),
            ("OS_PROJECT_NAME", "new"),
            ("OS_TENANT_ID", "p-1"),
            ("OS_REGION_NAME", ""),
            ("OS_CACERT", "ca.pem"),
            ("OS_INSECURE", "True"),
            ("OS_USER_DOMAIN_NAME", "Default"),
            ("OS_PASSWORD", "hunter2"),
        ]);
        let expected = json!({
            "auth_uri": "https://keystone/v3", "auth_token": "gAAAAB", "user_name": "ada",
            "user": "u-1", "project_name": "new", "project_id": "p-1", "auth_cacert": "ca.pem",
            "insecure": true, "user_domain_name": "Default", "password": "hunter2",
        });
        assert_eq!(context, expected);
    }

    #[test]
    fn insecure_can_be_set_to_false() {
        assert_eq!(context([("OS_INSECURE", "false")]), json!({}));
    }
}
