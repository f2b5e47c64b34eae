//! JSON Schema of inputs and results (draft 2020-12, self-contained), and Mistral's `params_spec`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::field::{Field, IfMissing};
use super::rule::Rule;
use super::{aliases, int_bounds};
use crate::docs;
use crate::json_schema::{
    ENFORCED, Node, conceal_secret_defaults, has_inner_constraints, needs_check, rewrite,
    schema_of_rule,
};
use crate::secret::scope;

/// Returns a generator for inputs.
pub(super) fn for_input() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.meta_schema = None)
        .for_deserialize()
        .into_generator()
}

/// Returns a generator for results.
fn for_output() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.meta_schema = None)
        .for_serialize()
        .into_generator()
}

/// Returns the schema of an input made of fields. Defaults of secrets are masked, and so removed.
pub(crate) fn of_fields(fields: &[Field]) -> Value {
    scope::showing(|| describe_fields(fields))
}

fn describe_fields(fields: &[Field]) -> Value {
    let mut generator = for_input();
    let mut schema = of_members(fields, &[], "", &mut generator);
    add_definitions(&mut schema, generator)
}

/// Returns the schema of an object made of fields, as a part of another schema.
pub(super) fn of_members(
    fields: &[Field],
    rules_of_type: &[Rule<'_>],
    docs: &str,
    generator: &mut SchemaGenerator,
) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut rest = Value::Bool(false);
    let mut rules = Vec::new();
    for field in fields {
        let of_type = format_args!("the type of the input `{}`", field.name);
        let mut schema = described(of_type, generator, field.schema);
        if field.flatten {
            rest = rest_of(schema, generator.definitions());
            if field.secret {
                rest = secret_rest(rest);
            }
            continue;
        }
        for constraint in field.constraints {
            constraint.describe(&mut schema);
        }
        // A number of 32 bits is rounded before its bounds are checked.
        let is_rounded = schema.get("format").is_some_and(|format| format == "float");
        if !field.constraints.is_empty() && !is_rounded {
            schema.insert(ENFORCED.into(), true.into());
        }
        if !field.docs.is_empty() {
            schema.insert("description".into(), docs::folded(field.docs).into());
        }
        if field.secret {
            schema.insert("writeOnly".into(), true.into());
        }
        if !field.examples.is_empty() {
            schema.insert("examples".into(), field.examples().into());
        }
        let is_required = matches!(field.if_missing, IfMissing::Error);
        aliases::describe(
            field.name,
            field.aliases,
            is_required,
            &mut properties,
            &mut rules,
        );
        match field.if_missing {
            IfMissing::Error if field.aliases.is_empty() => required.push(field.name),
            IfMissing::Error | IfMissing::None => {}
            IfMissing::Default(default) => {
                // An empty default reveals no secret.
                let tells = |default: &Value| !field.secret || default == "";
                if let Some(default) = field.evaluated(default).filter(tells) {
                    schema.insert("default".into(), default);
                }
            }
        }
        properties.insert(field.name.to_owned(), schema.into());
    }
    let names_of = |name: &str| -> Vec<String> {
        let field = fields.iter().find(|field| field.name == name);
        let aliases = field.map_or(&[][..], |field| field.aliases);
        let names = std::iter::once(name).chain(aliases.iter().copied());
        names.map(str::to_owned).collect()
    };
    rules.extend(
        rules_of_type
            .iter()
            .map(|rule| schema_of_rule(*rule, &names_of)),
    );
    let mut schema =
        json!({"type": "object", "properties": properties, "additionalProperties": rest});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !rules.is_empty() {
        schema["allOf"] = rules.into();
    }
    if !docs.is_empty() {
        schema["description"] = docs::folded(docs).into();
    }
    schema
}

/// Returns the schema of a type; that of any value, and an error in the log, if an expression of its author panics. The
/// derive of schemars evaluates defaults.
pub(super) fn described(
    what: std::fmt::Arguments<'_>,
    generator: &mut SchemaGenerator,
    describe: impl FnOnce(&mut SchemaGenerator) -> Schema,
) -> Schema {
    let described = catch_unwind(AssertUnwindSafe(|| describe(generator)));
    described.unwrap_or_else(|_| {
        tracing::error!(
            "a default inside {what} panics: the catalog describes it as any value, and calls that need the default fail"
        );
        // Types that were not described yet accept nothing.
        for definition in generator.definitions_mut().values_mut() {
            if definition == &Value::Bool(false) {
                *definition = json!({});
            }
        }
        Schema::default()
    })
}

/// Marks the schema of the keys that a secret flattened field collects.
fn secret_rest(rest: Value) -> Value {
    let mut schema = match rest {
        Value::Object(keywords) => keywords,
        _ => Map::new(),
    };
    schema.insert("writeOnly".into(), true.into());
    schema.into()
}

/// Returns the schema of the keys that the flattened field collects.
fn rest_of(schema: Schema, definitions: &Map<String, Value>) -> Value {
    let schema = Value::from(schema);
    let target = Node::root(&schema)
        .reference()
        .and_then(|path| path.strip_prefix("#/$defs/"));
    let schema = target
        .and_then(|name| definitions.get(name))
        .unwrap_or(&schema);
    schema
        .get("additionalProperties")
        .cloned()
        .unwrap_or(Value::Bool(true))
}

/// Keyword for the names of the inputs as they are declared; JSON objects are sorted. It is not published.
pub(crate) const ORDER: &str = "x-order";

/// The use of a schema beyond the catalog.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchemaChecks {
    /// Inputs are checked by the schema before they are decoded.
    pub(crate) before_decoding: bool,
    /// There are constraints inside of inputs: they are checked in typed calls as well, and all at once.
    pub(crate) inside: bool,
}

/// Returns the use of a schema. Removes the keywords that are not published.
pub(crate) fn take_checks(schema: &mut Value) -> SchemaChecks {
    let checks = SchemaChecks {
        before_decoding: needs_check(schema),
        inside: has_inner_constraints(schema),
    };
    rewrite(schema, &mut |keywords| {
        keywords.remove(ENFORCED);
    });
    checks
}

/// Takes the names of the inputs out of a schema, in the order of their declaration.
pub(crate) fn take_order(schema: &mut Value) -> Vec<String> {
    let order = schema
        .as_object_mut()
        .and_then(|keywords| keywords.remove(ORDER));
    let order = order
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    order.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Returns the schema of an action's result.
pub(crate) fn of_output<T: JsonSchema>() -> Value {
    scope::showing(|| {
        let mut generator = for_output();
        let of_type = format_args!("the type of a result");
        let schema = described(of_type, &mut generator, |generator| {
            generator.subschema_for::<T>()
        });
        let schema = Value::from(schema);
        add_definitions(&mut { schema }, generator)
    })
}

pub(super) fn add_definitions(schema: &mut Value, mut generator: SchemaGenerator) -> Value {
    let definitions = generator.take_definitions(true);
    let mut schema = schema.take();
    if !definitions.is_empty()
        && let Some(object) = schema.as_object_mut()
    {
        object.insert("$defs".into(), Value::Object(definitions));
    }
    aliases::resolve(&mut schema);
    docs::fold_descriptions(&mut schema);
    int_bounds::add_to_schema(&mut schema);
    conceal_secret_defaults(&mut schema);
    schema
}

/// Mistral's one-line form of a schema: `server, timeout=30, all_tenants=null`. `order` holds the names of the
/// inputs as they are declared.
///
/// Mirrors `mistral_lib.utils.inspect_utils.get_arg_list_as_str`. Mistral splits this text at commas without
/// an escape, so a default that contains a comma is written as `null`; the executor fills in the real one.
pub(crate) fn params_spec(schema: &Value, order: &[String]) -> String {
    let node = Node::root(schema);
    let mut spec: Vec<String> = Vec::new();
    for (name, property, is_required) in node.inputs(order) {
        let default = property
            .keyword("default")
            .unwrap_or(&Value::Null)
            .to_string();
        spec.push(match is_required {
            true => name.to_owned(),
            false if default.contains(',') => format!("{name}=null"),
            false => format!("{name}={default}"),
        });
    }
    if node.takes_other_keys() {
        spec.push("**kwargs".into());
    }
    spec.join(", ")
}

/// Returns the names of the inputs in a one-line form.
pub(crate) fn order_of(params_spec: &str) -> Vec<String> {
    let names = params_spec.split(", ");
    let names = names.filter_map(|input| input.split('=').next());
    names.map(str::to_owned).collect()
}
