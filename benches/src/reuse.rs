//! Typed reuse through the dispatcher, compared with a direct call of the same function.

use std::hint::black_box;

use mistral_actions::prelude::*;
use mistral_actions::{ActionRequest, Dispatcher};

use crate::callgrind::{instructions_per_call, one_call};
use crate::{Result, table};

/// Doubles a number.
#[mistral_action(name = "bench.double")]
async fn double(number: u64) -> Result<u64, ActionError> {
    Ok(black_box(number) * 2)
}

/// Calls another action many times by type.
#[mistral_action(name = "bench.typed")]
async fn typed(actions: &Actions, calls: u64) -> Result<u64, ActionError> {
    let mut sum = 0;
    for number in 0..calls {
        sum += actions.call(Double { number }).await?;
    }
    Ok(sum)
}

/// Calls the same action by name.
#[mistral_action(name = "bench.by_name")]
async fn by_name(actions: &Actions, calls: u64) -> Result<u64, ActionError> {
    let double = actions.get("bench.double")?;
    let mut sum = 0;
    for number in 0..calls {
        let doubled = double.run(json!({"number": number})).await?;
        sum += doubled.as_u64().unwrap_or_default();
    }
    Ok(sum)
}

/// Calls the same function directly, without the dispatcher.
#[mistral_action(name = "bench.direct")]
async fn direct(calls: u64) -> Result<u64, ActionError> {
    let mut sum = 0;
    for number in 0..calls {
        sum += double(number).await?;
    }
    Ok(sum)
}

/// Prints the instructions per call of a reused action.
///
/// # Errors
///
/// If valgrind is missing.
#[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
pub(crate) fn report() -> Result<()> {
    let direct = instructions_per_call(&["reuse", "bench.direct"])? as f64;
    let rows = [("typed", "bench.typed"), ("by name", "bench.by_name")]
        .into_iter()
        .map(|(name, action)| {
            let count = instructions_per_call(&["reuse", action])? as f64;
            Ok((name.to_owned(), count, direct.max(1.0)))
        });
    table::print(
        "Reuse of an action by another: instructions per call",
        "typed reuse without JSON",
        ["reused", "direct"],
        &rows.collect::<Result<Vec<_>>>()?,
    );
    Ok(())
}

/// Makes the calls of one action.
///
/// # Errors
///
/// If an action fails.
pub(crate) fn counted(action: &str, calls: &str) -> Result<()> {
    let calls: u64 = calls.parse()?;
    let dispatcher = Dispatcher::builder().build()?;
    let request = ActionRequest::new(action.to_owned(), json!({"calls": calls}));
    let result = one_call(dispatcher.call(request));
    black_box(result.map_err(|error| error.to_string())?);
    Ok(())
}
