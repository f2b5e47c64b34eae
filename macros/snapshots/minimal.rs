#[allow(clippy::unused_async, clippy::needless_pass_by_value)]
async fn stop() {}
///Input of the action `nova.stop`.
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
struct Stop {}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! action_named_novaDOTstop {
    () => {};
}
#[allow(
    deprecated,
    non_snake_case,
    non_camel_case_types,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    impl Stop {
        /// The action with its required inputs, and the others left to their defaults.
        #[allow(dead_code)]
        fn new() -> Self {
            Self {}
        }
    }
    impl ::core::default::Default for Stop {
        fn default() -> Self {
            Self::new()
        }
    }
    impl ::core::fmt::Debug for Stop {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mistral_actions::__private::debug_input(f, ::core::stringify!(Stop), self)
        }
    }
    pub struct __Slots();
    impl ::mistral_actions::__private::InputFields for Stop {
        type Slots = __Slots;
        fn fields() -> &'static [::mistral_actions::__private::Field] {
            static FIELDS: [::mistral_actions::__private::Field; 0usize] = [];
            &FIELDS
        }
        fn empty() -> __Slots {
            __Slots()
        }
        fn fill<'de, D: ::mistral_actions::__private::Deserializer<'de>>(
            slots: &mut __Slots,
            index: usize,
            value: D,
        ) -> ::core::result::Result<(), D::Error> {
            match index {
                _ => {}
            }
            ::core::result::Result::Ok(())
        }
        #[allow(unused_variables)]
        fn finish(
            slots: __Slots,
            finish: &mut ::mistral_actions::__private::Finish<'_>,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {})
        }
        fn show(&self, index: usize) -> ::mistral_actions::__private::Value {
            #[allow(unused_imports)]
            use ::mistral_actions::__private::{
                ShowDebug as _, ShowNothing as _, ShowSerialize as _,
            };
            match index {
                _ => ::mistral_actions::__private::Value::Null,
            }
        }
    }
    impl ::mistral_actions::__private::Action for Stop {
        type Output = ();
        #[allow(unused_variables)]
        fn run(
            self,
            ctx: &::mistral_actions::__private::ActionContext,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::mistral_actions::__private::ActionResult<()>,
                ::mistral_actions::__private::ActionError,
            >,
        > + ::core::marker::Send {
            ::mistral_actions::__private::require_send(async move {
                let returned: () = stop().await;
                (::mistral_actions::__private::plain(returned))
            })
        }
    }
    #[::mistral_actions::__private::linkme::distributed_slice(
        ::mistral_actions::__private::LINKED_ACTIONS
    )]
    #[linkme(crate = ::mistral_actions::__private::linkme)]
    static __LINKED: ::mistral_actions::__private::LinkedAction = {
        #[allow(unused_imports)]
        use ::mistral_actions::__private::IsPlain as _;
        ::core::assert!(
            ! ::mistral_actions::__private::IsWrapped:: < () > ::YES, "{}",
            "the action returns a `Result` or an `ActionResult` under another name, which would reach the workflow as {\"Ok\": …}; write it by its own name"
        );
        ::mistral_actions::__private::LinkedAction {
            name: "nova.stop",
            aliases: &[],
            docs: "",
            tags: &[],
            deprecated: ::core::option::Option::None,
            timeout: ::core::option::Option::None,
            is_blocking: false,
            injects: &[],
            requirements: &[],
            origin: ::mistral_actions::__private::origin!(::core::line!()),
            glue: ::mistral_actions::__private::Glue::of::<Stop>(),
            facts: ::mistral_actions::__private::OnceFacts::new(),
        }
    };
    impl ::mistral_actions::__private::RegisteredAction for Stop {
        fn linked() -> &'static ::mistral_actions::__private::LinkedAction {
            &__LINKED
        }
        fn decode(
            input: ::mistral_actions::__private::Input,
        ) -> ::core::result::Result<
            Self,
            ::std::vec::Vec<::mistral_actions::__private::InputProblem>,
        > {
            ::mistral_actions::__private::decode(input)
        }
        fn input_schema() -> ::mistral_actions::__private::Value {
            ::mistral_actions::__private::fields_schema::<Self>()
        }
        fn to_json(&self) -> ::mistral_actions::__private::Value {
            ::mistral_actions::__private::fields_to_json(self)
        }
    }
};
