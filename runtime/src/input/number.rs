//! Numbers of constraints, compared without losing integers above 2^53.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Value;

/// A number of a constraint or an input.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// A number with a fraction.
    Float(f64),
}

impl Number {
    #[allow(
        clippy::cast_precision_loss,
        reason = "only reached when one side is a float anyway"
    )]
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Int(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// Converts a JSON number.
    pub(crate) fn of_json(value: &Value) -> Option<Self> {
        let number = value.as_number()?;
        let integer = number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from));
        integer
            .map(Self::Int)
            .or_else(|| number.as_f64().map(Self::Float))
    }

    /// Converts the number to JSON.
    pub(crate) fn to_json(self) -> Value {
        match self {
            Self::Int(number) => i64::try_from(number)
                .map(Value::from)
                .or_else(|_| u64::try_from(number).map(Value::from))
                .unwrap_or_else(|_| Value::from(self.as_f64())),
            Self::Float(number) => Value::from(number),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => left.partial_cmp(right),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
        }
    }
}
