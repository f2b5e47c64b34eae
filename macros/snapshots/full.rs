#[allow(clippy::unused_async, clippy::needless_pass_by_value)]
/// Fetch one server.
pub(crate) async fn servers_get(
    ctx: &SecurityContext,
    server: String,
    timeout: u32,
    password: String,
    kind: Option<String>,
    key: Vec<u8>,
    rest: BTreeMap<String, Value>,
) -> Result<ActionResult<Server>, ActionError> {
    todo()
}
///Input of the action `nova.servers_get`.
///
/// Fetch one server.
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
pub(crate) struct GetServer {
    /// Server id or name.
    pub(crate) server: String,
    ///The input `timeout`.
    pub(crate) timeout: u32,
    ///The input `password`.
    pub(crate) password: String,
    ///The input `kind`.
    pub(crate) kind: Option<String>,
    ///The input `key`.
    pub(crate) key: Vec<u8>,
    ///The input `rest`.
    pub(crate) rest: BTreeMap<String, Value>,
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! action_named_novaDOTservers_get {
    () => {};
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! action_named_novaDOTserverDASHget {
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
    impl GetServer {
        /// The action with its required inputs, and the others left to their defaults.
        #[allow(dead_code)]
        pub(crate) fn new(
            server: String,
            key: Vec<u8>,
            rest: BTreeMap<String, Value>,
        ) -> Self {
            Self {
                server,
                timeout: __default_1(),
                password: __default_2(),
                kind: ::core::option::Option::None,
                key,
                rest,
            }
        }
    }
    impl ::core::fmt::Debug for GetServer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mistral_actions::__private::debug_input(
                f,
                ::core::stringify!(GetServer),
                self,
            )
        }
    }
    #[derive(::mistral_actions::__private::serde::Deserialize)]
    #[serde(crate = "::mistral_actions::__private::serde", transparent)]
    struct __Decoded4 {
        #[serde(with = "hex")]
        value: Vec<u8>,
    }
    #[derive(::mistral_actions::__private::schemars::JsonSchema)]
    #[schemars(crate = "::mistral_actions::__private::schemars")]
    #[allow(dead_code)]
    struct __Described4 {
        #[serde(with = "hex")]
        value: Vec<u8>,
    }
    fn __default_1() -> u32 {
        30
    }
    fn __default_2() -> String {
        <String as ::mistral_actions::__private::DefaultText>::from_text("none")
    }
    pub struct __Slots(
        ::core::option::Option<String>,
        ::core::option::Option<u32>,
        ::core::option::Option<String>,
        ::core::option::Option<Option<String>>,
        ::core::option::Option<Vec<u8>>,
        ::core::option::Option<BTreeMap<String, Value>>,
    );
    impl ::mistral_actions::__private::InputFields for GetServer {
        type Slots = __Slots;
        fn fields() -> &'static [::mistral_actions::__private::Field] {
            static FIELDS: [::mistral_actions::__private::Field; 6usize] = [
                ::mistral_actions::__private::Field {
                    name: "server",
                    aliases: &["id"],
                    docs: " Server id or name.",
                    absent: ::mistral_actions::__private::Absent::Refused,
                    secret: false,
                    flatten: false,
                    constraints: {
                        static CONSTRAINTS: [::mistral_actions::__private::Constraint; 2usize] = [
                            ::mistral_actions::__private::Constraint::Length(
                                ::core::option::Option::Some(1u64),
                                ::core::option::Option::None,
                            ),
                            ::mistral_actions::__private::Constraint::Pattern(
                                ::mistral_actions::__private::Pattern::new("^[a-z]+$"),
                            ),
                        ];
                        &CONSTRAINTS
                    },
                    schema: <String as ::mistral_actions::__private::InputValue>::schema,
                },
                ::mistral_actions::__private::Field {
                    name: "timeout",
                    aliases: &[],
                    docs: "",
                    absent: ::mistral_actions::__private::Absent::Default(|| {
                        #[allow(unused_imports)]
                        use ::mistral_actions::__private::{
                            ShowDebug as _, ShowNothing as _, ShowSerialize as _,
                        };
                        (&&&::mistral_actions::__private::Show(&__default_1())).json()
                    }),
                    secret: false,
                    flatten: false,
                    constraints: {
                        static CONSTRAINTS: [::mistral_actions::__private::Constraint; 1usize] = [
                            ::mistral_actions::__private::Constraint::Range(
                                ::core::option::Option::Some(
                                    ::mistral_actions::__private::Number::Int(1),
                                ),
                                ::core::option::Option::Some(
                                    ::mistral_actions::__private::Number::Int(600),
                                ),
                            ),
                        ];
                        &CONSTRAINTS
                    },
                    schema: <u32 as ::mistral_actions::__private::InputValue>::schema,
                },
                ::mistral_actions::__private::Field {
                    name: "password",
                    aliases: &[],
                    docs: "",
                    absent: ::mistral_actions::__private::Absent::Default(|| {
                        #[allow(unused_imports)]
                        use ::mistral_actions::__private::{
                            ShowDebug as _, ShowNothing as _, ShowSerialize as _,
                        };
                        (&&&::mistral_actions::__private::Show(&__default_2())).json()
                    }),
                    secret: true,
                    flatten: false,
                    constraints: &[],
                    schema: <String as ::mistral_actions::__private::InputValue>::schema,
                },
                ::mistral_actions::__private::Field {
                    name: "kind",
                    aliases: &[],
                    docs: "",
                    absent: ::mistral_actions::__private::Absent::None,
                    secret: false,
                    flatten: false,
                    constraints: {
                        static CONSTRAINTS: [::mistral_actions::__private::Constraint; 1usize] = [
                            ::mistral_actions::__private::Constraint::OneOf({
                                use ::mistral_actions::__private::{Number, Scalar};
                                const VALUES: &[Scalar<'static>] = &[
                                    Scalar::Text("a"),
                                    Scalar::Text("b"),
                                ];
                                VALUES
                            }),
                        ];
                        &CONSTRAINTS
                    },
                    schema: <String as ::mistral_actions::__private::InputValue>::optional_schema,
                },
                ::mistral_actions::__private::Field {
                    name: "key",
                    aliases: &[],
                    docs: "",
                    absent: ::mistral_actions::__private::Absent::Refused,
                    secret: false,
                    flatten: false,
                    constraints: &[],
                    schema: |generator| ::mistral_actions::__private::member_schema::<
                        __Described4,
                    >(generator, "value"),
                },
                ::mistral_actions::__private::Field {
                    name: "rest",
                    aliases: &[],
                    docs: "",
                    absent: ::mistral_actions::__private::Absent::Refused,
                    secret: false,
                    flatten: true,
                    constraints: &[],
                    schema: <BTreeMap<
                        String,
                        Value,
                    > as ::mistral_actions::__private::InputValue>::schema,
                },
            ];
            &FIELDS
        }
        fn empty() -> __Slots {
            __Slots(
                ::core::option::Option::None,
                ::core::option::Option::None,
                ::core::option::Option::None,
                ::core::option::Option::None,
                ::core::option::Option::None,
                ::core::option::Option::None,
            )
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
                1usize => {
                    slots.1 = ::core::option::Option::Some(
                        <u32 as ::mistral_actions::__private::InputValue>::decode(value)?,
                    );
                }
                2usize => {
                    slots.2 = ::core::option::Option::Some(
                        <String as ::mistral_actions::__private::InputValue>::decode(
                            value,
                        )?,
                    );
                }
                3usize => {
                    slots.3 = ::core::option::Option::Some(
                        <String as ::mistral_actions::__private::InputValue>::decode_optional(
                            value,
                        )?,
                    );
                }
                4usize => {
                    slots.4 = ::core::option::Option::Some(
                        <__Decoded4 as ::mistral_actions::__private::serde::Deserialize<
                            '_,
                        >>::deserialize(value)?
                            .value,
                    );
                }
                5usize => {
                    slots.5 = ::core::option::Option::Some(
                        <BTreeMap<
                            String,
                            Value,
                        > as ::mistral_actions::__private::InputValue>::decode(value)?,
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
            let field_1 = finish.or_default(1usize, slots.1, __default_1);
            let field_2 = finish.or_default(2usize, slots.2, __default_2);
            let field_3 = finish.optional(3usize, slots.3);
            let field_4 = finish.required(4usize, slots.4);
            let field_5 = finish.required(5usize, slots.5);
            if let ::core::option::Option::Some(value) = &field_0 {
                finish
                    .check(
                        0usize,
                        0usize,
                        ::mistral_actions::__private::View::Length(
                            <String as ::mistral_actions::__private::HasLength>::length(
                                value,
                            ),
                        ),
                    );
            }
            if let ::core::option::Option::Some(value) = &field_0 {
                finish
                    .check(
                        0usize,
                        1usize,
                        ::mistral_actions::__private::View::Text(
                            <String as ::mistral_actions::__private::HasText>::as_text(
                                value,
                            ),
                        ),
                    );
            }
            if let ::core::option::Option::Some(value) = &field_1 {
                finish
                    .check(
                        1usize,
                        0usize,
                        ::mistral_actions::__private::View::Number(
                            <u32 as ::mistral_actions::__private::HasRange>::as_number(
                                value,
                            ),
                        ),
                    );
            }
            if let ::core::option::Option::Some(value) = &field_3 {
                finish
                    .check(
                        3usize,
                        0usize,
                        ::mistral_actions::__private::View::Scalar(
                            <Option<
                                String,
                            > as ::mistral_actions::__private::HasScalar>::as_scalar(
                                value,
                            ),
                        ),
                    );
            }
            ::core::option::Option::Some(Self {
                server: field_0?,
                timeout: field_1?,
                password: field_2?,
                kind: field_3?,
                key: field_4?,
                rest: field_5?,
            })
        }
        fn show(&self, index: usize) -> ::mistral_actions::__private::Value {
            #[allow(unused_imports)]
            use ::mistral_actions::__private::{
                ShowDebug as _, ShowNothing as _, ShowSerialize as _,
            };
            match index {
                0usize => (&&&::mistral_actions::__private::Show(&self.server)).shown(),
                1usize => (&&&::mistral_actions::__private::Show(&self.timeout)).shown(),
                2usize => (&&&::mistral_actions::__private::Show(&self.password)).shown(),
                3usize => (&&&::mistral_actions::__private::Show(&self.kind)).shown(),
                4usize => (&&&::mistral_actions::__private::Show(&self.key)).shown(),
                5usize => (&&&::mistral_actions::__private::Show(&self.rest)).shown(),
                _ => ::mistral_actions::__private::Value::Null,
            }
        }
    }
    impl ::mistral_actions::__private::Action for GetServer {
        type Output = Server;
        #[allow(unused_variables)]
        fn run(
            self,
            ctx: &::mistral_actions::__private::ActionContext,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::mistral_actions::__private::ActionResult<Server>,
                ::mistral_actions::__private::ActionError,
            >,
        > + ::core::marker::Send {
            ::mistral_actions::__private::require_send(async move {
                let injected_0 = <SecurityContext as ::mistral_actions::__private::Inject>::inject(
                        ctx,
                    )
                    .await?;
                let returned: Result<ActionResult<Server>, ActionError> = servers_get(
                        &injected_0,
                        self.server,
                        self.timeout,
                        self.password,
                        self.kind,
                        self.key,
                        self.rest,
                    )
                    .await;
                (::mistral_actions::__private::fallible_outcome::<
                    _,
                    ActionError,
                >(returned))
            })
        }
        #[allow(unused_variables)]
        fn test(
            self,
            ctx: &::mistral_actions::__private::ActionContext,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::mistral_actions::__private::DryRun<Server>,
                ::mistral_actions::__private::ActionError,
            >,
        > + ::core::marker::Send {
            ::mistral_actions::__private::require_send(async move {
                let injected_0 = <SecurityContext as ::mistral_actions::__private::Inject>::inject(
                        ctx,
                    )
                    .await?;
                let returned: Result<ActionResult<Server>, ActionError> = servers_get_test(
                        &injected_0,
                        self.server,
                        self.timeout,
                        self.password,
                        self.kind,
                        self.key,
                        self.rest,
                    )
                    .await;
                ::mistral_actions::__private::would_return(
                    ::mistral_actions::__private::fallible_outcome::<
                        _,
                        ActionError,
                    >(returned),
                )
            })
        }
        fn has_dry_run() -> bool {
            true
        }
        fn is_sync() -> bool {
            false
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
            ! ::mistral_actions::__private::IsWrapped:: < Server > ::YES, "{}",
            "the action returns a `Result` or an `ActionResult` under another name, which would reach the workflow as {\"Ok\": …}; write it by its own name"
        );
        ::mistral_actions::__private::LinkedAction {
            name: "nova.servers_get",
            aliases: &["nova.server-get"],
            docs: " Fetch one server.",
            tags: &["compute"],
            deprecated: ::core::option::Option::Some("use nova.servers_show"),
            timeout: ::core::option::Option::Some(
                ::core::time::Duration::from_millis(30000u64),
            ),
            is_blocking: false,
            injects: &["SecurityContext"],
            requirements: &[
                <SecurityContext as ::mistral_actions::__private::Inject>::requirement,
            ],
            origin: ::mistral_actions::__private::origin!(::core::line!()),
            glue: ::mistral_actions::__private::Glue::of::<GetServer>(),
            facts: ::mistral_actions::__private::OnceFacts::new(),
        }
    };
    impl ::mistral_actions::__private::RegisteredAction for GetServer {
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
