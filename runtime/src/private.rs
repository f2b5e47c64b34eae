//! What generated code names. Not part of the API.

use std::future::Future;

use tokio::runtime::Handle;

pub use linkme;
pub use schemars::{Schema, SchemaGenerator};
pub use serde::Deserializer;
pub use serde_json::{Map, Value};

pub use crate::action::Action;
pub use crate::context::ActionContext;
pub use crate::dry_run::DryRun;
pub use crate::error::ActionError;
pub use crate::inject::{Inject, Injected, Requirement};
pub use crate::input::class::decode as decode_class;
pub use crate::input::constraint::{
    Constraint, HasLength, HasRange, HasScalar, HasText, Number, Pattern, Scalar, View,
};
pub use crate::input::decode::{InputFields, decode};
pub use crate::input::field::{Absent, Field};
pub use crate::input::finish::Finish;
pub use crate::input::problem::InputProblem;
pub use crate::input::snapshot::{Show, ShowDebug, ShowNothing, ShowSerialize, Snapshot};
pub use crate::input::value::{DecodeInput, DescribeValue};
pub use crate::input::{Format, Input};
pub use crate::linked::{Glue, LINKED_ACTIONS, LinkedAction, Origin, RegisteredAction};
pub use crate::result::ActionResult;
pub use crate::returned::{
    DescribeOutput, EncodeOutput, Fallible, IsPlain, IsWrapped, Outcome, SerializeOutput, fallible,
    fallible_outcome, outcome, plain,
};

/// The schema of a parameter's type.
pub fn schema_of<T: DescribeValue>(generator: &mut SchemaGenerator) -> Schema {
    T::schema(generator)
}

/// The schema of a member of a type that derives `JsonSchema`: how a parameter with serde or schemars
/// attributes of its own is described.
pub fn member_schema<T: schemars::JsonSchema>(
    generator: &mut SchemaGenerator,
    member: &str,
) -> Schema {
    let schema = T::json_schema(generator);
    let member = schema
        .get("properties")
        .and_then(|members| members.get(member))
        .cloned();
    member
        .and_then(|member| Schema::try_from(member).ok())
        .unwrap_or_default()
}

/// The schema of an input made of fields.
pub fn fields_schema<T: InputFields>() -> Value {
    crate::input::schema::of_fields(T::fields())
}

/// The schema of an input that describes itself.
pub fn class_schema<T: schemars::JsonSchema>() -> Value {
    crate::input::schema::of_input::<T>()
}

/// The input as it may be shown.
pub fn shown<T: InputFields>(record: impl FnOnce(&mut Snapshot<'_>)) -> Value {
    let mut snapshot = Snapshot::new(T::fields());
    record(&mut snapshot);
    snapshot.into_value()
}

/// `Debug` of an input: its name and what may be shown.
///
/// # Errors
///
/// The formatter's.
pub fn debug_input(f: &mut std::fmt::Formatter<'_>, name: &str, shown: &Value) -> std::fmt::Result {
    let mut debug = f.debug_struct(name);
    for (key, value) in shown.as_object().into_iter().flatten() {
        debug.field(key, &format_args!("{value}"));
    }
    debug.finish()
}

/// All texts inside a secret input.
pub fn secret_texts(value: Option<Value>, texts: &mut Vec<String>) {
    match value {
        Some(Value::String(text)) => texts.push(text),
        Some(Value::Array(items)) => items
            .into_iter()
            .for_each(|item| secret_texts(Some(item), texts)),
        Some(Value::Object(map)) => map
            .into_values()
            .for_each(|item| secret_texts(Some(item), texts)),
        _ => {}
    }
}

/// Runs a function that blocks on a thread where that is allowed.
///
/// # Errors
///
/// The function's.
pub async fn run_blocking<T, F, Fut>(context: &ActionContext, work: F) -> Result<T, ActionError>
where
    T: Send + 'static,
    F: FnOnce(ActionContext) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, ActionError>>,
{
    let context = context.clone();
    let handle = Handle::current();
    match tokio::task::spawn_blocking(move || handle.block_on(work(context))).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(ActionError::internal("the process is stopping")),
        },
    }
}

/// Where the future of an action is checked to be `Send`, with the span of the author's function.
#[diagnostic::on_unimplemented(message = "the future of an action must be `Send`")]
pub trait SendFuture: Future + Send {}
impl<F: Future + Send> SendFuture for F {}

/// See [`SendFuture`].
pub fn require_send<F: Future + Send>(future: F) -> F {
    future
}
