//! Checks of literals against the types of inputs, by the types' names.

use syn::{Expr, Type};

use super::format;
use crate::errors::Errors;
use crate::model::Input;
use crate::model::types::{argument, last_segment, ungrouped};
use crate::parse::constraint::Constraint;
use crate::parse::input_options::DefaultValue;
use crate::parse::literal::{Literal, Scalar};

/// The kinds of types whose values are known.
enum Kind {
    /// Integers, with the bounds.
    Int(i128, i128),
    Float,
    Text,
}

/// Checks that the literals of constraints can be values of the inputs.
pub(crate) fn check<'a>(inputs: impl Iterator<Item = &'a Input>, errors: &mut Errors) {
    for input in inputs {
        check_formats(input, errors);
        let ty = value_type(&input.ty);
        let Some(kind) = kind(ty) else { continue };
        for (_, constraint) in input.options.constraints.iter() {
            match constraint {
                Constraint::Range(min, max) => {
                    if let Kind::Int(lowest, highest) = &kind {
                        let no_value = |bound: &&Literal, is_min: bool| match bound.value {
                            Scalar::Int(number) if is_min => number > *highest,
                            Scalar::Int(number) => number < *lowest,
                            _ => false,
                        };
                        let min = min.as_ref().filter(|bound| no_value(bound, true));
                        let max = max.as_ref().filter(|bound| no_value(bound, false));
                        for bound in min.into_iter().chain(max) {
                            out_of_bounds(bound, ty, *lowest, *highest, errors);
                        }
                    }
                }
                Constraint::OneOf(values) => {
                    for value in values {
                        one_of(value, &kind, ty, errors);
                    }
                }
                _ => {}
            }
        }
    }
}

fn one_of(value: &Literal, kind: &Kind, ty: &Type, errors: &mut Errors) {
    let ty_name = last_segment(ty).unwrap_or_default();
    match (kind, &value.value) {
        (Kind::Int(lowest, highest), Scalar::Int(number)) => {
            if !(lowest..=highest).contains(&number) {
                out_of_bounds(value, ty, *lowest, *highest, errors);
            }
        }
        (Kind::Float, Scalar::Int(_) | Scalar::Float(_)) | (Kind::Text, Scalar::Text(_)) => {}
        (Kind::Int(..), Scalar::Float(_)) => errors.at(
            &value.expression,
            format!(
                "`{}` is not an integer, but the input has the type `{ty_name}`",
                value.value
            ),
        ),
        (_, Scalar::Text(text)) => errors.at(
            &value.expression,
            format!("{text:?} is text, but the input has the type `{ty_name}`: write a number"),
        ),
        (Kind::Text, number) => errors.at(
            &value.expression,
            format!("`{number}` is a number, but the input is text: write \"{number}\""),
        ),
    }
}

fn out_of_bounds(literal: &Literal, ty: &Type, lowest: i128, highest: i128, errors: &mut Errors) {
    let name = last_segment(ty).unwrap_or_default();
    errors.at(
        &literal.expression,
        format!(
            "`{}` is not a value of the type `{name}`, which goes from {lowest} to {highest}",
            literal.value
        ),
    );
}

/// Checks a literal default and literal examples against the format.
fn check_formats(input: &Input, errors: &mut Errors) {
    if let Some(DefaultValue::Expression(expression)) = input.default() {
        check_format("default", expression, input, errors);
    }
    for example in input.options.examples.values() {
        check_format("example", example, input, errors);
    }
}

fn check_format(what: &str, expression: &Expr, input: &Input, errors: &mut Errors) {
    let Some(Scalar::Text(text)) = Literal::of(expression).map(|literal| literal.value) else {
        return;
    };
    for (_, constraint) in input.options.constraints.iter() {
        if let Constraint::Format(variant) = constraint
            && let Some(example) = format::violated(&variant.to_string(), &text)
        {
            errors.at(
                expression,
                format!(
                    "the {what} does not satisfy `format`: expected text such as {example:?}, got {text:?}"
                ),
            );
        }
    }
}

/// The type whose values the constraints are about: the `T` of `Option<T>` and `Secret<T>`.
fn value_type(ty: &Type) -> &Type {
    match (last_segment(ty).as_deref(), argument(ty)) {
        (Some("Option" | "Secret"), Some(inner)) => value_type(inner),
        _ => ungrouped(ty),
    }
}

fn kind(ty: &Type) -> Option<Kind> {
    let name = last_segment(ty)?;
    Some(match name.as_str() {
        "u8" => Kind::Int(u8::MIN.into(), u8::MAX.into()),
        "u16" => Kind::Int(u16::MIN.into(), u16::MAX.into()),
        "u32" => Kind::Int(u32::MIN.into(), u32::MAX.into()),
        "u64" | "usize" => Kind::Int(u64::MIN.into(), u64::MAX.into()),
        "i8" => Kind::Int(i8::MIN.into(), i8::MAX.into()),
        "i16" => Kind::Int(i16::MIN.into(), i16::MAX.into()),
        "i32" => Kind::Int(i32::MIN.into(), i32::MAX.into()),
        "i64" | "isize" => Kind::Int(i64::MIN.into(), i64::MAX.into()),
        "f32" | "f64" => Kind::Float,
        "String" => Kind::Text,
        _ => return None,
    })
}
