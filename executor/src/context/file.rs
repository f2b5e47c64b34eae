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
    Ok(ContextFile {
        security: section("security", given.remove("security"))?,
        execution: section("execution", given.remove("execution"))?,
    })
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
