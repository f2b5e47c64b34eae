#[allow(
    clippy::unused_async,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments
)]
/// Fetch one server.
pub(crate) async fn servers_get(
    ctx: &SecurityContext,
    handle: &ResultHandle,
    server: String,
    timeout: u32,
    password: String,
    kind: Option<String>,
    key: Vec<u8>,
    rest: BTreeMap<String, Value>,
) -> Result<ActionResult<Server>, ActionError> {
    todo()
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __mistral_action_nova__servers_get {
    () => {};
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __mistral_action_nova__server_get___dot_dash {
    () => {};
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
    impl GetServer {
        /// Takes the required inputs; the others have their defaults.
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
    const _: fn() = || {
        ::mistral_actions::__private::TakeByValue::check(
            (&&&&::mistral_actions::__private::Of::<u32, u32>::PART).by_value(),
        );
        ::mistral_actions::__private::ReadInput::check(
            (&&&&::mistral_actions::__private::Of::<u32, u32>::PART).readable(),
        );
        ::mistral_actions::__private::DescribeInput::check(
            (&&&&::mistral_actions::__private::Of::<u32, u32>::PART).described(),
        );
    };
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
    const _: fn() = || {
        ::mistral_actions::__private::TakeByValue::check(
            (&&&&::mistral_actions::__private::Of::<String, Option<String>>::PART)
                .by_value(),
        );
        ::mistral_actions::__private::ReadInput::check(
            (&&&&::mistral_actions::__private::Of::<String, Option<String>>::PART)
                .readable(),
        );
        ::mistral_actions::__private::DescribeInput::check(
            (&&&&::mistral_actions::__private::Of::<String, Option<String>>::PART)
                .described(),
        );
        ::mistral_actions::__private::ReadInput::check(
            (&&&&::mistral_actions::__private::Of::<String, Option<String>>::PART)
                .readable_whole(),
        );
        ::mistral_actions::__private::DescribeInput::check(
            (&&&&::mistral_actions::__private::Of::<String, Option<String>>::PART)
                .described_whole(),
        );
    };
    const _: fn() = || {
        ::mistral_actions::__private::TakeByValue::check(
            (&&&&::mistral_actions::__private::Of::<
                Value,
                BTreeMap<String, Value>,
            >::PART)
                .by_value(),
        );
        ::mistral_actions::__private::ReadInput::check(
            (&&&&::mistral_actions::__private::Of::<
                Value,
                BTreeMap<String, Value>,
            >::PART)
                .readable(),
        );
        ::mistral_actions::__private::DescribeInput::check(
            (&&&&::mistral_actions::__private::Of::<
                Value,
                BTreeMap<String, Value>,
            >::PART)
                .described(),
        );
        ::mistral_actions::__private::ReadInput::check(
            (&&&&::mistral_actions::__private::Of::<
                Value,
                BTreeMap<String, Value>,
            >::PART)
                .readable_whole(),
        );
        ::mistral_actions::__private::DescribeInput::check(
            (&&&&::mistral_actions::__private::Of::<
                Value,
                BTreeMap<String, Value>,
            >::PART)
                .described_whole(),
        );
    };
    #[inline]
    fn __check_0(
        __value: &String,
        __checker: &mut ::mistral_actions::__private::FieldChecker<'_>,
    ) {
        __checker
            .check(
                0usize,
                0usize,
                ::mistral_actions::__private::View::Length(
                    <String as ::mistral_actions::__private::HasLength>::length(__value),
                ),
            );
        __checker
            .check(
                0usize,
                1usize,
                ::mistral_actions::__private::View::Text(
                    <String as ::mistral_actions::__private::HasText>::as_text(__value),
                ),
            );
    }
    #[inline]
    fn __check_1(
        __value: &u32,
        __checker: &mut ::mistral_actions::__private::FieldChecker<'_>,
    ) {
        __checker
            .check(
                1usize,
                0usize,
                ::mistral_actions::__private::View::Number(
                    <u32 as ::mistral_actions::__private::HasRange>::as_number(__value),
                ),
            );
    }
    #[inline]
    fn __check_3(
        __value: &Option<String>,
        __checker: &mut ::mistral_actions::__private::FieldChecker<'_>,
    ) {
        __checker
            .check(
                3usize,
                0usize,
                ::mistral_actions::__private::View::Scalar(
                    <Option<
                        String,
                    > as ::mistral_actions::__private::HasScalar>::as_scalar(__value),
                ),
            );
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
        const FLATTEN: ::core::option::Option<usize> = ::core::option::Option::Some(
            5usize,
        );
        fn fields() -> &'static [::mistral_actions::__private::Field] {
            static FIELDS: [::mistral_actions::__private::Field; 6usize] = [
                ::mistral_actions::__private::Field {
                    name: "server",
                    aliases: &["id"],
                    docs: " Server id or name.",
                    if_missing: ::mistral_actions::__private::IfMissing::Error,
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
                    schema: |__generator| {
                        (&&&&::mistral_actions::__private::Probe::<String>::OF)
                            .schema(__generator)
                    },
                },
                ::mistral_actions::__private::Field {
                    name: "timeout",
                    aliases: &[],
                    docs: "",
                    if_missing: ::mistral_actions::__private::IfMissing::Default(|| {
                        (&&&::mistral_actions::__private::Render(&__default_1())).json()
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
                    schema: |__generator| {
                        (&&&&::mistral_actions::__private::Probe::<u32>::OF)
                            .schema(__generator)
                    },
                },
                ::mistral_actions::__private::Field {
                    name: "password",
                    aliases: &[],
                    docs: "",
                    if_missing: ::mistral_actions::__private::IfMissing::Default(|| {
                        (&&&::mistral_actions::__private::Render(&__default_2())).json()
                    }),
                    secret: true,
                    flatten: false,
                    constraints: &[],
                    schema: |__generator| {
                        (&&&&::mistral_actions::__private::Probe::<String>::OF)
                            .schema(__generator)
                    },
                },
                ::mistral_actions::__private::Field {
                    name: "kind",
                    aliases: &[],
                    docs: "",
                    if_missing: ::mistral_actions::__private::IfMissing::None,
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
                    schema: |__generator| {
                        (&&&&::mistral_actions::__private::Probe::<Option<String>>::OF)
                            .schema(__generator)
                    },
                },
                ::mistral_actions::__private::Field {
                    name: "key",
                    aliases: &[],
                    docs: "",
                    if_missing: ::mistral_actions::__private::IfMissing::Error,
                    secret: false,
                    flatten: false,
                    constraints: &[],
                    schema: |__generator| ::mistral_actions::__private::member_schema::<
                        __Described4,
                    >(__generator, "value"),
                },
                ::mistral_actions::__private::Field {
                    name: "rest",
                    aliases: &[],
                    docs: "",
                    if_missing: ::mistral_actions::__private::IfMissing::Error,
                    secret: false,
                    flatten: true,
                    constraints: &[],
                    schema: |__generator| {
                        (&&&&::mistral_actions::__private::Probe::<
                            BTreeMap<String, Value>,
                        >::OF)
                            .schema(__generator)
                    },
                },
            ];
            &FIELDS
        }
        fn index(key: &str) -> ::core::option::Option<usize> {
            match key {
                "server" | "id" => ::core::option::Option::Some(0usize),
                "timeout" => ::core::option::Option::Some(1usize),
                "password" => ::core::option::Option::Some(2usize),
                "kind" => ::core::option::Option::Some(3usize),
                "key" => ::core::option::Option::Some(4usize),
                _ => ::core::option::Option::None,
            }
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
                1usize => {
                    __slots.1 = ::core::option::Option::Some(
                        (&&&&::mistral_actions::__private::Probe::<u32>::OF)
                            .decode(__value)?,
                    );
                }
                2usize => {
                    __slots.2 = ::core::option::Option::Some(
                        (&&&&::mistral_actions::__private::Probe::<String>::OF)
                            .decode(__value)?,
                    );
                }
                3usize => {
                    __slots.3 = ::core::option::Option::Some(
                        (&&&&::mistral_actions::__private::Probe::<Option<String>>::OF)
                            .decode(__value)?,
                    );
                }
                4usize => {
                    __slots.4 = ::core::option::Option::Some(
                        <__Decoded4 as ::mistral_actions::__private::serde::Deserialize<
                            '_,
                        >>::deserialize(__value)?
                            .value,
                    );
                }
                5usize => {
                    __slots.5 = ::core::option::Option::Some(
                        (&&&&::mistral_actions::__private::Probe::<
                            BTreeMap<String, Value>,
                        >::OF)
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
            let __field_1 = __checker.or_default(1usize, __slots.1, __default_1);
            let __field_2 = __checker.or_default(2usize, __slots.2, __default_2);
            let __field_3 = __checker.optional(3usize, __slots.3);
            let __field_4 = __checker.required(4usize, __slots.4);
            let __field_5 = __checker.required(5usize, __slots.5);
            if let ::core::option::Option::Some(__value) = &__field_0 {
                __check_0(__value, __checker);
            }
            if let ::core::option::Option::Some(__value) = &__field_1 {
                __check_1(__value, __checker);
            }
            if let ::core::option::Option::Some(__value) = &__field_3 {
                __check_3(__value, __checker);
            }
            ::core::option::Option::Some(Self {
                server: __field_0?,
                timeout: __field_1?,
                password: __field_2?,
                kind: __field_3?,
                key: __field_4?,
                rest: __field_5?,
            })
        }
        fn check(&self, __checker: &mut ::mistral_actions::__private::FieldChecker<'_>) {
            __check_0(&self.server, __checker);
            __check_1(&self.timeout, __checker);
            __check_3(&self.kind, __checker);
        }
        fn render(&self, __index: usize) -> ::mistral_actions::__private::Value {
            match __index {
                0usize => {
                    (&&&::mistral_actions::__private::Render(&self.server)).rendered()
                }
                1usize => {
                    (&&&::mistral_actions::__private::Render(&self.timeout)).rendered()
                }
                2usize => {
                    (&&&::mistral_actions::__private::Render(&self.password)).rendered()
                }
                3usize => {
                    (&&&::mistral_actions::__private::Render(&self.kind)).rendered()
                }
                4usize => (&&&::mistral_actions::__private::Render(&self.key)).rendered(),
                5usize => {
                    (&&&::mistral_actions::__private::Render(&self.rest)).rendered()
                }
                _ => ::mistral_actions::__private::Value::Null,
            }
        }
    }
    #[diagnostic::on_unimplemented(
        message = "the dry run `servers_get_test` must have the same parameters and the same return type as the action `servers_get`",
        label = "expected `async fn(&SecurityContext, &ResultHandle, String, u32, String, Option<String>, Vec<u8>, BTreeMap<String, Value>) -> Result<ActionResult<Server>, ActionError>`"
    )]
    trait __SameParameters: ::core::marker::Sized {
        fn check(_: ::core::marker::PhantomData<Self>) {}
    }
    #[diagnostic::do_not_recommend]
    impl __SameParameters for () {}
    struct __DryRun<__F>(__F);
    trait __Fits<__F> {
        fn __subject(&self) -> ::core::marker::PhantomData<()> {
            ::core::marker::PhantomData
        }
        fn __function(&self) -> __F;
    }
    impl<
        __F: ::core::ops::AsyncFn(
                &SecurityContext,
                &ResultHandle,
                String,
                u32,
                String,
                Option<String>,
                Vec<u8>,
                BTreeMap<String, Value>,
            ) -> Result<ActionResult<Server>, ActionError> + ::core::marker::Copy,
    > __Fits<__F> for &__DryRun<__F> {
        fn __function(&self) -> __F {
            self.0
        }
    }
    trait __FitsNot<__F> {
        fn __subject(&self) -> ::core::marker::PhantomData<__F> {
            ::core::marker::PhantomData
        }
        fn __function(
            &self,
        ) -> fn(
            &SecurityContext,
            &ResultHandle,
            String,
            u32,
            String,
            Option<String>,
            Vec<u8>,
            BTreeMap<String, Value>,
        ) -> ::core::future::Ready<Result<ActionResult<Server>, ActionError>> {
            |_, _, _, _, _, _, _, _| ::core::unreachable!()
        }
    }
    impl<__F> __FitsNot<__F> for __DryRun<__F> {}
    impl ::mistral_actions::__private::Action for GetServer {
        type Output = Server;
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
                let __injected_0 = (&&&&::mistral_actions::__private::Probe::<
                    SecurityContext,
                >::OF)
                    .inject(__ctx)
                    .await?;
                let __injected_1 = (&&&&::mistral_actions::__private::Probe::<
                    ResultHandle,
                >::OF)
                    .inject(__ctx)
                    .await?;
                let __returned: Result<ActionResult<Server>, ActionError> = servers_get(
                        &*__injected_0,
                        &*__injected_1,
                        self.server,
                        self.timeout,
                        self.password,
                        self.kind,
                        self.key,
                        self.rest,
                    )
                    .await;
                (::mistral_actions::__private::Returned(__returned).fallible_outcome())
            })
        }
        #[allow(unused_variables)]
        fn test(
            self,
            __ctx: &::mistral_actions::__private::ActionContext,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::mistral_actions::__private::DryRun<Self::Output>,
                ::mistral_actions::__private::ActionError,
            >,
        > + ::core::marker::Send {
            ::mistral_actions::__private::require_send(async move {
                let __injected_0 = (&&&&::mistral_actions::__private::Probe::<
                    SecurityContext,
                >::OF)
                    .inject(__ctx)
                    .await?;
                let __injected_1 = (&&&&::mistral_actions::__private::Probe::<
                    ResultHandle,
                >::OF)
                    .inject(__ctx)
                    .await?;
                let __returned: Result<ActionResult<Server>, ActionError> = ({
                    let __dry_run = &&__DryRun(servers_get_test);
                    __SameParameters::check(__dry_run.__subject());
                    __dry_run.__function()
                })(
                        &*__injected_0,
                        &*__injected_1,
                        self.server,
                        self.timeout,
                        self.password,
                        self.kind,
                        self.key,
                        self.rest,
                    )
                    .await;
                ::mistral_actions::__private::would_return(
                    ::mistral_actions::__private::Returned(__returned).fallible_outcome(),
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
    static __LINKED: ::mistral_actions::__private::LinkedAction = ::mistral_actions::__private::LinkedAction {
        name: "nova.servers_get",
        aliases: &["nova.server-get"],
        docs: " Fetch one server.",
        tags: &["compute"],
        deprecated: ::core::option::Option::Some("use nova.servers_show"),
        timeout: ::core::option::Option::Some(
            ::core::time::Duration::from_millis(30000u64),
        ),
        is_blocking: false,
        injects: &["SecurityContext", "ResultHandle"],
        requirements: &[
            || {
                (&&&&::mistral_actions::__private::Probe::<SecurityContext>::OF)
                    .requirement()
            },
            || {
                (&&&&::mistral_actions::__private::Probe::<ResultHandle>::OF)
                    .requirement()
            },
        ],
        origin: ::mistral_actions::__private::origin!(::core::line!()),
        vtable: ::mistral_actions::__private::ActionVTable::of::<GetServer>(),
        metadata: ::mistral_actions::__private::OnceMetadata::new(),
    };
    const _: fn() = || {
        ::mistral_actions::__private::InjectParameter::check(
            (&&&&::mistral_actions::__private::Of::<
                SecurityContext,
                SecurityContext,
            >::PART)
                .injected(),
        );
    };
    const _: fn() = || {
        ::mistral_actions::__private::InjectParameter::check(
            (&&&&::mistral_actions::__private::Of::<ResultHandle, ResultHandle>::PART)
                .injected(),
        );
    };
    const _: fn() = || {
        ::mistral_actions::__private::Outcome::check(
            (&&&&::mistral_actions::__private::Of::<
                Result<ActionResult<Server>, ActionError>,
                Result<ActionResult<Server>, ActionError>,
            >::PART)
                .succeeded(),
        );
        ::mistral_actions::__private::ReturnedError::check(
            (&&&&::mistral_actions::__private::Of::<
                Result<ActionResult<Server>, ActionError>,
                Result<ActionResult<Server>, ActionError>,
            >::PART)
                .failed(),
        );
    };
    const _: fn() = || {
        ::mistral_actions::__private::PlainOutput::check(
            (&&&&::mistral_actions::__private::Of::<Server, Server>::PART).plain_output(),
        );
        ::mistral_actions::__private::WriteOutput::check(
            (&&&&::mistral_actions::__private::Of::<Server, Server>::PART)
                .writable_output(),
        );
        ::mistral_actions::__private::DescribeOutput::check(
            (&&&&::mistral_actions::__private::Of::<Server, Server>::PART)
                .described_output(),
        );
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
        fn check(
            &self,
        ) -> ::core::result::Result<
            (),
            ::std::vec::Vec<::mistral_actions::__private::InputProblem>,
        > {
            ::mistral_actions::__private::check_fields(self)
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
