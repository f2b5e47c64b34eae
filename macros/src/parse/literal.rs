//! [`Literal`]: a literal number or string in an attribute, with its value.

use std::cmp::Ordering;
use std::fmt;

use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// A literal number, which can be negative, or a literal string.
pub(crate) struct Literal {
    /// As written.
    pub(crate) expression: Box<Expr>,
    pub(crate) value: Scalar,
}

/// Value of a literal. Compares as the runtime does.
#[derive(Clone, Debug)]
pub(crate) enum Scalar {
    Int(i128),
    Float(f64),
    Text(String),
}

impl Literal {
    /// Returns `None` if the expression is not a literal number or string.
    pub(crate) fn of(expression: &Expr) -> Option<Self> {
        let value = match expression {
            Expr::Lit(ExprLit { lit, .. }) => Scalar::of(lit, "")?,
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match &**expr {
                Expr::Lit(ExprLit { lit, .. }) => Scalar::of(lit, "-").filter(Scalar::is_number)?,
                _ => return None,
            },
            _ => return None,
        };
        Some(Self {
            expression: Box::new(expression.clone()),
            value,
        })
    }
}

impl Scalar {
    fn of(literal: &Lit, sign: &str) -> Option<Self> {
        match literal {
            Lit::Int(number) => format!("{sign}{}", number.base10_digits())
                .parse()
                .ok()
                .map(Self::Int),
            Lit::Float(number) => format!("{sign}{}", number.base10_digits())
                .parse()
                .ok()
                .map(Self::Float),
            Lit::Str(text) => Some(Self::Text(text.value())),
            _ => None,
        }
    }

    pub(crate) fn is_number(&self) -> bool {
        self.as_f64().is_some()
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "only compared with floats, as the runtime does"
    )]
    fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            Self::Text(_) => None,
        }
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Scalar {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => left.partial_cmp(right),
            (Self::Text(left), Self::Text(right)) => left.partial_cmp(right),
            _ => self.as_f64()?.partial_cmp(&other.as_f64()?),
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::Float(number) => fmt::Debug::fmt(number, f),
            Self::Text(text) => fmt::Debug::fmt(text, f),
        }
    }
}
