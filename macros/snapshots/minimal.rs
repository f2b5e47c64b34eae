#[allow(clippy::unused_async, clippy::needless_pass_by_value)]
#[allow(clippy::too_many_arguments)]
async fn stop() {}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __mistral_action_nova__stop {
    () => {};
}
///Input of the action `nova.stop`.
#[derive(::core::default::Default)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
struct Stop {}
#[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused)]
#[allow(unused_qualifications, refining_impl_trait)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mistral_actions::__private::{self as __rt, ask::*};
    impl Stop {
        /// Takes the required inputs; the others have their defaults.
        fn new() -> Self {
            Self {}
        }
    }
    impl ::core::fmt::Debug for Stop {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_input(f, "Stop", self)
        }
    }
    impl __rt::InputFields for Stop {
        type Slots = ();
        const EMPTY: ::core::option::Option<Self> = ::core::option::Option::Some(Self {});
        fn empty() {}
    }
    impl __rt::Action for Stop {
        type Output = ();
        fn run(self, __ctx: &__rt::ActionContext) -> impl __rt::Running<Self::Output> {
            __rt::require_send(async move { __rt::plain(stop().await) })
        }
    }
    #[__rt::linkme::distributed_slice(__rt::LINKED_ACTIONS)]
    #[linkme(crate = __rt::linkme)]
    static __LINKED: __rt::LinkedAction = __rt::LinkedAction::new(
        "nova.stop",
        __rt::origin!(::core::line!()),
        __rt::ActionVTable::without_dry_run::<Stop>(),
    );
    impl __rt::RegisteredAction for Stop {
        fn linked() -> &'static __rt::LinkedAction {
            &__LINKED
        }
        fn input() -> __rt::InputMethods<Self> {
            __rt::InputMethods::of_fields()
        }
        fn output() -> __rt::OutputMethods<Self::Output> {
            (&&&&__rt::Probe::<Self::Output>::OF).__output()
        }
    }
};
