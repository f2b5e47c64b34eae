//! Items that generated code and the crates of this project name. Not part of the API.

mod inject_parameter;
pub(crate) mod probe;
pub(crate) mod stand_in;

use std::future::Future;

pub use std::borrow::Cow;

pub use linkme;
pub use mistral_actions_macros::mistral_action;
pub use schemars::{self, Schema, SchemaGenerator};
pub use serde::{self, Deserializer};
pub use serde_json::{Map, Value};

pub use crate::action::Action;
pub use crate::blocking::run_blocking;
pub use crate::context::{ActionContext, redact_log};
pub use crate::dry_run::DryRun;
pub use crate::error::ActionError;
pub use crate::inject::{Injected, Requirement};
pub use crate::input::Format;
pub use crate::input::constraint::{
    Constraint, HasLength, HasRange, HasScalar, HasText, Number, Pattern, Scalar, View,
};
pub use crate::input::declaration::{Declaration, assert_distinct, assert_optional};
pub use crate::input::example::ExampleValue;
pub use crate::input::field::{Field, IfMissing};
pub use crate::input::field_checker::FieldChecker;
pub use crate::input::flatten::{MergedFields, assert_fits, free_form, secret_fields};
pub use crate::input::input_fields::InputFields;
pub use crate::input::methods::InputMethods;
pub use crate::input::nested::{deserialize, members_schema};
pub use crate::input::parts::{CheckParts, Part, PartProblems};
pub use crate::input::problem::InputProblem;
pub use crate::input::render::Render;
pub use crate::input::rule::Rule;
pub use crate::input::source::ValueSource;
pub use crate::input::validation::ValidationError;
pub use crate::input::value::{DefaultText, DescribeInput, ReadInput, RequiredInput, TakeByValue};
pub use crate::json_schema::{Node as SchemaNode, example as example_of_schema, type_of};
pub use crate::linked::{ActionVTable, LINKED_ACTIONS, LinkedAction, OnceMetadata, Origin};
pub use crate::redactor::Redactor;
pub use crate::registered::RegisteredAction;
pub use crate::result::ActionResult;
pub use crate::returned::{
    DescribeOutput, Fallible, Outcome, OutputMethods, PlainOutput, ReturnedError, WriteOutput,
    plain,
};
pub use crate::secret::MASK;
pub use crate::table::{ActionTable, LINKED_TABLES};
pub use inject_parameter::InjectParameter;
pub use probe::{Of, Probe, Returned, ask};

/// Suggestions for mistyped names, for the command line.
pub mod suggest {
    pub use crate::suggest::nearest;
}

/// Returns the schema of the result of an asynchronous action: that of its handle, which is one of the injected values.
/// Without a handle the result comes from elsewhere, and only the return type can describe it.
pub fn delivered_schema<const N: usize>(
    injected: [Option<Value>; N],
    returned: fn() -> Value,
) -> Value {
    let any = crate::input::schema::of_output::<crate::async_result::AnyData>;
    let delivered = injected.into_iter().flatten().next();
    delivered.unwrap_or_else(|| match returned() {
        nothing if nothing["type"] == "null" => any(),
        described => described,
    })
}

/// Returns the schema of a member of a type that derives `JsonSchema`, or of its only member, which schemars can have
/// renamed. Used for parameters with serde or schemars attributes.
pub fn member_schema<T: schemars::JsonSchema>(
    generator: &mut SchemaGenerator,
    member: &str,
) -> Schema {
    let schema = T::json_schema(generator);
    let member = schema
        .get("properties")
        .and_then(Value::as_object)
        .and_then(|members| members.get(member).or_else(|| members.values().next()))
        .cloned();
    member
        .and_then(|member| Schema::try_from(member).ok())
        .unwrap_or_default()
}

/// The future of an action's `run`. A short name for what the trait `Action` declares.
pub trait Running<T>: Future<Output = Result<ActionResult<T>, ActionError>> + Send {}

impl<T, F: Future<Output = Result<ActionResult<T>, ActionError>> + Send> Running<T> for F {}

/// The future of an action's `test`. A short name for what the trait `Action` declares.
pub trait DryRunning<T>: Future<Output = Result<DryRun<T>, ActionError>> + Send {}

impl<T, F: Future<Output = Result<DryRun<T>, ActionError>> + Send> DryRunning<T> for F {}

/// Formats an input for `Debug`, with secrets masked.
///
/// # Errors
///
/// The formatter's error.
pub fn debug_input<A: RegisteredAction>(
    f: &mut std::fmt::Formatter<'_>,
    name: &str,
    action: &A,
) -> std::fmt::Result {
    let mut debug = f.debug_struct(name);
    for (key, value) in crate::input::shown::shown_typed(A::linked(), &|| action.to_json())
        .as_object()
        .into_iter()
        .flatten()
    {
        debug.field(key, &format_args!("{value}"));
    }
    debug.finish()
}

/// Converts the result of a dry-run function.
///
/// # Errors
///
/// The error of the function.
pub fn would_return<T>(
    result: Result<ActionResult<T>, ActionError>,
) -> Result<DryRun<T>, ActionError> {
    result.map(DryRun::WouldReturn)
}

/// Expands to the `Origin` of an action of the calling crate.
#[doc(hidden)]
#[macro_export]
macro_rules! __origin {
    ($line:expr) => {
        $crate::__private::Origin {
            krate: match ::core::option_env!("CARGO_PKG_NAME") {
                ::core::option::Option::Some(name) => name,
                ::core::option::Option::None => ::core::module_path!(),
            },
            version: match ::core::option_env!("CARGO_PKG_VERSION") {
                ::core::option::Option::Some(version) => version,
                ::core::option::Option::None => "",
            },
            file: ::core::file!(),
            line: $line,
        }
    };
}
pub use crate::__origin as origin;

/// Checks that the future of an action is `Send`. Generated code calls it with the span of the author's
/// function, so that the error points there.
pub fn require_send<F: Future + Send>(future: F) -> impl Future<Output = F::Output> + Send {
    future
}
