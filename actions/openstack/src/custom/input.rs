//! Types of inputs that Python takes in several forms.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// An id: a text, a number, or an object whose member `id` it is, such as the result of another action.
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
        Self::read(&value).ok_or_else(|| D::Error::custom("expected an id, or an object with one"))
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

/// An id that has to be told, be it as null or as an empty text where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct IdOrNone(Option<Id>);

impl IdOrNone {
    /// The id, if there is one.
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

/// A value for which null says something else than nothing: what is there shall be unset.
///
/// It has no form in JSON for what was not given, so that no default stands in the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Given<T> {
    /// Nothing was given.
    #[default]
    Nothing,
    /// Null, or a value.
    Something(Option<T>),
}

impl<T> Given<T> {
    /// Null or the value, if it was given.
    pub fn something(&self) -> Option<&Option<T>> {
        match self {
            Self::Nothing => None,
            Self::Something(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::Something)
    }
}

impl<T: JsonSchema> JsonSchema for Given<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Given_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// A text, or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum OneOrMany {
    /// A text.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// All of them.
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// True, false, or a text that the service understands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum BoolOrText {
    /// True or false.
    Bool(bool),
    /// A text.
    Text(String),
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn what_is_no_id_is_refused() {
        for no_id in [
            json!(null),
            json!([1]),
            json!({"name": "x"}),
            json!({"id": {"id": 1}}),
            json!(true),
        ] {
            assert!(from_value::<Id>(no_id.clone()).is_err(), "{no_id}");
        }
        assert_eq!(from_value::<IdOrNone>(json!("")).unwrap().id(), None);
        assert_eq!(from_value::<IdOrNone>(json!(null)).unwrap().id(), None);
        assert_eq!(
            from_value::<IdOrNone>(json!({"id": 7})).unwrap().id(),
            Some("7")
        );
    }
}
