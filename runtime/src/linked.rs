//! [`LinkedAction`]: an action that is linked into this binary, as the macro registers it.

use std::any::Any;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use crate::catalog::{ActionEntry, CrateEntry, SourceEntry};
use crate::context::ActionContext;
use crate::docs;
use crate::dry_run::DryRun;
use crate::guard::Work;
use crate::inject::Requirement;
use crate::input::erased::ErasedInput;
use crate::input::problem::InputProblem;
use crate::input::schema::SchemaChecks;
use crate::input::{RawInput, check, schema, text, typed_check};
use crate::json_schema::Node;
use crate::result::ActionResult;

/// The actions that the crates of this binary register.
#[linkme::distributed_slice]
pub static LINKED_ACTIONS: [LinkedAction];

/// An action that is linked into this binary. The macro generates a static of this type for each annotated
/// function.
#[derive(Debug)]
pub struct LinkedAction {
    /// Mistral's name of the action.
    pub name: &'static str,
    /// Other names of the action.
    pub aliases: &'static [&'static str],
    /// The doc comment, one line per source line.
    pub docs: &'static str,
    /// Tags for searches in the catalog.
    pub tags: &'static [&'static str],
    /// Replacement to use, if the action is deprecated.
    pub deprecated: Option<&'static str>,
    /// The action's own time limit.
    pub timeout: Option<Duration>,
    /// Set if the function blocks its thread.
    pub is_blocking: bool,
    /// Types of the injected parameters.
    pub injects: &'static [&'static str],
    /// State that these types require.
    pub requirements: &'static [fn() -> Option<Requirement>],
    /// Source location of the definition.
    pub origin: Origin,
    /// Functions that run it.
    pub vtable: ActionVTable,
    /// Metadata of the input type, computed on first use.
    pub metadata: OnceMetadata,
}

impl LinkedAction {
    /// Creates a registration without further facts; the methods below add them.
    pub const fn new(name: &'static str, origin: Origin, vtable: ActionVTable) -> Self {
        Self {
            name,
            aliases: &[],
            docs: "",
            tags: &[],
            deprecated: None,
            timeout: None,
            is_blocking: false,
            injects: &[],
            requirements: &[],
            origin,
            vtable,
            metadata: OnceMetadata::new(),
        }
    }

    /// Sets the aliases.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Sets the documentation.
    #[must_use]
    pub const fn documented(mut self, docs: &'static str) -> Self {
        self.docs = docs;
        self
    }

    /// Sets the tags.
    #[must_use]
    pub const fn tags(mut self, tags: &'static [&'static str]) -> Self {
        self.tags = tags;
        self
    }

    /// Sets the note of a deprecated action.
    #[must_use]
    pub const fn deprecated(mut self, note: &'static str) -> Self {
        self.deprecated = Some(note);
        self
    }

    /// Sets the time limit.
    #[must_use]
    pub const fn timeout(mut self, millis: u64) -> Self {
        self.timeout = Some(Duration::from_millis(millis));
        self
    }

    /// Marks a function that blocks its thread.
    #[must_use]
    pub const fn blocking(mut self) -> Self {
        self.is_blocking = true;
        self
    }

    /// Sets the types of the injected parameters and the state that they require.
    #[must_use]
    pub const fn injects(
        mut self,
        types: &'static [&'static str],
        requirements: &'static [fn() -> Option<Requirement>],
    ) -> Self {
        self.injects = types;
        self.requirements = requirements;
        self
    }
}

/// Source location of an action.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Name of the crate.
    pub krate: &'static str,
    /// Version of the crate.
    pub version: &'static str,
    /// Path of the file, as passed to rustc.
    pub file: &'static str,
    /// Line of the action's name.
    pub line: u32,
}

impl Origin {
    /// Returns the path of the file without the part that differs between build machines.
    pub fn portable_file(&self) -> &'static str {
        let is_absolute = self.file.starts_with('/') || self.file.contains(":\\");
        match (is_absolute, self.file.rfind("/src/")) {
            (true, Some(at)) => &self.file[at + 1..],
            (true, None) => self.file.rsplit(['/', '\\']).next().unwrap_or(self.file),
            (false, _) => self.file,
        }
    }
}

/// Metadata of an action's input type, computed on first use.
#[derive(Debug)]
pub struct OnceMetadata(OnceLock<Metadata>);

#[derive(Debug)]
struct Metadata {
    schema: Value,
    /// The names of the inputs as they are declared.
    order: Vec<String>,
    checks: SchemaChecks,
    has_secrets: bool,
}

impl OnceMetadata {
    /// Creates empty metadata.
    #[allow(
        clippy::new_without_default,
        reason = "only generated code creates one, in a constant"
    )]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }
}

impl Metadata {
    #[cold]
    fn check(&self, input: RawInput) -> Result<RawInput, (Vec<InputProblem>, RawInput)> {
        let mut value = match input {
            RawInput::Value(value) => value,
            RawInput::Text(text) => match text::parse(&text) {
                Ok(value) => value,
                Err(problems) => return Err((problems, RawInput::Text(text))),
            },
        };
        match check::whole(&mut value, &self.schema, &self.order) {
            Ok(()) => Ok(RawInput::Value(value)),
            Err(problems) => Err((problems, RawInput::Value(value))),
        }
    }
}

impl LinkedAction {
    #[inline]
    fn metadata(&self) -> &Metadata {
        self.metadata.0.get_or_init(|| self.compute_metadata())
    }

    #[cold]
    fn compute_metadata(&self) -> Metadata {
        let mut schema = (self.vtable.input_schema)();
        // The catalog has the documentation of the function; that of an author's input type is for Rust's readers.
        if let Some(keywords) = schema.as_object_mut().filter(|_| !self.docs.is_empty()) {
            keywords.remove("description");
        }
        Metadata {
            order: schema::take_order(&mut schema),
            checks: schema::take_checks(&mut schema),
            has_secrets: Node::root(&schema).may_hold_secret(),
            schema,
        }
    }

    /// Returns the JSON Schema of the input.
    pub fn input_schema(&self) -> &Value {
        &self.metadata().schema
    }

    /// Returns the names of the inputs as they are declared.
    pub(crate) fn input_order(&self) -> &[String] {
        &self.metadata().order
    }

    /// Returns whether an input is compared with the schema: its type enforces less, or stops at the first problem.
    #[inline]
    pub(crate) fn needs_check(&self) -> bool {
        let checks = self.metadata().checks;
        checks.before_decoding || checks.inside
    }

    /// Checks an input against the constraints of its schema that its type does not enforce.
    ///
    /// # Errors
    ///
    /// All problems of the input, and the input.
    pub(crate) fn check(&self, input: RawInput) -> Result<RawInput, (Vec<InputProblem>, RawInput)> {
        let checks = self.metadata().checks;
        let is_value = matches!(input, RawInput::Value(_));
        if checks.before_decoding || (is_value && checks.inside) {
            self.metadata().check(input)
        } else {
            Ok(input)
        }
    }

    /// Returns a copy of a text that is decoded without a check by the schema, although there are constraints inside
    /// the inputs: decoding stops at the first value with the wrong type, and [`problems_of`](Self::problems_of) the
    /// text are all.
    #[inline]
    pub(crate) fn keep_text(&self, input: &RawInput) -> Option<String> {
        match input {
            RawInput::Text(text) if self.metadata().checks.inside => Some(text.clone()),
            _ => None,
        }
    }

    /// Returns the problems of a text by the schema.
    #[cold]
    pub(crate) fn problems_of(&self, text: String) -> Vec<InputProblem> {
        let checked = self.metadata().check(RawInput::Text(text));
        checked
            .err()
            .map_or_else(Vec::new, |(problems, _)| problems)
    }

    /// Checks the constraints inside the inputs of a typed call. `to_json` returns the input as JSON; most actions
    /// have no such constraints and need no JSON.
    ///
    /// # Errors
    ///
    /// The violated constraints.
    #[inline]
    pub(crate) fn check_typed(&self, to_json: &dyn Fn() -> Value) -> Result<(), Vec<InputProblem>> {
        let metadata = self.metadata();
        if !metadata.checks.inside {
            return Ok(());
        }
        let problems = typed_check::problems(&to_json(), &metadata.schema);
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    /// Returns [`needs_check`](Self::needs_check) and [`has_secrets`](Self::has_secrets), which each call asks for.
    #[inline]
    pub(crate) fn needs_check_and_has_secrets(&self) -> (bool, bool) {
        let Metadata {
            checks,
            has_secrets,
            ..
        } = self.metadata();
        (checks.before_decoding || checks.inside, *has_secrets)
    }

    /// Returns whether any input is secret.
    #[inline]
    pub(crate) fn has_secrets(&self) -> bool {
        self.metadata().has_secrets
    }

    /// Returns the documentation of the function, or else of the type.
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
            ..ActionEntry::with_order(self.name, self.input_schema().clone(), self.input_order())
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// Creates the work of a call by name.
type Start<T> = fn(RawInput, ActionContext) -> Work<T>;

/// The functions of an action whose type is erased.
#[derive(Clone, Copy)]
pub struct ActionVTable {
    pub(crate) run: Start<ActionResult<Value>>,
    /// `None` if the dry run only validates the input.
    pub(crate) test: Option<Start<DryRun<Value>>>,
    /// Returns an input that is not decoded yet.
    pub(crate) new_input: fn() -> Box<dyn ErasedInput>,
    pub(crate) input_schema: fn() -> Value,
    pub(crate) output_schema: fn() -> Value,
    /// Converts the output of a typed call to JSON.
    pub(crate) show_output: fn(&(dyn Any + Send)) -> Option<Value>,
    pub(crate) is_sync: fn() -> bool,
    pub(crate) has_dry_run: fn() -> bool,
}

impl std::fmt::Debug for ActionVTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActionVTable")
    }
}
