#[allow(clippy::unused_async, clippy::needless_pass_by_value)]
#[allow(clippy::too_many_arguments)]
async fn stop(name: String) {
    drop(name)
}
::core::compile_error! {
    "`nova` has no namespace; a valid name is Mistral's `namespace.action`: letters, digits, `_` and `-`, with dots between the parts, such as \"nova.servers_get\""
}
::core::compile_error! {
    "unknown option `timout`; did you mean `timeout`? supported options: name, aliases, tags, deprecated, timeout, test, asynchronous, blocking, input, crate"
}
::core::compile_error! {
    "unknown option `secrte`; did you mean `secret`? supported options: default, rename, alias, example, secret, flatten, whole, range, length, pattern, one_of, format"
}
///Input of the action `nova`.
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
struct Stop {
    ///The input `name`.
    name: String,
}
#[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused)]
#[allow(unused_qualifications, refining_impl_trait)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mistral_actions::__private::{self as __rt, ask::*};
    impl Stop {
        /// Takes the required inputs; the others have their defaults.
        fn new(name: String) -> Self {
            Self { name }
        }
    }
    impl ::core::fmt::Debug for Stop {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_input(f, "Stop", self)
        }
    }
    const _: fn() = || {
        __rt::TakeByValue::check((&&&&__rt::Of::<String, String>::PART).__by_value());
        __rt::ReadInput::check((&&&&__rt::Of::<String, String>::PART).__readable());
        __rt::DescribeInput::check((&&&&__rt::Of::<String, String>::PART).__described());
    };
    pub struct __Slots(::core::option::Option<String>);
    impl __rt::InputFields for Stop {
        type Slots = __Slots;
        const COUNT: usize = 1usize;
        const DECLARATION: &'static __rt::Declaration = &__rt::Declaration {
            keys: &["name"],
            optional: &[],
            rules: &[],
            parts: &[],
        };
        fn fields() -> &'static [__rt::Field] {
            static FIELDS: [__rt::Field; 1usize] = [
                __rt::Field {
                    name: "name",
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
                "name" => ::core::option::Option::Some(0usize),
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
            ::core::option::Option::Some(Self { name: __field_0? })
        }
        fn render(&self, __index: usize) -> __rt::Value {
            match __index {
                0usize => (&&&__rt::Render(&self.name)).__rendered(),
                _ => __rt::Value::Null,
            }
        }
    }
    impl __rt::Action for Stop {
        type Output = ();
        fn run(self, __ctx: &__rt::ActionContext) -> impl __rt::Running<Self::Output> {
            __rt::require_send(async move { __rt::plain(stop(self.name).await) })
        }
    }
    #[__rt::linkme::distributed_slice(__rt::LINKED_ACTIONS)]
    #[linkme(crate = __rt::linkme)]
    static __LINKED: __rt::LinkedAction = __rt::LinkedAction::new(
        "nova",
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
