#[allow(clippy::unused_async, clippy::needless_pass_by_value)]
#[allow(clippy::too_many_arguments)]
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
#[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused)]
#[allow(unused_qualifications, refining_impl_trait)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mistral_actions::__private::{self as __rt, ask::*};
    impl Read {
        /// Takes the required inputs; the others have their defaults.
        fn new(path: String) -> Self {
            Self { path }
        }
    }
    impl ::core::fmt::Debug for Read {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_input(f, "Read", self)
        }
    }
    const _: fn() = || {
        __rt::TakeByValue::check((&&&&__rt::Of::<String, String>::PART).__by_value());
        __rt::ReadInput::check((&&&&__rt::Of::<String, String>::PART).__readable());
        __rt::DescribeInput::check((&&&&__rt::Of::<String, String>::PART).__described());
    };
    pub struct __Slots(::core::option::Option<String>);
    impl __rt::InputFields for Read {
        type Slots = __Slots;
        const COUNT: usize = 1usize;
        const DECLARATION: &'static __rt::Declaration = &__rt::Declaration {
            keys: &["path"],
            optional: &[],
            rules: &[],
            parts: &[],
        };
        fn fields() -> &'static [__rt::Field] {
            static FIELDS: [__rt::Field; 1usize] = [
                __rt::Field {
                    name: "path",
                    aliases: &[],
                    docs: "",
                    if_missing: __rt::IfMissing::Error,
                    secret: false,
                    flatten: false,
                    constraints: &[],
                    examples: &[],
                    schema: |__generator| {
                        (&&&&__rt::Probe::<String>::OF).__schema(__generator)
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
        fn fill<__S: __rt::ValueSource>(
            __slots: &mut __Slots,
            __index: usize,
            __value: __S,
        ) -> ::core::result::Result<(), __S::Error> {
            match __index {
                0usize => {
                    __slots.0 = ::core::option::Option::Some(
                        (&&&&__rt::Probe::<String>::OF).__decode(__value)?,
                    );
                }
                _ => {}
            }
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn from_slots(
            __slots: __Slots,
            __checker: &mut __rt::FieldChecker<'_>,
        ) -> ::core::option::Option<Self> {
            let __field_0 = __checker.required(0usize, __slots.0);
            ::core::option::Option::Some(Self { path: __field_0? })
        }
        fn render(&self, __index: usize) -> __rt::Value {
            match __index {
                0usize => (&&&__rt::Render(&self.path)).__rendered(),
                _ => __rt::Value::Null,
            }
        }
    }
    impl __rt::Action for Read {
        type Output = String;
        fn run(self, __ctx: &__rt::ActionContext) -> impl __rt::Running<Self::Output> {
            __rt::require_send(async move {
                __rt::run_blocking(
                        __ctx,
                        move |__ctx| async move {
                            let __ctx = &__ctx;
                            let __injected_0 = (&&&&__rt::Probe::<ExecutionContext>::OF)
                                .__inject(__ctx)
                                .await?;
                            let __returned: io::Result<String> = read(
                                &*__injected_0,
                                self.path,
                            );
                            (__rt::Returned(__returned).__fallible())
                        },
                    )
                    .await
            })
        }
    }
    #[__rt::linkme::distributed_slice(__rt::LINKED_ACTIONS)]
    #[linkme(crate = __rt::linkme)]
    static __LINKED: __rt::LinkedAction = __rt::LinkedAction::new(
            "demo.read",
            __rt::origin!(::core::line!()),
            __rt::ActionVTable::without_dry_run::<Read>(),
        )
        .blocking()
        .injects(
            &["ExecutionContext"],
            &[|| (&&&&__rt::Probe::<ExecutionContext>::OF).__requirement()],
        );
    const _: fn() = || {
        <ExecutionContext as __rt::InjectParameter>::check(::core::marker::PhantomData);
    };
    const _: fn() = || {
        <io::Result<String> as __rt::Fallible>::check(::core::marker::PhantomData);
        __rt::ReturnedError::check(
            (&&&&__rt::Of::<io::Result<String>, io::Result<String>>::PART).__failed(),
        );
    };
    const _: fn() = || {
        __rt::PlainOutput::check(
            (&&&&__rt::Of::<String, String>::PART).__plain_output(),
        );
        __rt::WriteOutput::check(
            (&&&&__rt::Of::<String, String>::PART).__writable_output(),
        );
        __rt::DescribeOutput::check(
            (&&&&__rt::Of::<String, String>::PART).__described_output(),
        );
    };
    impl __rt::RegisteredAction for Read {
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
