//! Inputs on which schema and decoding once disagreed, and messages that contradicted themselves.

#![allow(dead_code, reason = "the fields of inputs are only decoded")]

use mistral_actions::Registry;
use mistral_actions::input::RawInput;
use mistral_actions::prelude::*;

/// Implements `Action` for types, and registers them.
macro_rules! class {
    ($($type:ident = $name:literal;)*) => { $(
        impl Action for $type {
            type Output = ();

            async fn run(self, _: &ActionContext) -> Result<ActionResult<()>, ActionError> {
                Ok(ActionResult::Data(()))
            }
        }
        register_action!($type, name = $name);
    )* };
}
mod enforcement;
mod messages;
mod order;
mod whole;

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
pub(crate) enum Source {
    File { path: String },
    Url { address: String, port: Option<u16> },
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Plain {
    server: String,
    hours: Option<u8>,
}

/// Returns the problems of an input, and checks that the `jsonschema` crate agrees.
#[allow(clippy::needless_pass_by_value, reason = "inputs are literals")]
#[track_caller]
pub(crate) fn problems(action: &str, input: Value) -> Vec<String> {
    let registry = Registry::linked().unwrap();
    let descriptor = registry.find(action).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(descriptor.input_schema())
        .unwrap();
    let check = |input: RawInput| match descriptor.validate(input) {
        Ok(_) => Vec::new(),
        Err(error) => error
            .input_errors()
            .unwrap()
            .problems()
            .iter()
            .map(ToString::to_string)
            .collect(),
    };
    let found = check(RawInput::Text(input.to_string()));
    assert_eq!(
        found,
        check(RawInput::Value(input.clone())),
        "text and value of {input}"
    );
    assert_eq!(
        found.is_empty(),
        validator.is_valid(&input),
        "{input}: {found:?}; {:?} of {}",
        validator
            .iter_errors(&input)
            .map(|error| error.to_string())
            .collect::<Vec<_>>(),
        descriptor.input_schema(),
    );
    found
}
