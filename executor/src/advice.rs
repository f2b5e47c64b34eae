//! Advice for arguments that clap refuses: inputs are given without dashes.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use mistral_actions::__private::SchemaNode;
use mistral_actions::Registry;
use serde_json::json;

use crate::failure::Failure;

/// Commands that take inputs.
const WITH_INPUTS: [&str; 3] = ["run", "test", "validate"];

/// Returns the failure of a command line that clap refuses. An unknown option after an action is an input with dashes.
pub(crate) fn failure(error: clap::Error, args: &[OsString]) -> Failure {
    let Some(input) = refused_input(&error, args) else {
        return error.into();
    };
    Failure::usage(format_args!("unknown option `{}`", input.option))
        .with_hint(format!("inputs are given without dashes: `{}`", input.pair))
        .with_hint("all inputs at once are given as JSON: `--input JSON`")
}

struct RefusedInput {
    option: String,
    pair: String,
}

fn refused_input(error: &clap::Error, args: &[OsString]) -> Option<RefusedInput> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    words.find(|word| WITH_INPUTS.contains(word))?;
    let words: Vec<&str> = words.collect();
    let Some(ContextValue::String(refused)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let name = |word: &str| Some(word.strip_prefix("--")?.split('=').next()?.to_owned());
    let refused = name(refused)?;
    let at = words
        .iter()
        .position(|word| name(word).as_ref() == Some(&refused))?;
    let registry = Registry::linked().ok()?;
    let action = words.iter().find_map(|word| registry.find(word));
    let key = refused.replace('-', "_");
    let input = action.and_then(|action| {
        let schema = action.input_schema();
        let input = schema["properties"].get(&key)?;
        Some(SchemaNode::new(input, schema))
    });
    // clap proposes a similar option, unless the action has this input.
    if input.is_none() && error.get(ContextKind::SuggestedArg).is_some() {
        return None;
    }
    let value = match words[at].split_once('=') {
        Some((_, value)) => Some(value),
        None => words.get(at + 1).copied(),
    };
    // The value of an unknown input may be a secret.
    let is_public = input.is_some_and(|schema| !schema.may_hold_secret());
    let is_secret = |value: &str| {
        let given = json!({ &key: value });
        action.is_some_and(|action| !action.redactor(&given).is_empty())
    };
    let value = value.filter(|value| is_public && !value.starts_with("--") && !is_secret(value));
    let pair = format!("{key}={}", value.unwrap_or("VALUE"));
    Some(RefusedInput {
        option: format!("--{refused}"),
        pair,
    })
}
