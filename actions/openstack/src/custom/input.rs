//! Types of inputs that the Python clients accept in several forms.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

/// An id: a text, a number, or an object with a member `id`, such as the result of another action.
///
/// ```
/// use mistral_actions_openstack::Id;
/// use serde_json::json;
///
/// for id in [json!("7"), json!(7), json!({"id": "7", "name": "vm"})] {
///     assert_eq!(serde_json::from_value::<Id>(id).unwrap(), Id::from("7"));
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Id(String);

impl<T: Into<String>> From<T> for Id {
    fn from(id: T) -> Self {
        Self(id.into())
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Id {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(id) => Some(Self(id.clone())),
            Value::Number(id) => Some(Self(id.to_string())),
            Value::Object(object) => match object.get("id")? {
                Value::Object(_) => None,
                id => Self::read(id),
            },
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::read(&value)
            .ok_or_else(|| D::Error::custom("expected an id or an object with an `id`"))
    }
}

impl JsonSchema for Id {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "number", "object"],
            "properties": {"id": {"type": ["string", "number"]}},
            "required": ["id"],
        })
    }
}

/// An id that must be given; null or an empty text stands for no id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct IdOrNone(Option<Id>);

impl IdOrNone {
    /// Returns the id, if there is one.
    pub fn id(&self) -> Option<&str> {
        let id = self.0.as_ref().map(AsRef::as_ref);
        id.filter(|id| !id.is_empty())
    }
}

impl<T: Into<Id>> From<T> for IdOrNone {
    fn from(id: T) -> Self {
        Self(Some(id.into()))
    }
}

impl<'de> Deserialize<'de> for IdOrNone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

impl JsonSchema for IdOrNone {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "IdOrNone".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "number", "object", "null"],
            "properties": {"id": {"type": ["string", "number"]}},
            "required": ["id"],
        })
    }
}

/// An optional value whose null differs from its absence: null unsets the current value.
///
/// It does not implement `Serialize`, because JSON has no form of [`Undefined`](Self::Undefined); so its default does
/// not appear in the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MaybeUndefined<T> {
    /// The input is missing.
    #[default]
    Undefined,
    /// The input is null.
    Null,
    /// The input has a value.
    Value(T),
}

impl<T> MaybeUndefined<T> {
    /// Returns `None` if the input is missing, and `Some(None)` if it is null.
    pub fn as_option(&self) -> Option<Option<&T>> {
        match self {
            Self::Undefined => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    pub(super) fn is_defined(&self) -> bool {
        !matches!(self, Self::Undefined)
    }
}

impl<T: Serialize> MaybeUndefined<T> {
    /// Returns the value or null in JSON; `None` if the input is missing.
    pub(super) fn to_json(&self) -> Option<Value> {
        self.as_option().map(|value| json!(value))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for MaybeUndefined<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

impl<T: JsonSchema> JsonSchema for MaybeUndefined<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("MaybeUndefined_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// One text or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum OneOrMany {
    /// One text.
    One(String),
    /// Several texts.
    Many(Vec<String>),
}

impl OneOrMany {
    /// Returns all texts.
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// A boolean or a text that the service interprets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum BoolOrText {
    /// A boolean.
    Bool(bool),
    /// A text.
    Text(String),
}

#[cfg(test)]
mod tests {
    use serde_json::from_value;

    use super::*;

    #[test]
    fn values_without_id_are_refused() {
        for invalid in [
            json!(null),
            json!([1]),
            json!({"name": "x"}),
            json!({"id": {"id": 1}}),
            json!(true),
        ] {
            assert!(from_value::<Id>(invalid.clone()).is_err(), "{invalid}");
        }
        assert_eq!(from_value::<IdOrNone>(json!("")).unwrap().id(), None);
        assert_eq!(from_value::<IdOrNone>(json!(null)).unwrap().id(), None);
        assert_eq!(
            from_value::<IdOrNone>(json!({"id": 7})).unwrap().id(),
            Some("7")
        );
    }
}
