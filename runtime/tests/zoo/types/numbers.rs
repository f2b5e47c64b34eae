//! Numbers and other scalars.

use std::num::{NonZeroI8, NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64};

use mistral_actions::prelude::*;

super::zoo! {
    "annotated.i8" "class.i8" => i8;
    "annotated.i16" "class.i16" => i16;
    "annotated.i32" "class.i32" => i32;
    "annotated.i64" "class.i64" => i64;
    "annotated.i128" "class.i128" => i128;
    "annotated.isize" "class.isize" => isize;
    "annotated.u8" "class.u8" => u8;
    "annotated.u16" "class.u16" => u16;
    "annotated.u32" "class.u32" => u32;
    "annotated.u64" "class.u64" => u64;
    "annotated.u128" "class.u128" => u128;
    "annotated.usize" "class.usize" => usize;
    "annotated.f32" "class.f32" => f32;
    "annotated.f64" "class.f64" => f64;
    "annotated.nonzero_i8" "class.nonzero_i8" => NonZeroI8;
    "annotated.nonzero_i32" "class.nonzero_i32" => NonZeroI32;
    "annotated.nonzero_i64" "class.nonzero_i64" => NonZeroI64;
    "annotated.nonzero_u8" "class.nonzero_u8" => NonZeroU8;
    "annotated.nonzero_u16" "class.nonzero_u16" => NonZeroU16;
    "annotated.nonzero_u32" "class.nonzero_u32" => NonZeroU32;
    "annotated.nonzero_u64" "class.nonzero_u64" => NonZeroU64;
    "annotated.bool" "class.bool" => bool;
    "annotated.char" "class.char" => char;
    "annotated.string" "class.string" => String;
    "annotated.unit" "class.unit" => ();
    "annotated.value" "class.value" => Value;
    "annotated.option_u8" "class.option_u8" => Option<u8>;
    "annotated.option_i64" "class.option_i64" => Option<i64>;
    "annotated.option_string" "class.option_string" => Option<String>;
    "annotated.secret" "class.secret" => Secret<String>;
    "annotated.secret_number" "class.secret_number" => Secret<u16>;
}
