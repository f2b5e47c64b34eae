//! Serialized actions: what the engine wants run.

use std::borrow::Cow;

use crate::python::PythonObject;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::text::text;

/// What the engine wants run.
#[derive(Debug)]
pub enum ActionForm {
    /// An action of the catalog, by its name: what the action provider in the engine sends.
    Catalog(CatalogAction),
    /// An object of a Python class.
    Python(PythonObject),
}

/// Attributes of `mistral_actions_provider.action.CatalogAction`.
#[derive(Deserialize)]
pub struct CatalogAction {
    pub name: String,
    #[serde(default)]
    pub input: Map<String, Value>,
}

/// Inputs may be passwords.
impl std::fmt::Debug for CatalogAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CatalogAction")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl ActionForm {
    /// What it is, for people.
    pub fn describe(&self) -> String {
        match self {
            Self::Catalog(action) => format!("action `{}`", action.name),
            Self::Python(object) => format!("Python class `{}`", object.class),
        }
    }
}

/// The class of the actions that the engine's provider makes.
const CATALOG_ACTION: &str = "mistral_actions_provider.action.CatalogAction";
/// An ad-hoc action: one that wraps another (`mistral/actions/adhoc.py`).
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

/// Reads a serialized action.
///
/// # Errors
///
/// Why it makes no sense.
pub fn read_action(text: &str) -> Result<ActionForm, String> {
    let serialized = entity(text)?;
    if serialized.key == ADHOC {
        // What the wrapper does to the result, the engine does.
        let wrapper: AdHoc = data(&serialized)?;
        return read_action(&wrapper.base_action);
    }
    let object: PythonObject = data(&serialized)?;
    if object.class != CATALOG_ACTION {
        return Ok(ActionForm::Python(object));
    }
    let attributes = Value::Object(object.attributes);
    let action = serde_json::from_value(attributes)
        .map_err(|error| format!("the object of `{CATALOG_ACTION}` makes no sense: {error}"))?;
    Ok(ActionForm::Catalog(action))
}

fn entity(text: &str) -> Result<Serialized<'_>, String> {
    serde_json::from_str(text)
        .map_err(|error| format!("not an action that Mistral serialized: {error}"))
}

fn data<T: DeserializeOwned>(serialized: &Serialized<'_>) -> Result<T, String> {
    let data = text(serialized.data).and_then(|data| serde_json::from_str(&data));
    data.map_err(|error| {
        format!(
            "the serialized `{}` makes no sense: {error}",
            serialized.key
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn serialized(key: &str, data: &Value) -> String {
        json!({"__serial_key": key, "__serial_data": data.to_string()}).to_string()
    }

    #[test]
    fn adhoc_actions_are_what_they_wrap() {
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
    fn actions_of_the_catalog_go_by_their_name() {
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
    fn nonsense_is_refused() {
        assert!(
            read_action("nonsense")
                .unwrap_err()
                .starts_with("not an action")
        );
        let wrapped = serialized(ADHOC, &json!({"base_action": "nonsense"}));
        assert!(
            read_action(&wrapped)
                .unwrap_err()
                .starts_with("not an action")
        );
        let error = read_action(&serialized("some.Key", &json!({"data": {}}))).unwrap_err();
        assert!(
            error.starts_with("the serialized `some.Key` makes no sense: missing field `cls`"),
            "{error}"
        );
    }
}
