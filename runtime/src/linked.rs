//! [`LinkedAction`]: an action that is part of this binary, as the macro registers it.

use std::any::Any;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use crate::action::Action;
use crate::catalog::{ActionEntry, CrateEntry, SourceEntry};
use crate::context::ActionContext;
use crate::docs;
use crate::dry_run::DryRun;
use crate::error::{ActionError, ErrorKind};
use crate::inject::Requirement;
use crate::input::problem::InputProblem;
use crate::input::{Input, InputErrors, secrets};
use crate::result::ActionResult;

/// All actions that the crates of this binary register.
#[linkme::distributed_slice]
pub static LINKED_ACTIONS: [LinkedAction];

/// An action that is part of this binary. A static of this type stands beside every annotated function.
#[derive(Debug)]
pub struct LinkedAction {
    /// Mistral's name of the action.
    pub name: &'static str,
    /// Other names it answers to.
    pub aliases: &'static [&'static str],
    /// The doc comment, one line per source line.
    pub docs: &'static str,
    /// Tags to find it by.
    pub tags: &'static [&'static str],
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<&'static str>,
    /// Its own time limit.
    pub timeout: Option<Duration>,
    /// Whether it blocks a thread.
    pub is_blocking: bool,
    /// The types that are injected.
    pub injects: &'static [&'static str],
    /// What of the application these types need.
    pub requirements: &'static [fn() -> Option<Requirement>],
    /// Where it is defined.
    pub origin: Origin,
    /// What runs it.
    pub vtable: ActionVTable,
    /// What follows from its input, once somebody asked for it.
    pub metadata: OnceMetadata,
}

/// Where an action is defined.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Name of the crate.
    pub krate: &'static str,
    /// Version of the crate.
    pub version: &'static str,
    /// File, as rustc was given it.
    pub file: &'static str,
    /// Line of the action's name.
    pub line: u32,
}

impl Origin {
    /// The file, without what depends on the machine that the crate was built on.
    pub fn portable_file(&self) -> &'static str {
        let is_absolute = self.file.starts_with('/') || self.file.contains(":\\");
        match (is_absolute, self.file.rfind("/src/")) {
            (true, Some(at)) => &self.file[at + 1..],
            (true, None) => self.file.rsplit(['/', '\\']).next().unwrap_or(self.file),
            (false, _) => self.file,
        }
    }
}

/// What follows from an action's input type, worked out when it is first needed.
#[derive(Debug)]
pub struct OnceMetadata(OnceLock<Metadata>);

#[derive(Debug)]
struct Metadata {
    schema: Value,
    has_secrets: bool,
}

impl OnceMetadata {
    /// Nothing worked out yet.
    #[allow(
        clippy::new_without_default,
        reason = "only generated code makes one, in a constant"
    )]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }
}

impl LinkedAction {
    #[inline]
    fn metadata(&self) -> &Metadata {
        self.metadata.0.get_or_init(|| self.compute_metadata())
    }

    #[cold]
    fn compute_metadata(&self) -> Metadata {
        let schema = (self.vtable.input_schema)();
        Metadata {
            has_secrets: secrets::are_in(&schema),
            schema,
        }
    }

    /// JSON Schema of the input.
    pub fn input_schema(&self) -> &Value {
        &self.metadata().schema
    }

    /// Whether some input must not be shown.
    #[inline]
    pub(crate) fn has_secrets(&self) -> bool {
        self.metadata().has_secrets
    }

    /// The documentation: of the function, else of the type.
    pub(crate) fn docs(&self) -> &str {
        let of_type = || {
            self.input_schema()["description"]
                .as_str()
                .unwrap_or_default()
        };
        if self.docs.is_empty() {
            of_type()
        } else {
            self.docs
        }
    }

    /// Returns the entry of the catalog.
    pub(crate) fn entry(&self) -> ActionEntry {
        let origin = &self.origin;
        ActionEntry {
            aliases: owned(self.aliases),
            summary: docs::summary(self.docs()),
            description: docs::folded(self.docs()),
            tags: owned(self.tags),
            is_sync: (self.vtable.is_sync)(),
            has_dry_run: (self.vtable.has_dry_run)(),
            deprecated: self.deprecated.map(str::to_owned),
            timeout_seconds: self.timeout.map(|timeout| timeout.as_secs_f64()),
            output: (self.vtable.output_schema)(),
            injects: owned(self.injects),
            krate: Some(CrateEntry {
                name: origin.krate.into(),
                version: origin.version.into(),
            }),
            source: Some(SourceEntry {
                file: origin.portable_file().into(),
                line: origin.line,
            }),
            ..ActionEntry::new(self.name, self.input_schema().clone())
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// An action type that is registered in the binary; `#[mistral_action]` and `register_action!` implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a registered action",
    label = "not the input type of an action",
    note = "`#[mistral_action]` on `fn servers_get` makes `ServersGet` one; a hand-written `Action` needs `register_action!`"
)]
pub trait RegisteredAction: Action {
    /// Returns the registration.
    #[doc(hidden)]
    fn linked() -> &'static LinkedAction;

    /// Reads the input of a call.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    fn decode(input: Input) -> Result<Self, Vec<InputProblem>>;

    /// Checks an input that was not decoded, which [`decode`](Self::decode) would have done: a type says
    /// nothing of bounds. What implements [`Action`] by hand has no constraints.
    ///
    /// # Errors
    ///
    /// All problems of the input.
    fn check(&self) -> Result<(), Vec<InputProblem>> {
        Ok(())
    }

    /// JSON Schema of the input.
    fn input_schema() -> Value;

    /// The input as JSON, as far as its types can be shown. With its secrets: see `shown`.
    fn to_json(&self) -> Value;

    /// The output of a call as JSON.
    ///
    /// # Errors
    ///
    /// serde's, for maps with keys that are no strings and the like.
    fn encode(output: &Self::Output) -> Result<Value, serde_json::Error>;

    /// JSON Schema of the output.
    fn output_schema() -> Value;
}

/// The input of a call as it may be shown, secrets masked.
pub(crate) fn shown<A: RegisteredAction>(action: &A) -> Value {
    masked(A::linked(), action.to_json())
}

fn masked(linked: &LinkedAction, mut input: Value) -> Value {
    if linked.has_secrets() {
        secrets::mask(&mut input, linked.input_schema());
    }
    input
}

pub(crate) type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;

/// What a call leads to, boxed.
pub(crate) type Work<T> = BoxFuture<Result<T, ActionError>>;

/// Starts the work of a call by name.
type Start<T> = fn(Input, ActionContext) -> Work<T>;

/// The functions of an action whose type is erased.
#[derive(Clone, Copy)]
pub struct ActionVTable {
    pub(crate) run: Start<ActionResult<Value>>,
    /// `None` if there is nothing to do but to check the input.
    pub(crate) test: Option<Start<DryRun<Value>>>,
    pub(crate) validate: fn(Input) -> Result<Value, InputErrors>,
    pub(crate) input_schema: fn() -> Value,
    pub(crate) output_schema: fn() -> Value,
    /// The output of a typed call as JSON.
    pub(crate) show_output: fn(&(dyn Any + Send)) -> Option<Value>,
    pub(crate) is_sync: fn() -> bool,
    pub(crate) has_dry_run: fn() -> bool,
}

impl std::fmt::Debug for ActionVTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActionVTable")
    }
}

impl ActionVTable {
    /// Returns the function table of an action type.
    pub const fn of<A: RegisteredAction>() -> Self {
        Self {
            test: Some(|input, context| {
                Box::pin(async move {
                    let action = enter::<A>(input, &context)?;
                    context.note_input(shown(&action));
                    Ok(match action.test(&context).await? {
                        DryRun::WouldReturn(result) => {
                            DryRun::WouldReturn(encode::<A>(result, &context)?)
                        }
                        DryRun::InputIsValid => DryRun::InputIsValid,
                    })
                })
            }),
            ..Self::without_dry_run::<A>()
        }
    }

    /// Returns the function table of an action type whose dry run only checks the input, which is less to compile.
    pub const fn without_dry_run<A: RegisteredAction>() -> Self {
        Self {
            run: |input, context| {
                Box::pin(async move {
                    let action = enter::<A>(input, &context)?;
                    encode::<A>(action.run(&context).await?, &context)
                })
            },
            test: None,
            validate: |input| decode::<A>(input).map(|action| shown(&action)),
            input_schema: A::input_schema,
            output_schema: A::output_schema,
            show_output: |output| A::encode(output.downcast_ref()?).ok(),
            is_sync: A::is_sync,
            has_dry_run: A::has_dry_run,
        }
    }
}

fn decode<A: RegisteredAction>(input: Input) -> Result<A, InputErrors> {
    match A::decode(input) {
        Ok(action) => Ok(action),
        Err(problems) => Err(InputErrors::new(A::linked().name, problems)),
    }
}

/// Checks the input of a typed call.
#[inline]
pub(crate) fn check<A: RegisteredAction>(action: &A) -> Result<(), InputErrors> {
    match action.check() {
        Ok(()) => Ok(()),
        Err(problems) => Err(InputErrors::new(A::linked().name, problems)),
    }
}

/// The action of a call, whose secrets are known from here on.
#[inline]
fn enter<A: RegisteredAction>(input: Input, context: &ActionContext) -> Result<A, ActionError> {
    let action = decode::<A>(input)?;
    keep_secrets(context, &action);
    Ok(action)
}

/// Remembers the secrets of an input, for redaction of errors and messages.
#[inline]
pub(crate) fn keep_secrets<A: RegisteredAction>(context: &ActionContext, action: &A) {
    let linked = A::linked();
    if linked.has_secrets() {
        context.keep_secrets(action.to_json(), linked.input_schema());
    }
}

/// The result with its data as JSON, fit to leave the call.
#[inline]
fn encode<A: RegisteredAction>(
    result: ActionResult<A::Output>,
    context: &ActionContext,
) -> Result<ActionResult<Value>, ActionError> {
    match result {
        ActionResult::Data(data) => match A::encode(&data) {
            Ok(data) => Ok(ActionResult::Data(data)),
            Err(error) => Err(not_json(&error)),
        },
        ActionResult::Error { error, data } => {
            let data = data.map(|data| A::encode(&data)).transpose();
            let data = data.map_err(|error| not_json(&error))?;
            Ok(context.redact_result(ActionResult::Error { error, data }))
        }
        ActionResult::Cancel => Ok(ActionResult::Cancel),
    }
}

#[cold]
fn not_json(error: &serde_json::Error) -> ActionError {
    ActionError::of(
        ErrorKind::Internal,
        format_args!("the result cannot be written as JSON: {error}"),
    )
}
