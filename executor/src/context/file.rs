//! `--context FILE`: the contexts in Mistral's format.

use std::fs;
use std::path::Path;

use mistral_actions::__private::suggest;
use mistral_actions::serde::de::DeserializeOwned;
use mistral_actions::{ExecutionContext, SecurityContext};
use serde_json::Value;

use crate::failure::Failure;

/// Content of the file.
#[derive(Debug, Default)]
pub(super) struct ContextFile {
    pub(super) security: Option<SecurityContext>,
    pub(super) execution: Option<ExecutionContext>,
}

pub(super) fn read(path: &Path) -> Result<ContextFile, Failure> {
    let wrong = |what: String| Failure::usage(format_args!("{}: {what}", path.display()));
    let text = fs::read_to_string(path)
        .map_err(|error| wrong(format!("cannot read the file: {error}")))?;
    parse(&text).map_err(wrong)
}

fn parse(text: &str) -> Result<ContextFile, String> {
    const KEYS: [&str; 2] = ["security", "execution"];
    let given: Value =
        serde_json::from_str(text).map_err(|error| format!("invalid JSON: {error}"))?;
    let Value::Object(mut given) = given else {
        return Err("expected an object with the keys `security` and `execution`".to_owned());
    };
    if let Some(unknown) = given.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let hint = suggest::nearest(unknown, KEYS)
            .map_or(String::new(), |key| format!("; did you mean `{key}`?"));
        return Err(format!(
            "unknown key `{unknown}`{hint} (known: `security`, `execution`)"
        ));
    }
    let (security, execution) = (given.remove("security"), given.remove("execution"));
    refuse_misspelt("security", security.as_ref(), &SECURITY_KEYS)?;
    refuse_misspelt("execution", execution.as_ref(), &EXECUTION_KEYS)?;
    Ok(ContextFile {
        security: section("security", security)?,
        execution: section("execution", execution)?,
    })
}

/// Keys of [`SecurityContext`] in Mistral's format, and those of its `extra` that the project reads.
const SECURITY_KEYS: [&str; 32] = [
    "user",
    "user_id",
    "user_name",
    "project_id",
    "project_name",
    "auth_token",
    "auth_uri",
    "auth_cacert",
    "insecure",
    "service_catalog",
    "region_name",
    "trust_id",
    "is_trust_scoped",
    "is_target",
    "redelivered",
    "expires_at",
    "roles",
    "request_id",
    "global_request_id",
    "root_execution_id",
    "password",
    "application_credential_id",
    "application_credential_name",
    "application_credential_secret",
    "user_domain",
    "user_domain_id",
    "user_domain_name",
    "project_domain",
    "project_domain_id",
    "project_domain_name",
    "domain_name",
    "system_scope",
];

/// Keys of [`ExecutionContext`].
const EXECUTION_KEYS: [&str; 9] = [
    "workflow_execution_id",
    "task_execution_id",
    "action_execution_id",
    "workflow_name",
    "callback_url",
    "with_items_index",
    "task_rerun_no",
    "task_rerun_id",
    "workflow_propagated_headers",
];

/// Refuses a key that is similar to a known one. Other unknown keys are those of a later Mistral.
fn refuse_misspelt(section: &str, given: Option<&Value>, known: &[&str]) -> Result<(), String> {
    let keys = given.and_then(Value::as_object).into_iter().flatten();
    let unknown = keys.map(|(key, _)| key.as_str());
    for key in unknown.filter(|key| !known.contains(key)) {
        if let Some(similar) = suggest::nearest(key, known.iter().copied()) {
            return Err(format!(
                "unknown key `{section}.{key}`; did you mean `{similar}`?"
            ));
        }
    }
    Ok(())
}

fn section<T: DeserializeOwned>(name: &str, value: Option<Value>) -> Result<Option<T>, String> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    serde_path_to_error::deserialize(value)
        .map(Some)
        .map_err(|error| {
            let path = match error.path().to_string() {
                path if path == "." => name.to_owned(),
                path => format!("{name}.{path}"),
            };
            let message = error.inner().to_string();
            // The first half of serde's message quotes the value, which may be a secret.
            match message.split_once(", expected ") {
                Some((_, expected)) => format!("{path}: expected {expected}"),
                None => format!("{path}: invalid value"),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_mistral_are_read() {
        let given = parse(
            r#"{"security": {"user": "u-1", "auth_token": "t", "of_later": 1}, "execution": {"workflow_name": "w"}}"#,
        )
        .unwrap();
        assert_eq!(given.security.unwrap().user_id.as_deref(), Some("u-1"));
        assert_eq!(given.execution.unwrap().workflow_name.as_deref(), Some("w"));
    }

    #[test]
    fn all_keys_of_the_contexts_are_known() {
        let security = serde_json::to_value(SecurityContext::default()).unwrap();
        for key in security.as_object().unwrap().keys() {
            assert!(SECURITY_KEYS.contains(&key.as_str()), "{key}");
        }
        let all = serde_json::json!({
            "workflow_execution_id": "a", "task_execution_id": "a", "action_execution_id": "a",
            "workflow_name": "a", "callback_url": "a", "with_items_index": 1, "task_rerun_no": 1,
            "task_rerun_id": "a", "workflow_propagated_headers": {},
        });
        for key in all.as_object().unwrap().keys() {
            assert!(EXECUTION_KEYS.contains(&key.as_str()), "{key}");
        }
        let execution: ExecutionContext = serde_json::from_value(all).unwrap();
        assert!(execution.extra.is_empty());
    }

    #[test]
    fn misspelt_keys_are_refused() {
        for (text, message) in [
            (
                r#"{"security": {"auth_tokn": "t"}}"#,
                "unknown key `security.auth_tokn`; did you mean `auth_token`?",
            ),
            (
                r#"{"security": {"projectid": "t"}}"#,
                "unknown key `security.projectid`; did you mean `project_id`?",
            ),
            (
                r#"{"execution": {"workflow_nam": "t"}}"#,
                "unknown key `execution.workflow_nam`; did you mean `workflow_name`?",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), message);
        }
    }

    #[test]
    fn error_names_key_without_value() {
        let error = |text: &str| parse(text).unwrap_err();
        assert!(error(r#"{"securty": {}}"#).contains("did you mean `security`?"));
        assert_eq!(
            error(r#"{"security": {"auth_token": 4711}}"#),
            "security.auth_token: expected a string"
        );
        assert_eq!(
            error(r#"{"security": {"roles": "hunter2"}}"#),
            "security.roles: expected a sequence"
        );
        assert!(error(r#"{"execution": []}"#).starts_with("execution: expected"));
        assert!(error("[]").contains("expected an object"));
    }
}
