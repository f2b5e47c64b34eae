//! [`InputOptions`]: the options of `#[input(…)]`.

use syn::{Expr, LitStr, Token};

use super::argument::{Argument, flag, value};
use super::constraint::{self, Constraint};
use super::option_table::options;
use super::slot::{Once, OncePerKey, Repeated};
use crate::errors::Errors;

options! {
    /// Options of an input.
    pub(crate) struct InputOptions {
        /// Value of an input that is not given.
        default: Once<DefaultValue> = "default = expression" => default;
        /// Key in the input, if it is not the parameter's name.
        rename: Once<LitStr> = "rename = \"key\"" => value;
        /// Further keys. Can be repeated.
        aliases: Repeated<LitStr> = "alias = \"key\"" => value;
        /// Value for documentation and generated calls. Can be repeated.
        examples: Repeated<Expr> = "example = expression" => value;
        /// The value must not be shown.
        secret: Once<()> = "secret" => flag;
        /// Takes all keys that no other input takes.
        flatten: Once<()> = "flatten" => flag;
        /// The type is the whole input.
        whole: Once<()> = "whole" => flag;
        /// Constraints of the value, in the order written.
        constraints: OncePerKey<Constraint> =
            "range(min = 1, max = 10)" => constraint::range,
            "length(min = 1, max = 255)" => constraint::length,
            "pattern = \"^[a-z]+$\"" => constraint::pattern,
            "one_of(\"a\", \"b\")" => constraint::one_of,
            "format = \"uuid\"" => constraint::format;
    }
}

/// Value of an input that is not given.
pub(crate) enum DefaultValue {
    /// `default`: the default of the type.
    OfType,
    /// `default = expression`
    Expression(Box<Expr>),
}

/// Parses `default` or `default = expression`.
fn default(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<DefaultValue> {
    if !argument.input.peek(Token![=]) {
        return Ok(DefaultValue::OfType);
    }
    let expression = argument.value()?;
    Ok(DefaultValue::Expression(Box::new(expression)))
}
