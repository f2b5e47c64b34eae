//! Schemas of inputs that may be of several types, because Python converts them.

/// The schema of a type whose values are read from JSON values of these types.
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
