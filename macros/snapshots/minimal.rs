#[allow(
    clippy::unused_async,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments
)]
async fn stop() {}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __mistral_action_nova__stop {
    () => {};
}
///Input of the action `nova.stop`.
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
struct Stop {}
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
    #[allow(unused_imports)]
    use ::mistral_actions::__private::ask::*;
    impl Stop {
        /// Takes the required inputs; the others have their defaults.
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
        fn index(key: &str) -> ::core::option::Option<usize> {
            match key {
                _ => ::core::option::Option::None,
            }
        }
        fn empty() -> __Slots {
            __Slots()
        }
        fn fill<'de, __D: ::mistral_actions::__private::Deserializer<'de>>(
            __slots: &mut __Slots,
            __index: usize,
            __value: __D,
        ) -> ::core::result::Result<(), __D::Error> {
            match __index {
                _ => {}
            }
            ::core::result::Result::Ok(())
        }
        #[allow(unused_variables)]
        #[inline]
        fn from_slots(
            __slots: __Slots,
            __checker: &mut ::mistral_actions::__private::FieldChecker<'_>,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {})
        }
        fn render(&self, __index: usize) -> ::mistral_actions::__private::Value {
            match __index {
                _ => ::mistral_actions::__private::Value::Null,
            }
        }
    }
    impl ::mistral_actions::__private::Action for Stop {
        type Output = ();
        #[allow(unused_variables)]
        fn run(
            self,
            __ctx: &::mistral_actions::__private::ActionContext,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::mistral_actions::__private::ActionResult<Self::Output>,
                ::mistral_actions::__private::ActionError,
            >,
        > + ::core::marker::Send {
            ::mistral_actions::__private::require_send(async move {
                let __returned: () = stop().await;
                (::mistral_actions::__private::plain(__returned))
            })
        }
    }
    #[::mistral_actions::__private::linkme::distributed_slice(
        ::mistral_actions::__private::LINKED_ACTIONS
    )]
    #[linkme(crate = ::mistral_actions::__private::linkme)]
    static __LINKED: ::mistral_actions::__private::LinkedAction = ::mistral_actions::__private::LinkedAction {
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
        vtable: ::mistral_actions::__private::ActionVTable::without_dry_run::<Stop>(),
        metadata: ::mistral_actions::__private::OnceMetadata::new(),
    };
    const _: fn() = || {
        ::mistral_actions::__private::PlainOutput::check(
            (&&&&::mistral_actions::__private::Of::<(), ()>::PART).plain_output(),
        );
        ::mistral_actions::__private::WriteOutput::check(
            (&&&&::mistral_actions::__private::Of::<(), ()>::PART).writable_output(),
        );
        ::mistral_actions::__private::DescribeOutput::check(
            (&&&&::mistral_actions::__private::Of::<(), ()>::PART).described_output(),
        );
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
