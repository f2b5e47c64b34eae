//! Dispatch by name with JSON, beside serde and boxed functions in a `HashMap`.

mod actions;
mod by_hand;
mod cases;

use std::hint::black_box;

use mistral_actions::{ActionRequest, Dispatcher, Input};
use serde_json::Value;

use self::cases::Case;
use crate::callgrind::{PREPARED, instructions_per_call};
use crate::{Result, table};

/// How many instructions of ours for each one of code written by hand we aim at.
const GOAL: f64 = 1.25;

/// Prints what each case takes.
///
/// # Errors
///
/// If valgrind is missing, or a case exceeds its limit.
pub(crate) fn report() -> Result<()> {
    let mut rows = Vec::new();
    for case in cases::ALL {
        let ours = instructions_per_call(&["dispatch", case.name, "ours"])?;
        let by_hand = instructions_per_call(&["dispatch", case.name, "by-hand"])?;
        #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
        rows.push((case.name.to_owned(), ours as f64, by_hand as f64));
    }
    table::print(
        "Dispatch by name with JSON: instructions of a call",
        &format!("at most {GOAL} times as many as by hand"),
        ["ours", "by hand"],
        &rows,
    );
    let exceeding = cases::ALL
        .iter()
        .zip(&rows)
        .filter(|(case, (_, ours, other))| ours / other > case.limit);
    let exceeding: Vec<String> = exceeding
        .map(|(case, _)| format!("{} is over its limit of {}", case.name, case.limit))
        .collect();
    if exceeding.is_empty() {
        return Ok(());
    }
    Err(exceeding.join(", ").into())
}

/// Makes the calls of one case, on one side.
///
/// # Errors
///
/// If an action fails, which none should.
pub(crate) fn counted(case: &str, side: &str, calls: &str) -> Result<()> {
    let case = cases::ALL
        .iter()
        .find(|known| known.name == case)
        .ok_or("no such case")?;
    let calls = calls.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        match side {
            "ours" => ours(case, calls).await,
            _ => by_hand(case, calls).await,
        }
    })
}

async fn ours(case: &Case, calls: usize) -> Result<()> {
    let dispatcher = Dispatcher::builder().build()?;
    let prepared = (0..PREPARED).map(|_| {
        if case.is_text {
            Input::Text(case.input.to_owned())
        } else {
            Input::Value(case.value())
        }
    });
    let prepared: Vec<Input> = prepared.collect();
    let mut inputs = prepared.into_iter();
    for input in inputs.by_ref().take(calls) {
        let request = ActionRequest::new(black_box(case.action), input);
        let result = dispatcher.call(request).await;
        black_box(result.map_err(|error| error.to_string())?);
    }
    // What was prepared in vain must not be counted as work either.
    std::mem::forget(inputs);
    Ok(())
}

async fn by_hand(case: &Case, calls: usize) -> Result<()> {
    if case.is_text {
        let table = by_hand::table_of_texts();
        let prepared: Vec<String> = (0..PREPARED).map(|_| case.input.to_owned()).collect();
        let mut inputs = prepared.into_iter();
        for input in inputs.by_ref().take(calls) {
            let action = table.get(black_box(case.action)).ok_or("no such action")?;
            black_box(action(input).await?);
        }
        std::mem::forget(inputs);
    } else {
        let table = by_hand::table_of_values();
        let prepared: Vec<Value> = (0..PREPARED).map(|_| case.value()).collect();
        let mut inputs = prepared.into_iter();
        for input in inputs.by_ref().take(calls) {
            let action = table.get(black_box(case.action)).ok_or("no such action")?;
            black_box(action(input).await?);
        }
        std::mem::forget(inputs);
    }
    Ok(())
}
