//! Traits of a type, queried by generated code in a way that always compiles.
//!
//! A mistake in the type of a parameter must lead to *one* error, with our message, at the author's token.
//! Generated code therefore requires each trait once, in a check, and uses method look-up everywhere else.
//! Look-up tries `&&&Probe` before `&&Probe` before `&Probe` before `Probe`, and the last one fits every
//! type. Where it is only a stand-in, a check has failed and the code never runs.

use std::future::Ready;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize};
use serde_json::Value;

use super::stand_in::Fine;
use crate::context::ActionContext;
use crate::error::ActionError;
use crate::inject::{Inject, Injected, Requirement};
use crate::input::input_fields::InputFields;
use crate::input::methods::InputMethods;
use crate::input::schema;
use crate::input::value::InputValue;
use crate::result::ActionResult;
use crate::returned::{OutputMethods, ReturnedError};

/// A type whose traits are queried.
#[derive(Debug)]
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<T> Probe<T> {
    /// The only value.
    pub const OF: Self = Self(PhantomData);
}

/// A type `W` that contains `T`, such as `Vec<T>`. If a derive is missing on `T`, the error names `T` and
/// not `W`. The two may be the same type.
#[derive(Debug)]
pub struct Of<T, W>(PhantomData<(T, W)>);

impl<T, W> Of<T, W> {
    /// The only value.
    pub const PART: Self = Self(PhantomData);
}

/// Selects the type that a check applies to: the first candidate that fits.
macro_rules! subject_of {
    ($($method:ident {
        $($trait:ident: [$($generics:tt)*] $receiver:ty => $subject:ty;)*
    })*) => { $($(
        /// One of the candidates of the method.
        pub trait $trait<S> {
            /// Returns the type that the check applies to.
            fn $method(&self) -> PhantomData<S> {
                PhantomData
            }
        }
        impl<$($generics)*> $trait<$subject> for $receiver {}
    )*)* };
}

subject_of! {
    // An input must not be of a type that is injected.
    by_value {
        ByValue1: [T, W: DeserializeOwned + JsonSchema] &&Of<T, W> => Fine;
        ByValue2: [T: Inject, W] &Of<T, W> => T;
        ByValue3: [T, W] Of<T, W> => Fine;
    }
    // A required input must not be an `Option` under another name.
    required {
        Required1: [T, W] &Of<T, Option<W>> => Option<W>;
        Required2: [T, W] Of<T, W> => Fine;
    }
    // An input must be readable: the part first, and the whole if the part is.
    readable {
        Readable1: [T, W: DeserializeOwned + JsonSchema] &&Of<T, W> => Fine;
        Readable2: [T: Inject, W] &Of<T, W> => Fine;
        Readable3: [T, W] Of<T, W> => T;
    }
    readable_whole {
        ReadableWhole1: [T: DeserializeOwned + JsonSchema, W] &Of<T, W> => W;
        ReadableWhole2: [T, W] Of<T, W> => Fine;
    }
    // An input must have a schema. Checked only if it is readable.
    described {
        Described1: [T, W: DeserializeOwned + JsonSchema] &&&Of<T, W> => Fine;
        Described2: [T: Inject, W] &&Of<T, W> => Fine;
        Described3: [T: DeserializeOwned, W] &Of<T, W> => T;
        Described4: [T, W] Of<T, W> => Fine;
    }
    described_whole {
        DescribedWhole1: [T: DeserializeOwned + JsonSchema, W: DeserializeOwned] &Of<T, W> => W;
        DescribedWhole2: [T, W] Of<T, W> => Fine;
    }
    // An injected type must be injectable.
    injected {
        Injected1: [T, W] Of<T, W> => T;
    }
    // A type named `Result` or `ActionResult` must be the standard one.
    returned {
        Returned1: [T, W] Of<T, W> => T;
    }
    succeeded {
        Succeeded1: [T, E, W] &Of<Result<T, E>, W> => T;
        Succeeded2: [T, W] Of<T, W> => ActionResult<T>;
    }
    // Its error must convert.
    failed {
        Failed1: [T, E, W] &Of<Result<T, E>, W> => E;
        Failed2: [T, W] Of<T, W> => String;
    }
    // Data must not be a `Result` under another name.
    plain_output {
        PlainOutput1: [T, W: Wrapped] &Of<T, W> => W;
        PlainOutput2: [T, W] Of<T, W> => Fine;
    }
    // Data must be serializable.
    writable_output {
        WritableOutput1: [T, W: Serialize + JsonSchema] &&Of<T, W> => Fine;
        WritableOutput2: [T, W: Wrapped] &Of<T, W> => Fine;
        WritableOutput3: [T, W] Of<T, W> => T;
    }
    writable_output_whole {
        WritableOutputWhole1: [T: Serialize + JsonSchema, W] &Of<T, W> => W;
        WritableOutputWhole2: [T, W] Of<T, W> => Fine;
    }
    // Data must have a schema. Checked only if it is serializable.
    described_output {
        DescribedOutput1: [T, W: Serialize + JsonSchema] &&&Of<T, W> => Fine;
        DescribedOutput2: [T, W: Wrapped] &&Of<T, W> => Fine;
        DescribedOutput3: [T: Serialize, W] &Of<T, W> => T;
        DescribedOutput4: [T, W] Of<T, W> => Fine;
    }
    described_output_whole {
        DescribedOutputWhole1: [T: Serialize + JsonSchema, W: Serialize] &Of<T, W> => W;
        DescribedOutputWhole2: [T, W] Of<T, W> => Fine;
    }
}

/// Types that an alias must not hide.
pub trait Wrapped {}
impl<T, E> Wrapped for Result<T, E> {}
impl<T> Wrapped for ActionResult<T> {}

/// A use of a type, and the stand-in for types that cannot be used so.
macro_rules! use_of {
    ($(
        $trait:ident, $stand_in:ident: [$($bound:tt)*]
        fn $method:ident($($argument:ident: $type:ty),*) -> $output:ty $body:block
    )*) => { $(
        /// Of a type that can.
        pub trait $trait<T> {
            /// See the traits by these names.
            #[allow(clippy::missing_errors_doc, reason = "the errors are serde's")]
            fn $method(&self, $($argument: $type),*) -> $output;
        }
        impl<T: $($bound)*> $trait<T> for &Probe<T> {
            #[inline]
            fn $method(&self, $($argument: $type),*) -> $output $body
        }
        /// Of a type that cannot.
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
    Describe, DescribeNot: [JsonSchema]
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    Output, OutputNot: [Serialize + JsonSchema]
    fn output() -> OutputMethods<T> {
        OutputMethods {
            encode: |output| serde_json::to_value(output),
            schema: schema::of_output::<T>,
        }
    }
}

/// Returns the functions of the input type of a hand-written action.
pub trait InputOfFields<T> {
    /// Of a type that derives `Input`.
    fn input(&self, to_json: fn(&T) -> Value) -> InputMethods<T>;
}

impl<T: InputFields> InputOfFields<T> for &&Probe<T> {
    #[inline]
    fn input(&self, _: fn(&T) -> Value) -> InputMethods<T> {
        InputMethods::of_fields()
    }
}

/// Returns the functions of the input type of a hand-written action.
pub trait InputOfValue<T> {
    /// Of a type that implements `Deserialize` and `JsonSchema`.
    fn input(&self, to_json: fn(&T) -> Value) -> InputMethods<T>;
}

impl<T: InputValue> InputOfValue<T> for &Probe<T> {
    #[inline]
    fn input(&self, to_json: fn(&T) -> Value) -> InputMethods<T> {
        InputMethods::of_value(to_json)
    }
}

/// Returns the functions of the input type of a hand-written action.
pub trait InputNot<T> {
    /// Never called: a check has failed.
    fn input(&self, _: fn(&T) -> Value) -> InputMethods<T> {
        never()
    }
}

impl<T> InputNot<T> for Probe<T> {}

/// Reads a value of a type that can be read.
pub trait Decode<T> {
    /// The value.
    ///
    /// # Errors
    ///
    /// The deserializer's, when the value is not one of this type.
    fn decode<'de, D: Deserializer<'de>>(&self, deserializer: D) -> Result<T, D::Error>;
}

impl<T: DeserializeOwned> Decode<T> for &Probe<T> {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(&self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

/// Of a type that cannot be read.
pub trait DecodeNot<T> {
    /// Never called: a check has failed.
    ///
    /// # Errors
    ///
    /// None.
    fn decode<'de, D: Deserializer<'de>>(&self, deserializer: D) -> Result<T, D::Error> {
        drop(deserializer);
        never()
    }
}

impl<T> DecodeNot<T> for Probe<T> {}

/// Injects a value of a type that can be injected.
pub trait InjectUse<T> {
    /// The value.
    fn inject<'a>(
        &self,
        ctx: &'a ActionContext,
    ) -> impl Future<Output = Result<Injected<'a, T>, ActionError>> + Send
    where
        T: 'a;

    /// Returns the state that the application must register.
    fn requirement(&self) -> Option<Requirement>;

    /// Returns the schema of the result that an asynchronous action delivers with the value.
    fn result_schema(&self) -> Option<Value>;
}

impl<T: Inject> InjectUse<T> for &Probe<T> {
    #[inline]
    fn inject<'a>(
        &self,
        ctx: &'a ActionContext,
    ) -> impl Future<Output = Result<Injected<'a, T>, ActionError>> + Send
    where
        T: 'a,
    {
        T::inject(ctx)
    }

    fn requirement(&self) -> Option<Requirement> {
        T::requirement()
    }

    fn result_schema(&self) -> Option<Value> {
        T::result_schema()
    }
}

/// Of a type that cannot be injected.
pub trait InjectNot<T> {
    /// Never called: a check has failed.
    fn inject<'a>(&self, ctx: &'a ActionContext) -> Ready<Result<Injected<'a, T>, ActionError>> {
        let _ = ctx;
        never()
    }

    /// Never called: a check has failed.
    fn requirement(&self) -> Option<Requirement> {
        never()
    }

    /// Never called: a check has failed.
    fn result_schema(&self) -> Option<Value> {
        never()
    }
}

impl<T> InjectNot<T> for Probe<T> {}

/// The return value of a function, before its conversion.
#[derive(Debug)]
pub struct Returned<R>(pub R);

impl<T, E: ReturnedError> Returned<Result<T, E>> {
    /// Of a function that returns `Result<T, E>`.
    ///
    /// # Errors
    ///
    /// The function's.
    pub fn fallible(self) -> Result<ActionResult<T>, ActionError> {
        self.0.map(ActionResult::Data).map_err(E::into_action_error)
    }
}

impl<T> Returned<ActionResult<T>> {
    /// Of a function that returns [`ActionResult`].
    ///
    /// # Errors
    ///
    /// Never; the signature is that of its siblings.
    pub fn outcome(self) -> Result<ActionResult<T>, ActionError> {
        Ok(self.0)
    }
}

impl<T, E: ReturnedError> Returned<Result<ActionResult<T>, E>> {
    /// Of a function that returns `Result<ActionResult<T>, E>`.
    ///
    /// # Errors
    ///
    /// The function's.
    pub fn fallible_outcome(self) -> Result<ActionResult<T>, ActionError> {
        self.0.map_err(E::into_action_error)
    }
}

/// Of a function that returns something else.
pub trait ReturnedNot: Sized {
    /// Never called: a check has failed.
    ///
    /// # Errors
    ///
    /// None.
    fn fallible<T>(self) -> Result<ActionResult<T>, ActionError> {
        never()
    }

    /// Never called: a check has failed.
    ///
    /// # Errors
    ///
    /// None.
    fn outcome<T>(self) -> Result<ActionResult<T>, ActionError> {
        never()
    }

    /// Never called: a check has failed.
    ///
    /// # Errors
    ///
    /// None.
    fn fallible_outcome<T>(self) -> Result<ActionResult<T>, ActionError> {
        never()
    }
}

impl<R> ReturnedNot for Returned<R> {}

#[cold]
fn never() -> ! {
    unreachable!("the check of the type does not compile")
}

/// All traits of the probe, imported for their methods.
pub mod ask {
    pub use super::{
        ByValue1 as _, ByValue2 as _, ByValue3 as _, Decode as _, DecodeNot as _, Describe as _,
        DescribeNot as _, Described1 as _, Described2 as _, Described3 as _, Described4 as _,
        DescribedOutput1 as _, DescribedOutput2 as _, DescribedOutput3 as _, DescribedOutput4 as _,
        DescribedOutputWhole1 as _, DescribedOutputWhole2 as _, DescribedWhole1 as _,
        DescribedWhole2 as _, Failed1 as _, Failed2 as _, InjectNot as _, InjectUse as _,
        Injected1 as _, InputNot as _, InputOfFields as _, InputOfValue as _, Output as _,
        OutputNot as _, PlainOutput1 as _, PlainOutput2 as _, Readable1 as _, Readable2 as _,
        Readable3 as _, ReadableWhole1 as _, ReadableWhole2 as _, Required1 as _, Required2 as _,
        Returned1 as _, ReturnedNot as _, Succeeded1 as _, Succeeded2 as _, WritableOutput1 as _,
        WritableOutput2 as _, WritableOutput3 as _, WritableOutputWhole1 as _,
        WritableOutputWhole2 as _,
    };
    pub use crate::input::flatten::{
        RenderNoPart as _, RenderPart as _, RenderSerializedPart as _,
    };
    pub use crate::input::render::{
        RenderDebug as _, RenderPlaceholder as _, RenderSerialize as _,
    };
}
