//! Evaluation of a script within limits.

use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Runtime};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// Limits of a script.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) time: Duration,
    /// Bytes.
    pub(super) memory: usize,
}

/// Bytes of the script's stack; well below the 2 MiB of a thread.
const STACK: usize = 512 * 1024;

/// Evaluates the body of a function, with `$` as its context.
///
/// # Errors
///
/// The value that the script throws, or the limit that it exceeds.
pub(super) fn evaluate(
    script: &str,
    context: &Value,
    limits: Limits,
    cancellation: &CancellationToken,
) -> Result<Value, String> {
    let started = Instant::now();
    let runtime = Runtime::new().map_err(|error| error.to_string())?;
    runtime.set_memory_limit(limits.memory);
    runtime.set_max_stack_size(STACK);
    let token = cancellation.clone();
    runtime.set_interrupt_handler(Some(Box::new(move || {
        started.elapsed() > limits.time || token.is_cancelled()
    })));
    let engine = Context::full(&runtime).map_err(|error| error.to_string())?;
    let result = engine.with(|ctx| run(&ctx, script, context));
    match result {
        Err(_) if started.elapsed() > limits.time => {
            Err(format!("the script ran longer than {:?}", limits.time))
        }
        result => result,
    }
}

fn run<'js>(ctx: &Ctx<'js>, script: &str, context: &Value) -> Result<Value, String> {
    let context = ctx.json_parse(context.to_string());
    let context = context.catch(ctx).map_err(|error| thrown(ctx, error))?;
    let set = ctx.globals().set("$", context);
    set.catch(ctx).map_err(|error| thrown(ctx, error))?;
    let function = format!("function f() {{\n{script}\n}}\nf()\n");
    let mut options = EvalOptions::default();
    options.strict = false;
    let result: rquickjs::Result<rquickjs::Value<'js>> = ctx.eval_with_options(function, options);
    let result = result.catch(ctx).map_err(|error| thrown(ctx, error))?;
    let json = ctx.json_stringify(result);
    // `undefined` and functions have no JSON form.
    let Some(json) = json.catch(ctx).map_err(|error| thrown(ctx, error))? else {
        return Ok(Value::Null);
    };
    let json = json
        .to_string()
        .map_err(|error| format!("the result is not valid Unicode: {error}"))?;
    serde_json::from_str(&json).map_err(|error| format!("the result is not JSON: {error}"))
}

/// Returns the text of a thrown error or value.
fn thrown<'js>(ctx: &Ctx<'js>, error: CaughtError<'js>) -> String {
    match error {
        CaughtError::Exception(exception) => {
            let name: Option<String> = exception.get("name").ok();
            let message = exception.message().unwrap_or_default();
            format!("{}: {message}", name.as_deref().unwrap_or("Error"))
        }
        CaughtError::Value(value) => {
            let text = ctx.json_stringify(value).ok().flatten();
            text.and_then(|text| text.to_string().ok())
                .unwrap_or_default()
        }
        CaughtError::Error(error) => error.to_string(),
    }
}
