//! [`Of`]: selects the type that a check applies to, so that a mistake has one message.

use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::inject::Inject;
use crate::private::stand_in::Fine;
use crate::result::ActionResult;

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
    ($(#[doc = $docs:literal] $method:ident {
        $($trait:ident: [$($generics:tt)*] $receiver:ty => $subject:ty;)*
    })*) => { $($(
        #[doc = $docs]
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
    /// Improves the message for an injected type that is taken by value: `TakeByValue` gives it instead of `ReadInput`.
    __by_value {
        ByValue1: [T, W: DeserializeOwned + JsonSchema] &&Of<T, W> => Fine;
        ByValue2: [T: Inject, W] &Of<T, W> => T;
        ByValue3: [T, W] Of<T, W> => Fine;
    }
    /// Improves the message for a required input whose type is an alias of `Option`.
    __required {
        Required1: [T, W] &Of<T, Option<W>> => Option<W>;
        Required2: [T, W] Of<T, W> => Fine;
    }
    /// Improves the message for an input without `Deserialize`: it names the part of a type, not the whole.
    __readable {
        Readable1: [T, W: DeserializeOwned + JsonSchema] &&Of<T, W> => Fine;
        Readable2: [T: Inject, W] &Of<T, W> => Fine;
        Readable3: [T, W] Of<T, W> => T;
    }
    /// Improves the message for a container that is not readable although its content is.
    __readable_whole {
        ReadableWhole1: [T: DeserializeOwned + JsonSchema, W] &Of<T, W> => W;
        ReadableWhole2: [T, W] Of<T, W> => Fine;
    }
    /// Improves the message for an input without `JsonSchema`: given only if it is readable.
    __described {
        Described1: [T, W: DeserializeOwned + JsonSchema] &&&Of<T, W> => Fine;
        Described2: [T: Inject, W] &&Of<T, W> => Fine;
        Described3: [T: DeserializeOwned, W] &Of<T, W> => T;
        Described4: [T, W] Of<T, W> => Fine;
    }
    /// Improves the message for a container without a schema although its content has one.
    __described_whole {
        DescribedWhole1: [T: DeserializeOwned + JsonSchema, W: DeserializeOwned] &Of<T, W> => W;
        DescribedWhole2: [T, W] Of<T, W> => Fine;
    }
    /// Improves the message for a type that is only called `ActionResult`, inside a `Result`.
    __succeeded {
        Succeeded1: [T, E, W] &Of<Result<T, E>, W> => T;
        Succeeded2: [T, W] Of<T, W> => ActionResult<T>;
    }
    /// Improves the message for an error that does not convert: given only if the type is a `Result`.
    __failed {
        Failed1: [T, E, W] &Of<Result<T, E>, W> => E;
        Failed2: [T, W] Of<T, W> => String;
    }
    /// Improves the message for an alias of `Result` or `ActionResult` that is returned.
    __plain_output {
        PlainOutput1: [T, W: Wrapped] &Of<T, W> => W;
        PlainOutput2: [T, W] Of<T, W> => Fine;
    }
    /// Improves the message for data without `Serialize`: it names the part of a type, and is not given for an alias of `Result`.
    __writable_output {
        WritableOutput1: [T, W: Serialize + JsonSchema] &&Of<T, W> => Fine;
        WritableOutput2: [T, W: Wrapped] &Of<T, W> => Fine;
        WritableOutput3: [T, W] Of<T, W> => T;
    }
    /// Improves the message for a container that cannot be written although its content can.
    __writable_output_whole {
        WritableOutputWhole1: [T: Serialize + JsonSchema, W] &Of<T, W> => W;
        WritableOutputWhole2: [T, W] Of<T, W> => Fine;
    }
    /// Improves the message for data without `JsonSchema`: given only if it can be written.
    __described_output {
        DescribedOutput1: [T, W: Serialize + JsonSchema] &&&Of<T, W> => Fine;
        DescribedOutput2: [T, W: Wrapped] &&Of<T, W> => Fine;
        DescribedOutput3: [T: Serialize, W] &Of<T, W> => T;
        DescribedOutput4: [T, W] Of<T, W> => Fine;
    }
    /// Improves the message for a returned container without a schema although its content has one.
    __described_output_whole {
        DescribedOutputWhole1: [T: Serialize + JsonSchema, W: Serialize] &Of<T, W> => W;
        DescribedOutputWhole2: [T, W] Of<T, W> => Fine;
    }
}

/// Types that an alias must not hide.
pub trait Wrapped {}
impl<T, E> Wrapped for Result<T, E> {}
impl<T> Wrapped for ActionResult<T> {}
