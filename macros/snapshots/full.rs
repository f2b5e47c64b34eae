#[allow(clippy::unused_async, clippy::needless_pass_by_value)]
#[allow(clippy::too_many_arguments)]
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
#[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused)]
#[allow(unused_qualifications, refining_impl_trait)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mistral_actions::__private::{self as __rt, ask::*};
    impl GetServer {
        /// Takes the required inputs; the others have their defaults.
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
            __rt::debug_input(f, "GetServer", self)
        }
    }
    #[derive(__rt::serde::Deserialize)]
    #[serde(crate = "::mistral_actions::__private::serde", transparent)]
    struct __Decoded4 {
        #[serde(with = "hex")]
        value: Vec<u8>,
    }
    #[derive(__rt::schemars::JsonSchema)]
    #[schemars(crate = "::mistral_actions::__private::schemars")]
    struct __Described4 {
        #[serde(with = "hex")]
        value: Vec<u8>,
    }
    const __AT_6: usize = 5usize + <BTreeMap<String, Value> as __rt::InputFields>::COUNT;
    fn __default_1() -> u32 {
        30
    }
    fn __default_2() -> String {
        <String as __rt::DefaultText>::from_text("none")
    }
    const _: fn() = || {
        __rt::TakeByValue::check((&&&&__rt::Of::<String, String>::PART).__by_value());
        __rt::ReadInput::check((&&&&__rt::Of::<String, String>::PART).__readable());
        __rt::DescribeInput::check((&&&&__rt::Of::<String, String>::PART).__described());
    };
    const _: fn() = || {
        __rt::TakeByValue::check((&&&&__rt::Of::<u32, u32>::PART).__by_value());
        __rt::ReadInput::check((&&&&__rt::Of::<u32, u32>::PART).__readable());
        __rt::DescribeInput::check((&&&&__rt::Of::<u32, u32>::PART).__described());
    };
    const _: fn() = || {
        __rt::TakeByValue::check(
            (&&&&__rt::Of::<String, Option<String>>::PART).__by_value(),
        );
        __rt::ReadInput::check(
            (&&&&__rt::Of::<String, Option<String>>::PART).__readable(),
        );
        __rt::DescribeInput::check(
            (&&&&__rt::Of::<String, Option<String>>::PART).__described(),
        );
        __rt::ReadInput::check(
            (&&&&__rt::Of::<String, Option<String>>::PART).__readable_whole(),
        );
        __rt::DescribeInput::check(
            (&&&&__rt::Of::<String, Option<String>>::PART).__described_whole(),
        );
    };
    #[inline]
    fn __check_0(__value: &String, __checker: &mut __rt::FieldChecker<'_>) {
        __checker
            .check(
                0usize,
                0usize,
                __rt::View::Length(<String as __rt::HasLength>::length(__value)),
            );
        __checker
            .check(
                0usize,
                1usize,
                __rt::View::Text(<String as __rt::HasText>::as_text(__value)),
            );
    }
    #[inline]
    fn __check_1(__value: &u32, __checker: &mut __rt::FieldChecker<'_>) {
        __checker
            .check(
                1usize,
                0usize,
                __rt::View::Number(<u32 as __rt::HasRange>::as_number(__value)),
            );
    }
    #[inline]
    fn __check_3(__value: &Option<String>, __checker: &mut __rt::FieldChecker<'_>) {
        __checker
            .check(
                3usize,
                0usize,
                __rt::View::Scalar(
                    <Option<String> as __rt::HasScalar>::as_scalar(__value),
                ),
            );
    }
    const _: () = {
        __rt::assert_distinct(<GetServer as __rt::InputFields>::DECLARATION, 0usize);
        __rt::assert_fits(
            __AT_6,
            0usize,
            &[(5usize, <BTreeMap<String, Value> as __rt::InputFields>::FREE_FORM)],
        );
    };
    pub struct __Slots(
        ::core::option::Option<String>,
        ::core::option::Option<u32>,
        ::core::option::Option<String>,
        ::core::option::Option<Option<String>>,
        ::core::option::Option<Vec<u8>>,
        <BTreeMap<String, Value> as __rt::InputFields>::Slots,
    );
    impl __rt::InputFields for GetServer {
        type Slots = __Slots;
        const COUNT: usize = __AT_6;
        const DECLARATION: &'static __rt::Declaration = &__rt::Declaration {
            keys: &["server", "id", "timeout", "password", "kind", "key"],
            optional: &["kind"],
            rules: &[],
            parts: &[<BTreeMap<String, Value> as __rt::InputFields>::DECLARATION],
        };
        const FREE_FORM: ::core::option::Option<usize> = __rt::free_form(
            &[(5usize, <BTreeMap<String, Value> as __rt::InputFields>::FREE_FORM)],
        );
        fn fields() -> &'static [__rt::Field] {
            static FIELDS: [__rt::Field; 5usize] = [
                __rt::Field {
                    name: "server",
                    aliases: &["id"],
                    docs: " Server id or name.",
                    if_missing: __rt::IfMissing::Error,
                    secret: false,
                    flatten: false,
                    constraints: {
                        static CONSTRAINTS: [__rt::Constraint; 2usize] = [
                            __rt::Constraint::Length(
                                ::core::option::Option::Some(1u64),
                                ::core::option::Option::None,
                            ),
                            __rt::Constraint::Pattern(__rt::Pattern::new("^[a-z]+$")),
                        ];
                        &CONSTRAINTS
                    },
                    examples: &[],
                    schema: |__generator| {
                        (&&&&__rt::Probe::<String>::OF).__schema(__generator)
                    },
                },
                __rt::Field {
                    name: "timeout",
                    aliases: &[],
                    docs: "",
                    if_missing: __rt::IfMissing::Default(|| {
                        (&&&__rt::Render(&__default_1())).__json()
                    }),
                    secret: false,
                    flatten: false,
                    constraints: {
                        static CONSTRAINTS: [__rt::Constraint; 1usize] = [
                            __rt::Constraint::Range(
                                ::core::option::Option::Some(__rt::Number::Int(1)),
                                ::core::option::Option::Some(__rt::Number::Int(600)),
                            ),
                        ];
                        &CONSTRAINTS
                    },
                    examples: &[],
                    schema: |__generator| {
                        (&&&&__rt::Probe::<u32>::OF).__schema(__generator)
                    },
                },
                __rt::Field {
                    name: "password",
                    aliases: &[],
                    docs: "",
                    if_missing: __rt::IfMissing::Default(|| {
                        (&&&__rt::Render(&__default_2())).__json()
                    }),
                    secret: true,
                    flatten: false,
                    constraints: &[],
                    examples: &[],
                    schema: |__generator| {
                        (&&&&__rt::Probe::<String>::OF).__schema(__generator)
                    },
                },
                __rt::Field {
                    name: "kind",
                    aliases: &[],
                    docs: "",
                    if_missing: __rt::IfMissing::None,
                    secret: false,
                    flatten: false,
                    constraints: {
                        static CONSTRAINTS: [__rt::Constraint; 1usize] = [
                            __rt::Constraint::OneOf({
                                use __rt::{Number, Scalar};
                                const VALUES: &[Scalar<'static>] = &[
                                    Scalar::Text("a"),
                                    Scalar::Text("b"),
                                ];
                                VALUES
                            }),
                        ];
                        &CONSTRAINTS
                    },
                    examples: &[],
                    schema: |__generator| {
                        (&&&&__rt::Probe::<Option<String>>::OF).__schema(__generator)
                    },
                },
                __rt::Field {
                    name: "key",
                    aliases: &[],
                    docs: "",
                    if_missing: __rt::IfMissing::Error,
                    secret: false,
                    flatten: false,
                    constraints: &[],
                    examples: &[],
                    schema: |__generator| __rt::member_schema::<
                        __Described4,
                    >(__generator, "value"),
                },
            ];
            static MERGED: __rt::MergedFields = __rt::MergedFields::new();
            MERGED
                .get(|| {
                    let parts: &[&[__rt::Field]] = &[
                        &FIELDS[0usize..1usize],
                        &FIELDS[1usize..2usize],
                        &FIELDS[2usize..3usize],
                        &FIELDS[3usize..4usize],
                        &FIELDS[4usize..5usize],
                        <BTreeMap<String, Value> as __rt::InputFields>::fields(),
                    ];
                    parts.concat()
                })
        }
        fn index(key: &str) -> ::core::option::Option<usize> {
            match key {
                "server" | "id" => ::core::option::Option::Some(0usize),
                "timeout" => ::core::option::Option::Some(1usize),
                "password" => ::core::option::Option::Some(2usize),
                "kind" => ::core::option::Option::Some(3usize),
                "key" => ::core::option::Option::Some(4usize),
                _ => {
                    if let ::core::option::Option::Some(__index) = <BTreeMap<
                        String,
                        Value,
                    > as __rt::InputFields>::index(key) {
                        return ::core::option::Option::Some(5usize + __index);
                    }
                    ::core::option::Option::None
                }
            }
        }
        fn empty() -> __Slots {
            __Slots(
                ::core::option::Option::None,
                ::core::option::Option::None,
                ::core::option::Option::None,
                ::core::option::Option::None,
                ::core::option::Option::None,
                <BTreeMap<String, Value> as __rt::InputFields>::empty(),
            )
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
                1usize => {
                    __slots.1 = ::core::option::Option::Some(
                        (&&&&__rt::Probe::<u32>::OF).__decode(__value)?,
                    );
                }
                2usize => {
                    __slots.2 = ::core::option::Option::Some(
                        (&&&&__rt::Probe::<String>::OF).__decode(__value)?,
                    );
                }
                3usize => {
                    __slots.3 = ::core::option::Option::Some(
                        (&&&&__rt::Probe::<Option<String>>::OF).__decode(__value)?,
                    );
                }
                4usize => {
                    __slots.4 = ::core::option::Option::Some(
                        __rt::ValueSource::read::<__Decoded4>(__value)?.value,
                    );
                }
                __within if (5usize..__AT_6).contains(&__within) => {
                    let __slots = __slots;
                    <BTreeMap<
                        String,
                        Value,
                    > as __rt::InputFields>::fill(
                        &mut __slots.5,
                        __within - 5usize,
                        __value,
                    )?
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
            let __Slots(__slot_0, __slot_1, __slot_2, __slot_3, __slot_4, __slot_5) = __slots;
            let __field_0 = __checker.required(0usize, __slot_0);
            let __field_1 = __checker.or_default(1usize, __slot_1, __default_1);
            let __field_2 = __checker.or_default(2usize, __slot_2, __default_2);
            let __field_3 = __checker.optional(3usize, __slot_3);
            let __field_4 = __checker.required(4usize, __slot_4);
            let __field_5 = __checker
                .part(
                    5usize,
                    |__checker| <BTreeMap<
                        String,
                        Value,
                    > as __rt::InputFields>::from_slots(__slot_5, __checker),
                );
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
        fn check(&self, __checker: &mut __rt::FieldChecker<'_>) {
            __check_0(&self.server, __checker);
            __check_1(&self.timeout, __checker);
            __check_3(&self.kind, __checker);
            __checker
                .part(
                    5usize,
                    |__checker| <BTreeMap<
                        String,
                        Value,
                    > as __rt::InputFields>::check(&self.rest, __checker),
                );
        }
        fn render(&self, __index: usize) -> __rt::Value {
            match __index {
                0usize => (&&&__rt::Render(&self.server)).__rendered(),
                1usize => (&&&__rt::Render(&self.timeout)).__rendered(),
                2usize => (&&&__rt::Render(&self.password)).__rendered(),
                3usize => (&&&__rt::Render(&self.kind)).__rendered(),
                4usize => (&&&__rt::Render(&self.key)).__rendered(),
                __within if (5usize..__AT_6).contains(&__within) => {
                    (&&&__rt::Render(&self.rest)).__part(__within - 5usize)
                }
                _ => __rt::Value::Null,
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
    impl __rt::Action for GetServer {
        type Output = Server;
        fn run(self, __ctx: &__rt::ActionContext) -> impl __rt::Running<Self::Output> {
            __rt::require_send(async move {
                let __injected_0 = (&&&&__rt::Probe::<SecurityContext>::OF)
                    .__inject(__ctx)
                    .await?;
                let __injected_1 = (&&&&__rt::Probe::<ResultHandle>::OF)
                    .__inject(__ctx)
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
                (__rt::Returned(__returned).__fallible_outcome())
            })
        }
        fn test(
            self,
            __ctx: &__rt::ActionContext,
        ) -> impl __rt::DryRunning<Self::Output> {
            __rt::require_send(async move {
                let __injected_0 = (&&&&__rt::Probe::<SecurityContext>::OF)
                    .__inject(__ctx)
                    .await?;
                let __injected_1 = (&&&&__rt::Probe::<ResultHandle>::OF)
                    .__inject(__ctx)
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
                __rt::would_return(__rt::Returned(__returned).__fallible_outcome())
            })
        }
        fn has_dry_run() -> bool {
            true
        }
        fn is_sync() -> bool {
            false
        }
    }
    #[__rt::linkme::distributed_slice(__rt::LINKED_ACTIONS)]
    #[linkme(crate = __rt::linkme)]
    static __LINKED: __rt::LinkedAction = __rt::LinkedAction::new(
            "nova.servers_get",
            __rt::origin!(::core::line!()),
            __rt::ActionVTable::of::<GetServer>(),
        )
        .aliases(&["nova.server-get"])
        .documented(" Fetch one server.")
        .tags(&["compute"])
        .deprecated("use nova.servers_show")
        .timeout(30000u64)
        .injects(
            &["SecurityContext", "ResultHandle"],
            &[
                || (&&&&__rt::Probe::<SecurityContext>::OF).__requirement(),
                || (&&&&__rt::Probe::<ResultHandle>::OF).__requirement(),
            ],
        );
    const _: fn() = || {
        <SecurityContext as __rt::InjectParameter>::check(::core::marker::PhantomData);
    };
    const _: fn() = || {
        <ResultHandle as __rt::InjectParameter>::check(::core::marker::PhantomData);
    };
    const _: fn() = || {
        __rt::Outcome::check(
            (&&&&__rt::Of::<
                Result<ActionResult<Server>, ActionError>,
                Result<ActionResult<Server>, ActionError>,
            >::PART)
                .__succeeded(),
        );
        __rt::ReturnedError::check(
            (&&&&__rt::Of::<
                Result<ActionResult<Server>, ActionError>,
                Result<ActionResult<Server>, ActionError>,
            >::PART)
                .__failed(),
        );
    };
    const _: fn() = || {
        __rt::PlainOutput::check(
            (&&&&__rt::Of::<Server, Server>::PART).__plain_output(),
        );
        __rt::WriteOutput::check(
            (&&&&__rt::Of::<Server, Server>::PART).__writable_output(),
        );
        __rt::DescribeOutput::check(
            (&&&&__rt::Of::<Server, Server>::PART).__described_output(),
        );
    };
    impl __rt::RegisteredAction for GetServer {
        fn linked() -> &'static __rt::LinkedAction {
            &__LINKED
        }
        fn input() -> __rt::InputMethods<Self> {
            __rt::InputMethods::of_fields()
        }
        fn output() -> __rt::OutputMethods<Self::Output> {
            (&&&&__rt::Probe::<Self::Output>::OF).__output()
        }
        fn output_schema() -> __rt::Value {
            __rt::delivered_schema(
                [
                    (&&&&__rt::Probe::<SecurityContext>::OF).__result_schema(),
                    (&&&&__rt::Probe::<ResultHandle>::OF).__result_schema(),
                ],
                Self::output().schema(),
            )
        }
    }
};
