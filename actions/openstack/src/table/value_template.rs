//! Templates of JSON values: literals, references to inputs, choices, lists made from lists.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::condition::Condition;
use super::function::Function;

/// A JSON value computed from inputs. It may be absent.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
pub(crate) enum ValueTemplate {
    /// A constant.
    Literal(Value),
    /// A list; absent items are left out.
    List(Vec<ValueTemplate>),
    /// An object; absent members are left out.
    Object {
        /// Members that have templates.
        members: Vec<(String, ValueTemplate)>,
        /// Inputs whose members are copied into the object.
        merge: Vec<Merge>,
    },
    /// A reference to an input.
    Input(InputRef),
    /// One of two templates; either may be missing.
    Choice(Box<Choice>),
    /// A list with one element per element of an input.
    Each(Box<Each>),
}

/// A reference to an input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InputRef {
    /// Name of the input.
    #[serde(rename = "$in")]
    pub(crate) name: String,
    /// Function applied to the value.
    #[serde(default, rename = "as")]
    pub(crate) function: Function,
    /// Makes the value absent unless it holds.
    #[serde(rename = "if")]
    pub(crate) guard: Option<Guard>,
}

/// A condition on a referenced input.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Guard {
    /// Not null.
    Given,
    /// True in Python.
    True,
}

/// Copies the members of an input into an object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// Name of the input; `**` is the object of all undeclared inputs.
    pub(crate) from: String,
    /// Function applied to each value.
    #[serde(default, rename = "as")]
    pub(crate) function: Function,
    /// Members to leave out.
    pub(crate) omit: Option<Omit>,
}

/// Selection of members to leave out.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Omit {
    /// Members that are null.
    Null,
    /// Members that are false in Python.
    False,
}

/// One of two templates.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// Condition that selects the template.
    #[serde(rename = "$if")]
    pub(crate) condition: Condition,
    /// Template used if the condition holds.
    #[serde(default, deserialize_with = "present")]
    pub(crate) then: Option<ValueTemplate>,
    /// Template used otherwise.
    #[serde(default, rename = "else", deserialize_with = "present")]
    pub(crate) otherwise: Option<ValueTemplate>,
}

/// A list made from a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Each {
    /// Name of the input, a list.
    #[serde(rename = "$each")]
    pub(crate) name: String,
    /// Template of each element; in it, the input `$item` is the element.
    pub(crate) to: ValueTemplate,
}

impl TryFrom<Value> for ValueTemplate {
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

impl ValueTemplate {
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

/// Distinguishes the template `null` from a missing template.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<ValueTemplate>, D::Error> {
    ValueTemplate::deserialize(from).map(Some)
}
