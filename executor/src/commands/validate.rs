//! `validate`: checks an input without running the action. Needs no state, so it works in every binary.

use mistral_actions::input::RawInput;
use serde_json::{Value, json};

use crate::args::ValidateArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::session::Session;

pub(super) fn validate(args: &ValidateArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let action = session.index.find(&args.input.name)?;
    let input = input::read(&args.input, &action, &session.secrets)?;
    let error = match action.validate(RawInput::Value(input.value)) {
        Ok(input) => {
            // Masks secrets that decoding has made part of another value.
            let input = session.secrets.redact_value(&input);
            let shown = if args.json {
                json!({"valid": true, "input": input, "problems": []})
            } else {
                input
            };
            session.print_json(&shown)?;
            return Ok(Exit::Success);
        }
        Err(error) => error,
    };
    let failure = Failure::of_action(&error, &action).with_input_hints(input.hints);
    let Some(errors) = error.input_errors().filter(|_| args.json) else {
        return Err(failure);
    };
    let problems = serde_json::to_value(errors.problems()).map_err(std::io::Error::from)?;
    let problems = session.secrets.redact_value(&problems);
    session.print_json(&json!({"valid": false, "input": Value::Null, "problems": problems}))?;
    Ok(Exit::Usage)
}
