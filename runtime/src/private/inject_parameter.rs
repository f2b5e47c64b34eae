//! [`InjectParameter`]: the check of a `&T` parameter.

use std::marker::PhantomData;

use crate::inject::Inject;

/// Types that a parameter can reference: all that implement [`Inject`].
#[diagnostic::on_unimplemented(
    message = "`&{Self}` cannot be injected into an action",
    label = "not injectable",
    note = "injectable are `&SecurityContext`, `&ExecutionContext`, `&ActionContext`, `&Actions`, `&CancellationToken`, `&Progress`, `&ResultHandle`, `&State<T>` and types that implement `mistral_actions::inject::Inject`",
    note = "a value that the application shares with its actions is taken as `&State<{Self}>`, an input by value: `{Self}`"
)]
pub trait InjectParameter: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T: Inject> InjectParameter for T {}
