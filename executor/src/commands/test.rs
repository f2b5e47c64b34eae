//! `test`: dry-runs an action.

use std::fmt::Write as _;

use mistral_actions::{ActionRequest, ActionResult};
use serde_json::Value;

use crate::args::TestArgs;
use crate::call::{BlockedThreadWatch, run_call};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::{context, input, settings};

pub(super) fn test(args: &TestArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let action = session.index.find(&args.input.name)?;
    let contexts = context::resolve(&args.context, &session.environment, &session.secrets)?;
    let input = input::read(&args.input, &action, &session.secrets)?;
    settings::apply(&args.settings, session)?;
    session.note_deprecation(&action);
    let mut request = ActionRequest::new(action.name().to_owned(), input.value);
    if let Some(limit) = args.context.timeout {
        request = request.timeout(limit);
    }
    let called = action.clone();
    let hints = input.hints;
    let watch = BlockedThreadWatch::new(&action, args.context.timeout);
    let report = run_call(session, watch, request, contexts, move |call| async move {
        let report = call.dispatcher.dry_run(call.request).await;
        report.map_err(|error| Failure::of_action(&error, &called).with_input_hints(hints))
    })?;
    let exit = match &report.result {
        Some(ActionResult::Error { .. }) => Exit::Failed,
        Some(ActionResult::Cancel) => Exit::Cancelled,
        Some(ActionResult::Data(_)) | None => Exit::Success,
    };
    let report = serde_json::to_value(&report).map_err(std::io::Error::from)?;
    let report = session.secrets.redact_value(&report);
    if args.json {
        session.print_json(&report)?;
    } else {
        let mut text = String::new();
        describe(&report, 0, &mut text);
        session.print(&(text + "no changes were made\n"))?;
    }
    Ok(exit)
}

/// Appends the report to `text`; called actions are indented below their caller.
fn describe(report: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let action = report["action"].as_str().unwrap_or_default();
    let _ = writeln!(text, "{indent}{action} {}", report["input"]);
    let calls = report["calls"].as_array().map_or(&[][..], Vec::as_slice);
    for (index, call) in calls.iter().enumerate() {
        if index == 0 {
            let _ = writeln!(text, "{indent}  would call");
        }
        describe(call, depth + 2, text);
    }
    if let Some(reason) = report["stopped"].as_str() {
        let _ = writeln!(text, "{indent}  the dry run stops here: {reason}");
    }
    let outcome = match &report["result"] {
        Value::Null if calls.is_empty() && report["stopped"].is_null() => {
            "valid input; the action implements no dry run".to_owned()
        }
        Value::Null => return,
        result if result["cancel"] == Value::Bool(true) => "would cancel its task".to_owned(),
        result if !result["error"].is_null() => format!("would fail: {}", result["error"]),
        result => format!("would return {}", result["data"]),
    };
    let _ = writeln!(text, "{indent}  {outcome}");
}
