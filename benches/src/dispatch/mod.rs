//! Dispatch by name with JSON, compared with serde and boxed functions in a `HashMap`.

mod actions;
mod cases;
mod handwritten;

use std::hint::black_box;

use mistral_actions::input::RawInput;
use mistral_actions::{ActionError, ActionRequest, Dispatcher};

use self::cases::Case;
use self::handwritten::Table;
use crate::callgrind::{instructions_per_call, one_call};
use crate::{Result, table};

/// The intended ratio of instructions, annotated to handwritten.
const GOAL: f64 = 1.1;

/// Prints the instructions per call of each case.
///
/// # Errors
///
/// If valgrind is missing, or a case exceeds its limit.
pub(crate) fn report() -> Result<()> {
    let mut rows = Vec::new();
    for case in cases::ALL {
        let annotated = instructions_per_call(&["dispatch", case.name, "annotated"])?;
        let handwritten = instructions_per_call(&["dispatch", case.name, "handwritten"])?;
        #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
        rows.push((case.name.to_owned(), annotated as f64, handwritten as f64));
    }
    table::print(
        "Dispatch by name with JSON: instructions per call",
        &format!("at most {GOAL} times the handwritten code"),
        ["annotated", "handwritten"],
        &rows,
    );
    let exceeding = cases::ALL
        .iter()
        .zip(&rows)
        .filter(|(case, (_, annotated, handwritten))| annotated / handwritten > case.limit);
    let exceeding: Vec<String> = exceeding
        .map(|(case, _)| format!("{} exceeds its limit of {}", case.name, case.limit))
        .collect();
    if exceeding.is_empty() {
        return Ok(());
    }
    Err(exceeding.join(", ").into())
}

/// Makes the calls of one case, with annotated or handwritten actions.
///
/// # Errors
///
/// If an action fails.
pub(crate) fn counted(case: &str, side: &str, calls: &str) -> Result<()> {
    let case = cases::ALL
        .iter()
        .find(|known| known.name == case)
        .ok_or("no such case")?;
    let calls = calls.parse()?;
    match side {
        "annotated" => annotated(case, calls),
        _ => handwritten(case, calls),
    }
}

fn annotated(case: &Case, calls: usize) -> Result<()> {
    let dispatcher = Dispatcher::builder().build()?;
    for _ in 0..calls {
        let name = black_box(case.action);
        let input = if case.is_text {
            RawInput::Text(case.input.to_owned())
        } else {
            RawInput::Value(case.value())
        };
        one_call(dispatched(&dispatcher, name, input)).map_err(|error| error.to_string())?;
    }
    Ok(())
}

async fn dispatched(
    dispatcher: &Dispatcher,
    name: &'static str,
    input: RawInput,
) -> Result<(), ActionError> {
    let result = dispatcher.call(ActionRequest::new(name, input)).await?;
    black_box(&result);
    Ok(())
}

fn handwritten(case: &Case, calls: usize) -> Result<()> {
    let of_texts = handwritten::table_of_texts();
    let of_values = handwritten::table_of_values();
    for _ in 0..calls {
        let name = black_box(case.action);
        if case.is_text {
            let input = case.input.to_owned();
            one_call(looked_up(&of_texts, name, input))?;
        } else {
            one_call(looked_up(&of_values, name, case.value()))?;
        }
    }
    Ok(())
}

async fn looked_up<I>(table: &Table<I>, name: &str, input: I) -> Result<()> {
    let action = table.get(name).ok_or("no such action")?;
    let result = action(input).await?;
    black_box(&result);
    Ok(())
}
