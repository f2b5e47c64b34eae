//! Uses of a type with a trait, which compile also for a type without it.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::{Probe, never};
use crate::input::schema;
use crate::returned::OutputMethods;

/// A use of a type, and the stand-in for types that cannot be used so.
macro_rules! use_of {
    ($(
        $docs:literal $trait:ident, $stand_in:ident: [$($bound:tt)*]
        fn $method:ident($($argument:ident: $type:ty),*) -> $output:ty $body:block
    )*) => { $(
        #[doc = $docs]
        pub trait $trait<T> {
            /// See the traits by these names.
            #[allow(clippy::missing_errors_doc, reason = "the errors are serde's")]
            fn $method(&self, $($argument: $type),*) -> $output;
        }
        impl<T: $($bound)*> $trait<T> for &Probe<T> {
            #[inline]
            fn $method(&self, $($argument: $type),*) -> $output $body
        }
        #[doc = $docs]
        pub trait $stand_in<T> {
            /// Never called: a check has failed.
            #[allow(clippy::missing_errors_doc, reason = "never called")]
            fn $method(&self, $($argument: $type),*) -> $output {
                $(let _ = $argument;)*
                never()
            }
        }
        impl<T> $stand_in<T> for Probe<T> {}
    )* };
}

use_of! {
    "Describes a type. Improves the message for an input without `JsonSchema`, which only a check gives."
    Describe, DescribeNot: [JsonSchema]
    fn __schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    "Writes and describes a type. Improves the messages for data without derives, which only a check gives."
    Output, OutputNot: [Serialize + JsonSchema]
    fn __output() -> OutputMethods<T> {
        OutputMethods {
            encode: |output| serde_json::to_value(output),
            schema: schema::of_output::<T>,
        }
    }
}
