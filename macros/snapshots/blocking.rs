#[allow(
    clippy::unused_async,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments
)]
fn read(ctx: &ExecutionContext, path: String) -> io::Result<String> {
    open(path)
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __mistral_action_demo__read {
    () => {};
}
///Input of the action `demo.read`.
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
struct Read {
    ///The input `path`.
    path: String,
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
    #[allow(unused_imports)]
    use ::mistral_actions::__private::ask::*;
    impl Read {
        /// Takes the required inputs; the others have their defaults.
        #[allow(dead_code)]
        fn new(path: String) -> Self {
            Self { path }
        }
    }
    impl ::core::fmt::Debug for Read {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mistral_actions::__private::debug_input(f, ::core::stringify!(Read), self)
        }
    }
    const _: fn() = || {
        ::mistral_actions::__private::TakeByValue::check(
            (&&&&::mistral_actions::__private::Of::<String, String>::PART).by_value(),
        );
        ::mistral_actions::__private::ReadInput::check(
            (&&&&::mistral_actions::__private::Of::<String, String>::PART).readable(),
        );
        ::mistral_actions::__private::DescribeInput::check(
            (&&&&::mistral_actions::__private::Of::<String, String>::PART).described(),
        );
    };
    pub struct __Slots(::core::option::Option<String>);
    impl ::mistral_actions::__private::InputFields for Read {
        type Slots = __Slots;
        fn fields() -> &'static [::mistral_actions::__private::Field] {
            static FIELDS: [::mistral_actions::__private::Field; 1usize] = [
                ::mistral_actions::__private::Field {
                    name: "path",
                    aliases: &[],
                    docs: "",
                    if_missing: ::mistral_actions::__private::IfMissing::Error,
                    secret: false,
                    flatten: false,
                    constraints: &[],
                    schema: |__generator| {
                        (&&&&::mistral_actions::__private::Probe::<String>::OF)
                            .schema(__generator)
                    },
                },
            ];
            &FIELDS
        }
        fn index(key: &str) -> ::core::option::Option<usize> {
            match key {
                "path" => ::core::option::Option::Some(0usize),
                _ => ::core::option::Option::None,
            }
        }
        fn empty() -> __Slots {
            __Slots(::core::option::Option::None)
        }
        fn fill<'de, __D: ::mistral_actions::__private::Deserializer<'de>>(
            __slots: &mut __Slots,
            __index: usize,
            __value: __D,
        ) -> ::core::result::Result<(), __D::Error> {
            match __index {
                0usize => {
                    __slots.0 = ::core::option::Option::Some(
                        (&&&&::mistral_actions::__private::Probe::<String>::OF)
                            .decode(__value)?,
                    );
                }
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
            let __field_0 = __checker.required(0usize, __slots.0);
            ::core::option::Option::Some(Self { path: __field_0? })
        }
        fn render(&self, __index: usize) -> ::mistral_actions::__private::Value {
            match __index {
                0usize => {
                    (&&&::mistral_actions::__private::Render(&self.path)).rendered()
                }
                _ => ::mistral_actions::__private::Value::Null,
            }
        }
    }
    impl ::mistral_actions::__private::Action for Read {
        type Output = String;
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
                ::mistral_actions::__private::run_blocking(
                        __ctx,
                        move |__ctx| async move {
                            let __ctx = &__ctx;
                            let __injected_0 = (&&&&::mistral_actions::__private::Probe::<
                                ExecutionContext,
                            >::OF)
                                .inject(__ctx)
                                .await?;
                            let __returned: io::Result<String> = read(
                                &*__injected_0,
                                self.path,
                            );
                            (::mistral_actions::__private::Returned(__returned)
                                .fallible())
                        },
                    )
                    .await
            })
        }
    }
    #[::mistral_actions::__private::linkme::distributed_slice(
        ::mistral_actions::__private::LINKED_ACTIONS
    )]
    #[linkme(crate = ::mistral_actions::__private::linkme)]
    static __LINKED: ::mistral_actions::__private::LinkedAction = ::mistral_actions::__private::LinkedAction {
        name: "demo.read",
        aliases: &[],
        docs: "",
        tags: &[],
        deprecated: ::core::option::Option::None,
        timeout: ::core::option::Option::None,
        is_blocking: true,
        injects: &["ExecutionContext"],
        requirements: &[
            || {
                (&&&&::mistral_actions::__private::Probe::<ExecutionContext>::OF)
                    .requirement()
            },
        ],
        origin: ::mistral_actions::__private::origin!(::core::line!()),
        vtable: ::mistral_actions::__private::ActionVTable::without_dry_run::<Read>(),
        metadata: ::mistral_actions::__private::OnceMetadata::new(),
    };
    const _: fn() = || {
        ::mistral_actions::__private::InjectParameter::check(
            (&&&&::mistral_actions::__private::Of::<
                ExecutionContext,
                ExecutionContext,
            >::PART)
                .injected(),
        );
    };
    const _: fn() = || {
        ::mistral_actions::__private::Fallible::check(
            (&&&&::mistral_actions::__private::Of::<
                io::Result<String>,
                io::Result<String>,
            >::PART)
                .returned(),
        );
        ::mistral_actions::__private::ReturnedError::check(
            (&&&&::mistral_actions::__private::Of::<
                io::Result<String>,
                io::Result<String>,
            >::PART)
                .failed(),
        );
    };
    const _: fn() = || {
        ::mistral_actions::__private::PlainOutput::check(
            (&&&&::mistral_actions::__private::Of::<String, String>::PART).plain_output(),
        );
        ::mistral_actions::__private::WriteOutput::check(
            (&&&&::mistral_actions::__private::Of::<String, String>::PART)
                .writable_output(),
        );
        ::mistral_actions::__private::DescribeOutput::check(
            (&&&&::mistral_actions::__private::Of::<String, String>::PART)
                .described_output(),
        );
    };
    impl ::mistral_actions::__private::RegisteredAction for Read {
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
