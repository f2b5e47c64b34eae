//! [`Comparison`]: the same calls with the Python and the Rust actions, and their differences.

use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Result, User, until};
use mistral_actions::SecurityContext;

use super::diff::{differences, mask_text, mask_value, service_fields};
use super::python_actions::PythonActions;
use super::rust_actions::RustActions;
use crate::harness::Harness;

/// Both sides, the users, and the differences so far.
pub(crate) struct Comparison {
    pub(crate) python: PythonActions,
    pub(crate) rust: RustActions,
    pub(crate) admin: SecurityContext,
    pub(crate) demo: SecurityContext,
    differences: Vec<String>,
    compared: usize,
}

/// A value for each side, for instance the id of the resource that each side has created.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) python: Value,
    pub(crate) rust: Value,
}

impl Pair {
    /// Creates a pair with the same value for both sides.
    pub(crate) fn of(value: impl Into<Value>) -> Self {
        let value = value.into();
        Self {
            python: value.clone(),
            rust: value,
        }
    }

    /// Returns a part of both values.
    pub(crate) fn at(&self, pointer: &str) -> Self {
        let part = |value: &Value| value.pointer(pointer).cloned().unwrap_or_default();
        Self {
            python: part(&self.python),
            rust: part(&self.rust),
        }
    }

    /// Sets `name` in both values.
    pub(crate) fn with(&self, names: &Self) -> Self {
        let with_name = |input: &Value, name: &Value| {
            let mut input = input.clone();
            input["name"] = name.clone();
            input
        };
        Self {
            python: with_name(&self.python, &names.python),
            rust: with_name(&self.rust, &names.rust),
        }
    }

    /// Makes an input from each value.
    pub(crate) fn map(&self, make: impl Fn(&Value) -> Value) -> Self {
        Self {
            python: make(&self.python),
            rust: make(&self.rust),
        }
    }
}

impl Comparison {
    pub(crate) fn new(harness: &Harness) -> Result<Self> {
        Ok(Self {
            python: PythonActions::start()?,
            rust: RustActions::new()?,
            admin: security_context(harness, User::Admin)?,
            demo: security_context(harness, User::Demo)?,
            differences: Vec::new(),
            compared: 0,
        })
    }

    /// Reads with both sides, and compares the results exactly.
    pub(crate) fn compare_read(&mut self, action: &str, input: &Value) -> Result<Value> {
        let [python, rust] = self.read(action, input)?;
        self.compare(action, input, &python, &rust);
        Ok(rust.unwrap_or_default())
    }

    /// Reads with both sides, and returns both results.
    pub(crate) fn read(
        &mut self,
        action: &str,
        input: &Value,
    ) -> Result<[std::result::Result<Value, String>; 2]> {
        let security = self.admin.clone();
        let python = self.python.call(action, input, &security)?;
        let rust = self.rust.call(action, &python.object, &security)?;
        Ok([python.outcome.map(service_fields), rust])
    }

    /// Runs an operation with both sides, each on its own resource, and compares the results without ids, times and
    /// generated values.
    pub(crate) fn compare_change(&mut self, action: &str, input: &Pair) -> Result<Pair> {
        let security = self.admin.clone();
        self.compare_change_as(&security, action, input)
    }

    /// Does the same as [`compare_change`](Self::compare_change) on behalf of another user.
    pub(crate) fn compare_change_as(
        &mut self,
        security: &SecurityContext,
        action: &str,
        input: &Pair,
    ) -> Result<Pair> {
        let python = self.python.call(action, &input.python, security)?;
        let rust = self.rust.run(action, &input.rust, security);
        let python = python.outcome.map(service_fields);
        let shown = |outcome: &std::result::Result<Value, String>| match outcome {
            Ok(data) => Ok(mask_value(data.clone())),
            Err(error) => Err(mask_text(error)),
        };
        self.compare(action, &input.python, &shown(&python), &shown(&rust));
        Ok(Pair {
            python: python.unwrap_or_default(),
            rust: rust.unwrap_or_default(),
        })
    }

    /// Expects both sides to fail, with different texts; returns the Rust error.
    pub(crate) fn expect_both_fail(
        &mut self,
        security: &SecurityContext,
        action: &str,
        input: &Value,
    ) -> Result<String> {
        let python = self.python.call(action, input, security)?.outcome;
        let rust = self.rust.run(action, input, security);
        self.compared += 1;
        match (python, rust) {
            (Err(_), Err(rust)) => Ok(rust),
            (python, rust) => Err(Failure::new(format_args!(
                "{action} {input}: both should fail: Python {python:?}, Rust {rust:?}"
            ))),
        }
    }

    /// Waits until the resource that a Rust action reads has a status.
    pub(crate) fn wait_for(&self, action: &str, input: &Value, wanted: &str) -> Result<()> {
        until(&format!("{action} {input} returns status {wanted}"), || {
            let found = self
                .rust
                .run(action, input, &self.admin)
                .map_err(Failure::new)?;
            match found["status"].as_str() {
                Some(status) if status == wanted => Ok(Some(())),
                Some(status) if status.to_lowercase().starts_with("error") => {
                    Err(Failure::new(found))
                }
                _ => Ok(None),
            }
        })
    }

    pub(crate) fn compare(
        &mut self,
        action: &str,
        input: &Value,
        python: &std::result::Result<Value, String>,
        rust: &std::result::Result<Value, String>,
    ) {
        self.compared += 1;
        let found = match (python, rust) {
            (Ok(python), Ok(rust)) => differences(python, rust),
            (Err(python), Err(rust)) if mask_text(python) == mask_text(rust) => Vec::new(),
            (python, rust) => vec![format!("Python {python:?}\n    Rust   {rust:?}")],
        };
        if !found.is_empty() {
            self.differences
                .push(format!("{action} {input}\n    {}", found.join("\n    ")));
        }
    }

    /// Reports all differences.
    pub(crate) fn finish(self) -> Result<()> {
        if self.differences.is_empty() {
            eprintln!("{} calls compared", self.compared);
            return Ok(());
        }
        let (count, differences) = (self.differences.len(), self.differences.join("\n  "));
        Err(Failure::new(format_args!(
            "{count} of {} calls differ:\n  {differences}",
            self.compared
        )))
    }
}

/// Creates the security context of a user's workflow.
pub(crate) fn security_context(harness: &Harness, user: User) -> Result<SecurityContext> {
    let token = harness.cloud.token(user)?;
    let described = harness.keystone.describe(&token)?;
    let context = json!({
        "auth_token": token.expose(),
        "auth_uri": harness.cloud.variable("CLOUD_KEYSTONE_URL")?,
        "service_catalog": described,
        "project_id": harness.cloud.user_variable(user, "PROJECT_ID")?,
        "project_name": harness.cloud.user_variable(user, "PROJECT_NAME")?,
        "user_name": harness.cloud.user_variable(user, "USERNAME")?,
    });
    Ok(serde_json::from_value(context)?)
}
