//! Serialized actions, as the engine sends them.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::problem::{object, problem};
use super::text::text;
use crate::python::PythonObject;

/// An action that the engine sends.
#[derive(Debug)]
pub enum ActionForm {
    /// A name of the catalog with an input, from the action provider in the engine.
    Catalog(CatalogAction),
    /// An object of a Python class.
    Python(PythonObject),
}

/// Attributes of `mistral_actions_provider.action.CatalogAction`.
#[derive(Deserialize)]
pub struct CatalogAction {
    /// The action's name.
    pub name: String,
    /// The action's input.
    #[serde(default)]
    pub input: Map<String, Value>,
}

/// Inputs may be passwords, so only the name is shown.
impl std::fmt::Debug for CatalogAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CatalogAction")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl ActionForm {
    /// Describes the action for a log line.
    pub fn describe(&self) -> String {
        match self {
            Self::Catalog(action) => format!("action `{}`", action.name),
            Self::Python(object) => format!("Python class `{}`", object.class),
        }
    }
}

/// Class of the actions that the engine's provider creates.
const CATALOG_ACTION: &str = "mistral_actions_provider.action.CatalogAction";
/// Class of ad-hoc actions, which wrap another action (`mistral/actions/adhoc.py`).
const ADHOC: &str = "mistral.actions.adhoc.AdHocAction";

#[derive(Deserialize)]
struct Serialized<'a> {
    #[serde(borrow, rename = "__serial_key")]
    key: Cow<'a, str>,
    #[serde(borrow, rename = "__serial_data")]
    data: &'a RawValue,
}

#[derive(Deserialize)]
struct AdHoc {
    base_action: String,
}

/// Reads a serialized action. An ad-hoc action is read as the action that it wraps.
///
/// # Errors
///
/// If the text is not an action that Mistral serialized.
pub fn read_action(text: &str) -> Result<ActionForm, String> {
    let serialized = entity(text)?;
    if serialized.key == ADHOC {
        // The engine applies the wrapper's transformation to the result.
        let wrapper: AdHoc = data(&serialized)?;
        return read_action(&wrapper.base_action);
    }
    let object: PythonObject = data(&serialized)?;
    if object.class != CATALOG_ACTION {
        return Ok(ActionForm::Python(object));
    }
    let attributes = Value::Object(object.attributes);
    let action = serde_json::from_value(attributes).map_err(|error| {
        format!(
            "invalid object of class `{CATALOG_ACTION}`: {}",
            problem(&error)
        )
    })?;
    Ok(ActionForm::Catalog(action))
}

fn entity(text: &str) -> Result<Serialized<'_>, String> {
    object(text).map_err(|problem| format!("invalid serialized action: {problem}"))
}

fn data<T: DeserializeOwned>(serialized: &Serialized<'_>) -> Result<T, String> {
    let data = text(serialized.data).map_err(|error| problem(&error));
    let data = data.and_then(|data| object(&data));
    data.map_err(|problem| format!("invalid serialized {}: {problem}", name_of(&serialized.key)))
}

/// Returns the name of an object for an error. In a damaged message, the key may contain a secret: it is quoted only if it is
/// the path of a Python class.
fn name_of(key: &str) -> Cow<'_, str> {
    let is_name = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    if key.split('.').all(is_name) {
        Cow::Owned(format!("`{key}`"))
    } else {
        Cow::Borrowed("object of an unknown class")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn serialized(key: &str, data: &Value) -> String {
        json!({"__serial_key": key, "__serial_data": data.to_string()}).to_string()
    }

    #[test]
    fn adhoc_action_is_read_as_the_action_it_wraps() {
        let object = json!({
            "cls": "mistral_extra.actions.openstack.actions.NovaAction",
            "cls_attrs": {"client_method_name": "servers.list"},
            "data": {"_kwargs_for_run": {"limit": 3}, "action_region": "one"}
        });
        let inner = serialized(
            "mistral_extra.actions.openstack.base.OpenStackAction",
            &object,
        );
        let outer = serialized(ADHOC, &json!({"base_action": inner}));
        let outer = serialized(ADHOC, &json!({"base_action": outer}));
        let ActionForm::Python(object) = read_action(&outer).unwrap() else {
            panic!("a Python object was sent")
        };
        assert_eq!(
            object.class_attributes["client_method_name"],
            "servers.list"
        );
        assert_eq!(object.attributes["_kwargs_for_run"]["limit"], 3);
    }

    #[test]
    fn catalog_action_is_read_by_name() {
        let object = json!({
            "cls": CATALOG_ACTION, "cls_attrs": {},
            "data": {"name": "demo.greet", "input": {"name": "Ada"}, "sync": true}
        });
        let text = serialized("mistral_lib.actions.base.Action", &object);
        let ActionForm::Catalog(action) = read_action(&text).unwrap() else {
            panic!("an action of the catalog was sent")
        };
        assert_eq!(
            (action.name.as_str(), &action.input["name"]),
            ("demo.greet", &json!("Ada"))
        );
    }

    #[test]
    fn malformed_action_is_refused() {
        assert!(
            read_action("nonsense")
                .unwrap_err()
                .starts_with("invalid serialized action")
        );
        let wrapped = serialized(ADHOC, &json!({"base_action": "nonsense"}));
        assert!(
            read_action(&wrapped)
                .unwrap_err()
                .starts_with("invalid serialized action")
        );
        let error = read_action(&serialized("some.Key", &json!({"data": {}}))).unwrap_err();
        assert!(
            error.starts_with("invalid serialized `some.Key`: missing field `cls`"),
            "{error}"
        );
    }

    #[test]
    fn error_quotes_no_text_that_is_no_class() {
        for key in [
            "s3cret value",
            "some.Key\"s3cret",
            "",
            "a..b",
            "1.2",
            "a.s3cret-1",
        ] {
            let error = read_action(&serialized(key, &json!({}))).unwrap_err();
            let expected = "invalid serialized object of an unknown class: missing field `cls`";
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
