//! The bounds of Rust's integer types in JSON Schema.
//!
//! schemars describes the wider types by `format` only, which validators do not check: the schema of an `i32`
//! would accept numbers outside its range.

use serde_json::{Map, Value};

use super::number::Number;
use crate::json_schema;

/// The bounds of an integer type, by its schemars format. 128-bit types are limited to the integers of
/// serde_json, which end at `u64::MAX`.
fn bounds(format: &str) -> Option<(i64, u64)> {
    const I64: (i64, u64) = (i64::MIN, i64::MAX.unsigned_abs());
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.unsigned_abs().into()),
        "int16" => (i16::MIN.into(), i16::MAX.unsigned_abs().into()),
        "int32" => (i32::MIN.into(), i32::MAX.unsigned_abs().into()),
        "int64" | "int" => I64,
        "int128" => (i64::MIN, u64::MAX),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" | "uint" | "uint128" => (0, u64::MAX),
        _ => return None,
    })
}

/// Adds the bounds of integer types to a schema, at any depth.
pub(super) fn add_to_schema(schema: &mut Value) {
    json_schema::rewrite(schema, &mut add_to_keywords);
}

/// Returns whether a bound is the limit of the schema's integer type.
pub(crate) fn is_bound_of_type(keywords: &Map<String, Value>, bound: &Value) -> bool {
    let Some((min, max)) = bounds_of(keywords) else {
        return false;
    };
    bound.as_u64() == Some(max) || bound.as_i64() == Some(min)
}

fn add_to_keywords(keywords: &mut Map<String, Value>) {
    let Some((min, max)) = bounds_of(keywords) else {
        return;
    };
    let known = |bound: &str| keywords.get(bound).and_then(Number::of_json);
    let (lower, upper) = (known("minimum"), known("maximum"));
    // A bound of the author takes precedence, unless the type is narrower.
    if lower.is_none_or(|lower| lower < Number::Int(min.into())) {
        keywords.insert("minimum".into(), min.into());
    }
    if upper.is_none_or(|upper| upper > Number::Int(max.into())) {
        keywords.insert("maximum".into(), max.into());
    }
}

fn bounds_of(keywords: &Map<String, Value>) -> Option<(i64, u64)> {
    let is_integer = match keywords.get("type")? {
        Value::String(only) => only == "integer",
        Value::Array(several) => several.iter().any(|one| one == "integer"),
        _ => false,
    };
    let format = keywords.get("format")?.as_str()?;
    bounds(format).filter(|_| is_integer)
}

/// Returns whether a bound is the non-zero limit of an integer type of 32 bits or more.
pub(super) fn is_wide_bound(keywords: &Map<String, Value>, bound: &Value) -> bool {
    let Some((min, max)) = bounds_of(keywords).filter(|(_, max)| *max > u16::MAX.into()) else {
        return false;
    };
    bound.as_u64() == Some(max) || (min < 0 && bound.as_i64() == Some(min))
}

/// Removes the format of an integer schema, so that its description names the bounds of wide types too.
pub(crate) fn with_explicit_bounds(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(keywords) = schema.as_object_mut()
        && bounds_of(keywords).is_some()
    {
        keywords.remove("format");
    }
    schema
}
