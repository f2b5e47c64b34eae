#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __mistral_action_nova__stop {
    () => {};
}
const _: () = {
    #[allow(unused_imports)]
    use ::mistral_actions::__private::ask::*;
    #[::mistral_actions::__private::linkme::distributed_slice(
        ::mistral_actions::__private::LINKED_ACTIONS
    )]
    #[linkme(crate = ::mistral_actions::__private::linkme)]
    static __LINKED: ::mistral_actions::__private::LinkedAction = ::mistral_actions::__private::LinkedAction {
        name: "nova.stop",
        aliases: &[],
        docs: "",
        tags: &["compute"],
        deprecated: ::core::option::Option::None,
        timeout: ::core::option::Option::None,
        is_blocking: false,
        injects: &[],
        requirements: &[],
        origin: ::mistral_actions::__private::origin!(::core::line!()),
        vtable: ::mistral_actions::__private::ActionVTable::of::<my::Stop>(),
        metadata: ::mistral_actions::__private::OnceMetadata::new(),
    };
    const _: fn() = || {
        ::mistral_actions::__private::TakeByValue::check(
            (&&&&::mistral_actions::__private::Of::<my::Stop, my::Stop>::PART).by_value(),
        );
        ::mistral_actions::__private::ReadInput::check(
            (&&&&::mistral_actions::__private::Of::<my::Stop, my::Stop>::PART).readable(),
        );
        ::mistral_actions::__private::DescribeInput::check(
            (&&&&::mistral_actions::__private::Of::<my::Stop, my::Stop>::PART)
                .described(),
        );
    };
    const _: fn() = || {
        ::mistral_actions::__private::PlainOutput::check(
            (&&&&::mistral_actions::__private::Of::<
                <my::Stop as ::mistral_actions::__private::Action>::Output,
                <my::Stop as ::mistral_actions::__private::Action>::Output,
            >::PART)
                .plain_output(),
        );
        ::mistral_actions::__private::WriteOutput::check(
            (&&&&::mistral_actions::__private::Of::<
                <my::Stop as ::mistral_actions::__private::Action>::Output,
                <my::Stop as ::mistral_actions::__private::Action>::Output,
            >::PART)
                .writable_output(),
        );
        ::mistral_actions::__private::DescribeOutput::check(
            (&&&&::mistral_actions::__private::Of::<
                <my::Stop as ::mistral_actions::__private::Action>::Output,
                <my::Stop as ::mistral_actions::__private::Action>::Output,
            >::PART)
                .described_output(),
        );
    };
    impl ::mistral_actions::__private::RegisteredAction for my::Stop {
        fn linked() -> &'static ::mistral_actions::__private::LinkedAction {
            &__LINKED
        }
        fn decode(
            input: ::mistral_actions::__private::Input,
        ) -> ::core::result::Result<
            Self,
            ::std::vec::Vec<::mistral_actions::__private::InputProblem>,
        > {
            (&&&&::mistral_actions::__private::Probe::<Self>::OF)
                .decode_class(input, __LINKED.input_schema())
        }
        fn input_schema() -> ::mistral_actions::__private::Value {
            (&&&&::mistral_actions::__private::Probe::<Self>::OF).class_schema()
        }
        fn to_json(&self) -> ::mistral_actions::__private::Value {
            (&&&::mistral_actions::__private::Render(self)).json().unwrap_or_default()
        }
        fn encode(
            output: &Self::Output,
        ) -> ::core::result::Result<
            ::mistral_actions::__private::Value,
            ::mistral_actions::__private::EncodeError,
        > {
            (&&&&::mistral_actions::__private::Probe::<Self::Output>::OF).encode(output)
        }
        fn output_schema() -> ::mistral_actions::__private::Value {
            (&&&&::mistral_actions::__private::Probe::<Self::Output>::OF).output_schema()
        }
    }
};
