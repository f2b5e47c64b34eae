#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! action_named_novaDOTstop {
    () => {};
}
const _: () = {
    #[::mistral_actions::__private::linkme::distributed_slice(
        ::mistral_actions::__private::LINKED_ACTIONS
    )]
    #[linkme(crate = ::mistral_actions::__private::linkme)]
    static __LINKED: ::mistral_actions::__private::LinkedAction = {
        ::mistral_actions::__private::LinkedAction {
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
            glue: ::mistral_actions::__private::Glue::of::<my::Stop>(),
            facts: ::mistral_actions::__private::OnceFacts::new(),
        }
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
            ::mistral_actions::__private::decode_class::<
                my::Stop,
            >(input, __LINKED.input_schema())
        }
        fn input_schema() -> ::mistral_actions::__private::Value {
            ::mistral_actions::__private::class_schema::<my::Stop>()
        }
        fn to_json(&self) -> ::mistral_actions::__private::Value {
            #[allow(unused_imports)]
            use ::mistral_actions::__private::{
                ShowDebug as _, ShowNothing as _, ShowSerialize as _,
            };
            (&&&::mistral_actions::__private::Show(self)).json().unwrap_or_default()
        }
    }
};
