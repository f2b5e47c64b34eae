//! Serialized Python objects, and the native actions that replace their classes.
//!
//! Mistral's engine creates an object of a Python class for every action that it knows, and sends that object to the
//! executor. A pack registers the classes that its actions replace:
//!
//! ```
//! use mistral_actions::prelude::*;
//! use mistral_wire::python::PythonObject;
//!
//! /// Returns its input.
//! #[mistral_action(name = "std.echo")]
//! async fn echo(output: Value) -> Value {
//!     output
//! }
//!
//! mistral_wire::register_python_class!("mistral.actions.std_actions.EchoAction", |mut echo| {
//!     Ok(echo.call("std.echo").input("output", echo.take("output")))
//! });
//!
//! let classes = mistral_wire::python::PythonClasses::linked().unwrap();
//! let object = serde_json::from_value(json!({
//!     "cls": "mistral.actions.std_actions.EchoAction", "cls_attrs": {}, "data": {"output": "hi", "_delay": 0}
//! })).unwrap();
//! let call = classes.find("mistral.actions.std_actions.EchoAction").unwrap()(object).unwrap();
//! assert_eq!(call.name, "std.echo");
//! assert_eq!(call.input["output"], "hi");
//! # use mistral_actions::serde_json;
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

/// An action object as `mistral_lib.actions.base.ActionSerializer` writes it.
#[derive(Clone, Deserialize)]
pub struct PythonObject {
    /// Module and name of its class.
    #[serde(rename = "cls")]
    pub class: String,
    /// Attributes of the class, if it was created at run time (OpenStack actions).
    #[serde(default, rename = "cls_attrs")]
    pub class_attributes: Map<String, Value>,
    /// Attributes of the object, which its constructor derived from the action's input.
    #[serde(default, rename = "data")]
    pub attributes: Map<String, Value>,
}

impl PythonObject {
    /// Removes and returns an attribute; null if the object does not have it.
    pub fn take(&mut self, attribute: &str) -> Value {
        self.attributes.remove(attribute).unwrap_or_default()
    }

    /// Returns a call, without input yet, of the action that replaces the object's class.
    pub fn call(&self, name: impl Into<Cow<'static, str>>) -> PythonCall {
        PythonCall {
            name: name.into(),
            input: Map::new(),
        }
    }
}

/// Attributes may be passwords, so only their names are shown.
impl fmt::Debug for PythonObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PythonObject")
            .field("class", &self.class)
            .field("class_attributes", &self.class_attributes)
            .field("attributes", &self.attributes.keys().collect::<Vec<_>>())
            .finish()
    }
}

/// Call of the action that replaces a Python object.
#[derive(Clone)]
pub struct PythonCall {
    /// Name of the action.
    pub name: Cow<'static, str>,
    /// Its input.
    pub input: Map<String, Value>,
}

impl PythonCall {
    /// Adds an input.
    pub fn input(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.input.insert(name.to_owned(), value.into());
        self
    }

    /// Adds an input unless its value is null, in which case the action uses its default.
    pub fn input_unless_null(self, name: &str, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => self,
            value => self.input(name, value),
        }
    }
}

impl fmt::Debug for PythonCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PythonCall")
            .field("name", &self.name)
            .field("input", &self.input.keys().collect::<Vec<_>>())
            .finish()
    }
}

/// Translates a Python object to a call; the error describes what is invalid about the object.
pub type ReadPythonObject = fn(PythonObject) -> Result<PythonCall, String>;

/// A Python class that an action of this binary replaces. See
/// [`register_python_class!`](crate::register_python_class).
#[derive(Clone, Copy, Debug)]
pub struct PythonClass {
    /// Module and name of the class.
    pub class: &'static str,
    /// Translates its objects to calls.
    pub read: ReadPythonObject,
    /// File and line of the registration.
    #[doc(hidden)]
    pub place: &'static str,
}

/// All registrations of the crates in this binary.
#[doc(hidden)]
#[linkme::distributed_slice]
pub static LINKED_PYTHON_CLASSES: [PythonClass];

/// Registers the translation of a Python class's objects to calls of an action. See the [module](crate::python).
#[macro_export]
macro_rules! register_python_class {
    ($class:expr, $read:expr $(,)?) => {
        const _: () = {
            #[$crate::__private::linkme::distributed_slice($crate::python::LINKED_PYTHON_CLASSES)]
            #[linkme(crate = $crate::__private::linkme)]
            static CLASS: $crate::python::PythonClass = $crate::python::PythonClass {
                class: $class,
                read: $read,
                place: ::core::concat!(::core::file!(), ":", ::core::line!()),
            };
        };
    };
}

/// The Python classes that this binary replaces.
#[derive(Clone, Debug, Default)]
pub struct PythonClasses(BTreeMap<&'static str, &'static PythonClass>);

impl PythonClasses {
    /// Collects the registrations of the crates in this binary.
    ///
    /// # Errors
    ///
    /// If a class is registered twice: all such pairs, with file and line of each.
    pub fn linked() -> Result<Self, DuplicateClasses> {
        Self::of(&LINKED_PYTHON_CLASSES)
    }

    fn of(linked: &'static [PythonClass]) -> Result<Self, DuplicateClasses> {
        let mut classes = BTreeMap::new();
        let mut duplicates = Vec::new();
        for class in linked {
            if let Some(first) = classes.insert(class.class, class) {
                duplicates.push((class.class, [first.place, class.place]));
            }
        }
        if duplicates.is_empty() {
            return Ok(Self(classes));
        }
        // The linker's order is arbitrary.
        for (_, places) in &mut duplicates {
            places.sort_unstable();
        }
        duplicates.sort_unstable();
        Err(DuplicateClasses(duplicates))
    }

    /// Returns the translation of a class's objects.
    pub fn find(&self, class: &str) -> Option<ReadPythonObject> {
        self.0.get(class).map(|class| class.read)
    }

    /// Returns the names of all classes, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}

/// Error: a Python class is registered more than once.
#[derive(Clone, Debug)]
pub struct DuplicateClasses(Vec<(&'static str, [&'static str; 2])>);

impl fmt::Display for DuplicateClasses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("only one registration may stand in for a Python class")?;
        for (class, [first, second]) in &self.0 {
            write!(
                f,
                "\n  `{class}` is registered twice:\n    {first}\n    {second}"
            )?;
        }
        Ok(())
    }
}

impl Error for DuplicateClasses {}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuse(_: PythonObject) -> Result<PythonCall, String> {
        Err("never read".into())
    }

    const fn class(place: &'static str) -> PythonClass {
        PythonClass {
            class: "a.B",
            read: refuse,
            place,
        }
    }

    #[test]
    fn class_registered_twice_is_refused_with_both_places() {
        static CLASSES: [PythonClass; 2] = [class("b.rs:2"), class("a.rs:1")];
        let message = PythonClasses::of(&CLASSES).unwrap_err().to_string();
        assert_eq!(
            message,
            "only one registration may stand in for a Python class\n  `a.B` is registered twice:\n    a.rs:1\n    b.rs:2"
        );
    }

    #[test]
    fn debug_output_hides_attributes_and_inputs() {
        let object: PythonObject =
            serde_json::from_str(r#"{"cls": "a.B", "data": {"password": "s3cret"}}"#).unwrap();
        let shown = format!("{object:?}");
        assert!(
            shown.contains("password") && !shown.contains("s3cret"),
            "{shown}"
        );
        let call = object.call("a.b").input("password", "s3cret");
        assert!(!format!("{call:?}").contains("s3cret"));
    }
}
