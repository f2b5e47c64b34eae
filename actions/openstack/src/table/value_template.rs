//! Templates of JSON values: literals, places for inputs, choices, lists made from lists.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::condition::Condition;
use super::function::Function;

/// A value that depends on inputs, and may be absent.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
pub(crate) enum Template {
    /// A value as it stands.
    Literal(Value),
    /// A list; what is absent is left out.
    List(Vec<Template>),
    /// An object; what is absent is left out.
    Object {
        /// Its members.
        members: Vec<(String, Template)>,
        /// Inputs whose members are taken over.
        merge: Vec<Merge>,
    },
    /// An input.
    Input(Place),
    /// One of two, of which either may be absent.
    Choice(Box<Choice>),
    /// A list with an element for each element of an input.
    Each(Box<Each>),
}

/// A place for an input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    /// The input.
    #[serde(rename = "$in")]
    pub(crate) name: String,
    /// What is made of its value.
    #[serde(default, rename = "as")]
    pub(crate) function: Function,
    /// If this does not hold, it is absent.
    #[serde(rename = "if")]
    pub(crate) guard: Option<Guard>,
}

/// A condition on the input of a place.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Guard {
    /// Not null.
    Given,
    /// What Python takes for true.
    True,
}

/// Members of an input that become members of an object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// The input; `**` is all that is not declared.
    pub(crate) from: String,
    /// What is made of each value.
    #[serde(default, rename = "as")]
    pub(crate) function: Function,
    /// Which are left out.
    pub(crate) omit: Option<Omit>,
}

/// Which members are left out.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Omit {
    /// Those that are null.
    Null,
    /// Those that Python takes for false.
    False,
}

/// One of two templates.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// What decides.
    #[serde(rename = "$if")]
    pub(crate) condition: Condition,
    /// If it holds.
    #[serde(default, deserialize_with = "present")]
    pub(crate) then: Option<Template>,
    /// If it does not.
    #[serde(default, rename = "else", deserialize_with = "present")]
    pub(crate) otherwise: Option<Template>,
}

/// A list made from a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Each {
    /// The input that is a list.
    #[serde(rename = "$each")]
    pub(crate) name: String,
    /// What each element becomes; there, the input `$item` is the element.
    pub(crate) to: Template,
}

impl TryFrom<Value> for Template {
    type Error = serde_json::Error;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        match value {
            Value::Array(items) => {
                let items: Result<_, _> = items.into_iter().map(Self::try_from).collect();
                Ok(Self::List(items?))
            }
            Value::Object(members) if members.contains_key("$in") => {
                Ok(Self::Input(serde_json::from_value(members.into())?))
            }
            Value::Object(members) if members.contains_key("$if") => {
                Ok(Self::Choice(serde_json::from_value(members.into())?))
            }
            Value::Object(members) if members.contains_key("$each") => {
                Ok(Self::Each(serde_json::from_value(members.into())?))
            }
            Value::Object(members) => Self::object(members),
            literal => Ok(Self::Literal(literal)),
        }
    }
}

impl Template {
    fn object(mut members: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let merge = members.remove("$merge");
        let merge = merge.map(serde_json::from_value).transpose()?;
        let members: Result<_, _> = members
            .into_iter()
            .map(|(key, value)| Ok((key, Self::try_from(value)?)))
            .collect();
        Ok(Self::Object {
            members: members?,
            merge: merge.unwrap_or_default(),
        })
    }
}

/// Tells the template `null` from none.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Template>, D::Error> {
    Template::deserialize(from).map(Some)
}
