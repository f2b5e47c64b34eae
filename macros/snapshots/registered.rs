#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __mistral_action_nova__stop {
    () => {};
}
#[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused)]
#[allow(unused_qualifications, refining_impl_trait)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mistral_actions::__private::{self as __rt, ask::*};
    #[__rt::linkme::distributed_slice(__rt::LINKED_ACTIONS)]
    #[linkme(crate = __rt::linkme)]
    static __LINKED: __rt::LinkedAction = __rt::LinkedAction::new(
            "nova.stop",
            __rt::origin!(::core::line!()),
            __rt::ActionVTable::of::<my::Stop>(),
        )
        .tags(&["compute"]);
    const _: fn() = || {
        __rt::TakeByValue::check(
            (&&&&__rt::Of::<my::Stop, my::Stop>::PART).__by_value(),
        );
        __rt::ReadInput::check((&&&&__rt::Of::<my::Stop, my::Stop>::PART).__readable());
        __rt::DescribeInput::check(
            (&&&&__rt::Of::<my::Stop, my::Stop>::PART).__described(),
        );
    };
    const _: fn() = || {
        __rt::PlainOutput::check(
            (&&&&__rt::Of::<
                <my::Stop as __rt::Action>::Output,
                <my::Stop as __rt::Action>::Output,
            >::PART)
                .__plain_output(),
        );
        __rt::WriteOutput::check(
            (&&&&__rt::Of::<
                <my::Stop as __rt::Action>::Output,
                <my::Stop as __rt::Action>::Output,
            >::PART)
                .__writable_output(),
        );
        __rt::DescribeOutput::check(
            (&&&&__rt::Of::<
                <my::Stop as __rt::Action>::Output,
                <my::Stop as __rt::Action>::Output,
            >::PART)
                .__described_output(),
        );
    };
    impl __rt::RegisteredAction for my::Stop {
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
