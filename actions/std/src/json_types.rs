//! Schemas of inputs that accept several JSON types because Python converts them.

/// Implements `JsonSchema` for a type by the given members of a schema.
macro_rules! json_types {
    ($name:ident = { $($schema:tt)* }) => {
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ $($schema)* })
            }
        }
    };
}
pub(crate) use json_types;
