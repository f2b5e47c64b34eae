//! What generated code names. Not part of the API.

pub(crate) mod probe;

use std::future::Future;

pub use linkme;
pub use schemars::{self, Schema, SchemaGenerator};
pub use serde::{self, Deserializer};
pub use serde_json::{Error as EncodeError, Map, Value};

pub use crate::action::Action;
pub use crate::blocking::run_blocking;
pub use crate::context::ActionContext;
pub use crate::dry_run::DryRun;
pub use crate::error::ActionError;
pub use crate::inject::{InjectParameter, Injected, Requirement};
pub use crate::input::class::decode as decode_class;
pub use crate::input::constraint::{
    Constraint, HasLength, HasRange, HasScalar, HasText, Number, Pattern, Scalar, View,
};
pub use crate::input::decode::{InputFields, check as check_fields, decode};
pub use crate::input::field::{Field, IfMissing};
pub use crate::input::field_checker::FieldChecker;
pub use crate::input::problem::InputProblem;
pub use crate::input::render::{Render, to_json as fields_to_json};
pub use crate::input::value::{DefaultText, DescribeInput, ReadInput, TakeByValue};
pub use crate::input::{Format, Input};
use crate::linked::shown;
pub use crate::linked::{Glue, LINKED_ACTIONS, LinkedAction, OnceFacts, Origin, RegisteredAction};
pub use crate::result::ActionResult;
pub use crate::returned::{
    DescribeOutput, Fallible, Outcome, PlainOutput, ReturnedError, WriteOutput, plain,
};
pub use crate::table::LINKED_TABLES;
pub use probe::{Of, Probe, Returned, ask};

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

/// `Debug` of an input: its name and what may be shown.
///
/// # Errors
///
/// The formatter's.
pub fn debug_input<A: RegisteredAction>(
    f: &mut std::fmt::Formatter<'_>,
    name: &str,
    action: &A,
) -> std::fmt::Result {
    let mut debug = f.debug_struct(name);
    for (key, value) in shown(action).as_object().into_iter().flatten() {
        debug.field(key, &format_args!("{value}"));
    }
    debug.finish()
}

/// What the function of a dry run returned.
///
/// # Errors
///
/// The function's.
pub fn would_return<T>(
    result: Result<ActionResult<T>, ActionError>,
) -> Result<DryRun<T>, ActionError> {
    result.map(DryRun::WouldReturn)
}

/// Where the crate that names this macro defines an action.
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

/// Where the future of an action is checked to be `Send`: called with the span of the author's function.
pub fn require_send<F: Future + Send>(future: F) -> impl Future<Output = F::Output> + Send {
    future
}
