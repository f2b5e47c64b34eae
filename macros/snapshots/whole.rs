#[allow(clippy::unused_async, clippy::needless_pass_by_value)]
#[allow(clippy::too_many_arguments)]
async fn create(server: Server) {
    drop(server)
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __mistral_action_nova__create {
    () => {};
}
#[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused)]
#[allow(unused_qualifications, refining_impl_trait)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mistral_actions::__private::{self as __rt, ask::*};
    const _: fn() = || {
        __rt::TakeByValue::check((&&&&__rt::Of::<Server, Server>::PART).__by_value());
        __rt::ReadInput::check((&&&&__rt::Of::<Server, Server>::PART).__readable());
        __rt::DescribeInput::check((&&&&__rt::Of::<Server, Server>::PART).__described());
    };
    impl __rt::Action for Server {
        type Output = ();
        fn run(self, __ctx: &__rt::ActionContext) -> impl __rt::Running<Self::Output> {
            __rt::require_send(async move { __rt::plain(create(self).await) })
        }
    }
    #[__rt::linkme::distributed_slice(__rt::LINKED_ACTIONS)]
    #[linkme(crate = __rt::linkme)]
    static __LINKED: __rt::LinkedAction = __rt::LinkedAction::new(
        "nova.create",
        __rt::origin!(::core::line!()),
        __rt::ActionVTable::without_dry_run::<Server>(),
    );
    impl __rt::RegisteredAction for Server {
        fn linked() -> &'static __rt::LinkedAction {
            &__LINKED
        }
        fn input() -> __rt::InputMethods<Self> {
            (&&&&__rt::Probe::<Self>::OF)
                .__input(|action| (&&&__rt::Render(action)).__json().unwrap_or_default())
        }
        fn output() -> __rt::OutputMethods<Self::Output> {
            (&&&&__rt::Probe::<Self::Output>::OF).__output()
        }
    }
};
