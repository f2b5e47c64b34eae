//! `std.javascript` and its second name `std.js`.

mod evaluate;

use std::time::Duration;

use mistral_actions::inject::{Inject, Injected};
use mistral_actions::prelude::*;

use crate::options::Group;
use crate::python;
use evaluate::{Limits, evaluate};

/// `[action_std_javascript]`: options of this pack that Mistral does not have.
#[derive(Clone, Copy, Debug)]
pub struct JavaScriptOptions(Limits);

impl Inject for JavaScriptOptions {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        let group = Group::of(ctx, "action_std_javascript");
        let memory: usize = group.number("memory_limit_mb", 64)?;
        Ok(Injected::Owned(Self(Limits {
            time: Duration::from_secs(group.number("timeout", 10)?),
            memory: memory.saturating_mul(1024 * 1024),
        })))
    }
}

/// Evaluates given JavaScript.
///
/// The script is the body of a function, whose return value is the result, as JSON. `$` is the context. Time,
/// memory and stack are limited (`[action_std_javascript]`).
///
/// Mirrors `mistral.actions.std_actions.JavaScriptAction`.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
/// use mistral_actions_std as _;
///
/// let test = ActionTest::new();
/// test.run("std.js", json!({"script": "return $.a + $.b", "context": {"a": 1, "b": 2}})).assert_data(3);
/// ```
///
/// # Errors
///
/// The value that the script throws, or the limit that it exceeds.
#[mistral_action(name = "std.javascript", blocking, tags("std"), test = would_evaluate)]
pub fn javascript(
    options: &JavaScriptOptions,
    cancellation: &CancellationToken,
    /// Body of a function.
    script: Value,
    /// Value of `$` in the script.
    context: Option<Value>,
) -> Result<Value, ActionError> {
    let script = script_text(&script);
    evaluate(
        &script,
        &context.unwrap_or_default(),
        options.0,
        cancellation,
    )
    .map_err(|problem| ActionError::new(format_args!("JavaScriptAction failed: {problem}")))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it replaces a function that can fail, in dry runs"
)]
fn would_evaluate(
    _options: &JavaScriptOptions,
    _cancellation: &CancellationToken,
    script: Value,
    _context: Option<Value>,
) -> Result<Value, ActionError> {
    Ok(script)
}

/// Evaluates given JavaScript: another name of `std.javascript`.
///
/// Mirrors `mistral.actions.std_actions.JavaScriptAction`.
///
/// # Errors
///
/// See [`javascript`].
#[mistral_action(name = "std.js", blocking, tags("std"), test = would_evaluate)]
pub fn js(
    options: &JavaScriptOptions,
    cancellation: &CancellationToken,
    /// Body of a function.
    script: Value,
    /// Value of `$` in the script.
    context: Option<Value>,
) -> Result<Value, ActionError> {
    javascript(options, cancellation, script, context)
}

mistral_wire::register_python_class!(
    "mistral.actions.std_actions.JavaScriptAction",
    |mut object| {
        let call = object.call("std.javascript");
        let call = call.input("script", object.take("script"));
        Ok(call.input_unless_null("context", object.take("js_context")))
    }
);

/// Returns the text that Python inserts into the function for a script of any type.
fn script_text(script: &Value) -> String {
    python::text(script).unwrap_or_else(|| python::repr(script))
}
