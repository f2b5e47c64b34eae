#[allow(clippy::unused_async, clippy::needless_pass_by_value)]
fn read(ctx: &ExecutionContext, path: String) -> io::Result<String> {
    open(path)
}
///Input of the action `demo.read`.
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
struct Read {
    ///The input `path`.
    path: String,
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! action_named_demoDOTread {
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
    impl Read {
        /// The action with its required inputs, and the others left to their defaults.
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
    pub struct __Slots(::core::option::Option<String>);
    impl ::mistral_actions::__private::InputFields for Read {
        type Slots = __Slots;
        fn fields() -> &'static [::mistral_actions::__private::Field] {
            static FIELDS: [::mistral_actions::__private::Field; 1usize] = [
                ::mistral_actions::__private::Field {
                    name: "path",
                    aliases: &[],
                    docs: "",
                    absent: ::mistral_actions::__private::Absent::Refused,
                    secret: false,
                    flatten: false,
                    constraints: &[],
                    schema: <String as ::mistral_actions::__private::InputValue>::schema,
                },
            ];
            &FIELDS
        }
        fn empty() -> __Slots {
            __Slots(::core::option::Option::None)
        }
        fn fill<'de, D: ::mistral_actions::__private::Deserializer<'de>>(
            slots: &mut __Slots,
            index: usize,
            value: D,
        ) -> ::core::result::Result<(), D::Error> {
            match index {
                0usize => {
                    slots.0 = ::core::option::Option::Some(
                        <String as ::mistral_actions::__private::InputValue>::decode(
                            value,
                        )?,
                    );
                }
                _ => {}
            }
            ::core::result::Result::Ok(())
        }
        #[allow(unused_variables)]
        fn finish(
            slots: __Slots,
            finish: &mut ::mistral_actions::__private::Finish<'_>,
        ) -> ::core::option::Option<Self> {
            let field_0 = finish.required(0usize, slots.0);
            ::core::option::Option::Some(Self { path: field_0? })
        }
        fn show(&self, index: usize) -> ::mistral_actions::__private::Value {
            #[allow(unused_imports)]
            use ::mistral_actions::__private::{
                ShowDebug as _, ShowNothing as _, ShowSerialize as _,
            };
            match index {
                0usize => (&&&::mistral_actions::__private::Show(&self.path)).shown(),
                _ => ::mistral_actions::__private::Value::Null,
            }
        }
    }
    impl ::mistral_actions::__private::Action for Read {
        type Output = String;
        #[allow(unused_variables)]
        fn run(
            self,
            ctx: &::mistral_actions::__private::ActionContext,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::mistral_actions::__private::ActionResult<String>,
                ::mistral_actions::__private::ActionError,
            >,
        > + ::core::marker::Send {
            ::mistral_actions::__private::require_send(async move {
                ::mistral_actions::__private::run_blocking(
                        ctx,
                        move |ctx| async move {
                            let ctx = &ctx;
                            let injected_0 = <ExecutionContext as ::mistral_actions::__private::Inject>::inject(
                                    ctx,
                                )
                                .await?;
                            let returned: io::Result<String> = read(
                                &injected_0,
                                self.path,
                            );
                            (::mistral_actions::__private::fallible::<_, _>(returned))
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
    static __LINKED: ::mistral_actions::__private::LinkedAction = {
        #[allow(unused_imports)]
        use ::mistral_actions::__private::IsPlain as _;
        ::core::assert!(
            ! ::mistral_actions::__private::IsWrapped:: < String > ::YES, "{}",
            "the action returns a `Result` or an `ActionResult` under another name, which would reach the workflow as {\"Ok\": …}; write it by its own name"
        );
        ::mistral_actions::__private::LinkedAction {
            name: "demo.read",
            aliases: &[],
            docs: "",
            tags: &[],
            deprecated: ::core::option::Option::None,
            timeout: ::core::option::Option::None,
            is_blocking: true,
            injects: &["ExecutionContext"],
            requirements: &[
                <ExecutionContext as ::mistral_actions::__private::Inject>::requirement,
            ],
            origin: ::mistral_actions::__private::origin!(::core::line!()),
            glue: ::mistral_actions::__private::Glue::of::<Read>(),
            facts: ::mistral_actions::__private::OnceFacts::new(),
        }
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
    }
};
