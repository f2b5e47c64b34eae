//! Traits of a type, queried by generated code in a way that always compiles.
//!
//! A mistake in the type of a parameter must lead to *one* error, with our message, at the author's token.
//! Generated code therefore requires each trait once, in a check, and uses method look-up everywhere else.
//! Look-up tries `&&&Probe` before `&&Probe` before `&Probe` before `Probe`, and the last one fits every
//! type. Where it is only a stand-in, a check has failed and the code never runs.
//!
//! All methods have names with two underscores: the traits are in scope where an author's expressions are, such as
//! defaults, and must neither shadow other methods nor be suggested.

mod inject;
mod input;
mod returned;
mod subject;
mod uses;

use std::marker::PhantomData;

pub use returned::Returned;
pub use subject::Of;

/// A type whose traits are queried.
#[derive(Debug)]
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<T> Probe<T> {
    /// The only value.
    pub const OF: Self = Self(PhantomData);
}

#[cold]
fn never() -> ! {
    unreachable!("the check of the type does not compile")
}

/// All traits of the probe, imported for their methods.
pub mod ask {
    pub use super::inject::{InjectNot as _, InjectUse as _};
    pub use super::input::{
        Decode as _, DecodeNot as _, InputNot as _, InputOfFields as _, InputOfValue as _,
    };
    pub use super::returned::ReturnedNot as _;
    pub use super::subject::{
        ByValue1 as _, ByValue2 as _, ByValue3 as _, Described1 as _, Described2 as _,
        Described3 as _, Described4 as _, DescribedOutput1 as _, DescribedOutput2 as _,
        DescribedOutput3 as _, DescribedOutput4 as _, DescribedOutputWhole1 as _,
        DescribedOutputWhole2 as _, DescribedWhole1 as _, DescribedWhole2 as _, Failed1 as _,
        Failed2 as _, PlainOutput1 as _, PlainOutput2 as _, Readable1 as _, Readable2 as _,
        Readable3 as _, ReadableWhole1 as _, ReadableWhole2 as _, Required1 as _, Required2 as _,
        Succeeded1 as _, Succeeded2 as _, WritableOutput1 as _, WritableOutput2 as _,
        WritableOutput3 as _, WritableOutputWhole1 as _, WritableOutputWhole2 as _,
    };
    pub use super::uses::{Describe as _, DescribeNot as _, Output as _, OutputNot as _};
    pub use crate::input::flatten::{
        RenderNoPart as _, RenderPart as _, RenderSerializedPart as _,
    };
    pub use crate::input::parts::{CheckedPart as _, UncheckedPart as _};
    pub use crate::input::render::{
        RenderDebug as _, RenderPlaceholder as _, RenderSerialize as _,
    };
}
