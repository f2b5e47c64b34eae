//! Checks of the author's types: one error for each mistake, at the type, with the runtime's message.
//!
//! All other generated code uses the runtime's `Probe`, which accepts every type.

use proc_macro2::{Delimiter, Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Path, Type};

use super::{at, group_at};
use crate::model::returned::{Data, Returned, Shape};
use crate::model::types::{arguments, last_segment, sized, ungrouped};

/// Types of the standard library and the runtime that are valid inputs if their contents are.
const CONTAINERS: &[&str] = &[
    "Option", "Vec", "VecDeque", "Box", "Arc", "HashMap", "BTreeMap", "HashSet", "BTreeSet",
    "Secret",
];

/// Types other than `Option`.
const KNOWN: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64",
    "usize", "String", "Value",
];

/// Checks the type of an input.
pub(crate) fn input(rt: &TokenStream, ty: &Type) -> TokenStream {
    let checks = [
        ("TakeByValue", "by_value"),
        ("ReadInput", "readable"),
        ("DescribeInput", "described"),
    ];
    of_type(rt, ty, &checks)
}

/// Returns whether values of a type can contain others that derive `Input`.
pub(super) fn may_have_parts(ty: &Type) -> bool {
    last_segment(innermost(ty)).is_none_or(|name| !KNOWN.contains(&name.as_str()))
}

/// Rejects an alias of an `Option` as the type of a required input. `None` if the name of the type excludes that.
pub(crate) fn required(rt: &TokenStream, ty: &Type) -> Option<TokenStream> {
    let name = last_segment(ty)?;
    let is_known = KNOWN.contains(&name.as_str()) || CONTAINERS.contains(&name.as_str());
    let subject = quote!(#rt::Of::<#ty, #ty>::PART);
    let check = check(rt, span(ty), "RequiredInput", "required", &subject);
    (!is_known).then(|| quote!(const _: fn() = || { #check };))
}

/// Checks the type of the data that an action returns.
pub(crate) fn output(rt: &TokenStream, ty: &Type) -> TokenStream {
    let checks = [
        ("PlainOutput", "plain_output"),
        ("WriteOutput", "writable_output"),
        ("DescribeOutput", "described_output"),
    ];
    of_type(rt, ty, &checks)
}

/// Checks the type of an injected parameter, which is borrowed.
pub(crate) fn injected(rt: &TokenStream, ty: &Type) -> TokenStream {
    let check = bound(rt, ty, "InjectParameter");
    quote!(const _: fn() = || { #check };)
}

/// Checks that a type named `Result` or `ActionResult` is one, and its error type.
pub(crate) fn shape(rt: &TokenStream, returned: &Returned) -> TokenStream {
    let Returned {
        shape,
        ty,
        data,
        error,
    } = returned;
    let subject = quote!(#rt::Of::<#ty, #ty>::PART);
    let at_error = span(error.as_ref().unwrap_or(ty));
    let error = || check(rt, at_error, "ReturnedError", "failed", &subject);
    // For an alias, the projection to its data type is the check.
    let is_written = matches!(data, Data::Type(_));
    let kind = |of: &str| is_written.then(|| bound(rt, ty, of));
    let success = || check(rt, span(ty), "Outcome", "succeeded", &subject);
    let checks = match shape {
        Shape::Plain => return TokenStream::new(),
        Shape::Fallible => [kind("Fallible"), Some(error())],
        Shape::Outcome => [kind("Outcome"), None],
        Shape::FallibleOutcome => [is_written.then(success), Some(error())],
    };
    let checks = checks.iter().flatten();
    quote!(const _: fn() = || { #(#checks)* };)
}

/// Checks the innermost type first, then the whole type unless the innermost has an error already.
fn of_type(rt: &TokenStream, ty: &Type, checks: &[(&str, &str); 3]) -> TokenStream {
    let part = innermost(ty);
    let subject = quote!(#rt::Of::<#part, #ty>::PART);
    let of_part = checks
        .iter()
        .map(|(check, question)| self::check(rt, span(part), check, question, &subject));
    let is_whole = std::ptr::eq(part, ungrouped(ty));
    let of_whole = checks[1..]
        .iter()
        .filter(|_| !is_whole)
        .map(|(check, question)| {
            let question = format!("{question}_whole");
            self::check(rt, span(ty), check, &question, &subject)
        });
    quote! {
        const _: fn() = || {
            #(#of_part)*
            #(#of_whole)*
        };
    }
}

/// `<Type as Trait>::check(PhantomData);`, all with the span of the type. Used where no other check decides which type
/// the message is about.
fn bound(rt: &TokenStream, ty: &Type, of: &str) -> TokenStream {
    let of = format_ident!("{of}");
    let check = quote!(<#ty as #rt::#of>::check(::core::marker::PhantomData););
    at(span(ty), check)
}

/// `Trait::check((&&&&subject).__question());`, all with this span.
fn check(
    rt: &TokenStream,
    span: Span,
    check: &str,
    question: &str,
    subject: &TokenStream,
) -> TokenStream {
    let (check, question) = (format_ident!("{check}"), format_ident!("__{question}"));
    let check = at(span, quote!(#rt::#check::check));
    let asked = group_at(span, Delimiter::Parenthesis, quote!(&&&&#subject));
    let question = at(span, quote!(.#question()));
    let argument = group_at(span, Delimiter::Parenthesis, quote!(#asked #question));
    quote!(#check #argument;)
}

/// The `T` of `Option<Vec<T>>` and of `HashMap<String, T>`.
fn innermost(ty: &Type) -> &Type {
    let ty = ungrouped(ty);
    let is_container = last_segment(ty).is_some_and(|name| CONTAINERS.contains(&name.as_str()));
    // Of a map, the values: its keys are rarely types of the author's.
    let mut arguments = arguments(ty).take(2);
    match arguments
        .next()
        .map(|first| arguments.next().unwrap_or(first))
    {
        Some(inner) if is_container && sized(inner).is_none() => innermost(inner),
        _ => ty,
    }
}

/// Span of a type in error messages: its name without the path before it.
pub(crate) fn span(ty: &Type) -> Span {
    match ungrouped(ty) {
        Type::Path(path) => path_span(&path.path),
        other => other.span(),
    }
}

/// Span of the last name of a path.
pub(crate) fn path_span(path: &Path) -> Span {
    let last = path.segments.last();
    last.map_or_else(|| path.span(), |last| last.ident.span())
}
