#[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused)]
#[allow(unused_qualifications, refining_impl_trait)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mistral_actions::__private::{self as __rt, ask::*};
    const __AT_1: usize = 0usize + <Region as __rt::InputFields>::COUNT;
    const __AT_2: usize = __AT_1 + 1;
    fn __default_1() -> bool {
        <bool as ::core::default::Default>::default()
    }
    const _: fn() = || {
        __rt::TakeByValue::check((&&&&__rt::Of::<bool, bool>::PART).__by_value());
        __rt::ReadInput::check((&&&&__rt::Of::<bool, bool>::PART).__readable());
        __rt::DescribeInput::check((&&&&__rt::Of::<bool, bool>::PART).__described());
    };
    const _: () = {
        __rt::assert_distinct(<Shared as __rt::InputFields>::DECLARATION, 0usize);
        __rt::assert_fits(
            __AT_1,
            0usize,
            &[(0usize, <Region as __rt::InputFields>::FREE_FORM)],
        );
    };
    pub struct __Slots(
        <Region as __rt::InputFields>::Slots,
        ::core::option::Option<bool>,
    );
    impl __rt::InputFields for Shared {
        type Slots = __Slots;
        const COUNT: usize = __AT_2;
        const DECLARATION: &'static __rt::Declaration = &__rt::Declaration {
            keys: &["verbose", "v"],
            optional: &[],
            rules: &[],
            parts: &[<Region as __rt::InputFields>::DECLARATION],
        };
        const DOCS: &'static str = " Attributes that some actions share.";
        const FREE_FORM: ::core::option::Option<usize> = __rt::free_form(
            &[(0usize, <Region as __rt::InputFields>::FREE_FORM)],
        );
        fn fields() -> &'static [__rt::Field] {
            static FIELDS: [__rt::Field; 1usize] = [
                __rt::Field {
                    name: "verbose",
                    aliases: &["v"],
                    docs: "",
                    if_missing: __rt::IfMissing::Default(|| {
                        (&&&__rt::Render(&__default_1())).__json()
                    }),
                    secret: false,
                    flatten: false,
                    constraints: &[],
                    examples: &[],
                    schema: |__generator| {
                        (&&&&__rt::Probe::<bool>::OF).__schema(__generator)
                    },
                },
            ];
            static MERGED: __rt::MergedFields = __rt::MergedFields::new();
            MERGED
                .get(|| {
                    let parts: &[&[__rt::Field]] = &[
                        <Region as __rt::InputFields>::fields(),
                        &FIELDS[0usize..1usize],
                    ];
                    parts.concat()
                })
        }
        fn index(key: &str) -> ::core::option::Option<usize> {
            match key {
                "verbose" | "v" => ::core::option::Option::Some(__AT_1),
                _ => {
                    if let ::core::option::Option::Some(__index) = <Region as __rt::InputFields>::index(
                        key,
                    ) {
                        return ::core::option::Option::Some(0usize + __index);
                    }
                    ::core::option::Option::None
                }
            }
        }
        fn empty() -> __Slots {
            __Slots(<Region as __rt::InputFields>::empty(), ::core::option::Option::None)
        }
        fn fill<__S: __rt::ValueSource>(
            __slots: &mut __Slots,
            __index: usize,
            __value: __S,
        ) -> ::core::result::Result<(), __S::Error> {
            match __index {
                __within if (0usize..__AT_1).contains(&__within) => {
                    let __slots = __slots;
                    <Region as __rt::InputFields>::fill(
                        &mut __slots.0,
                        __within - 0usize,
                        __value,
                    )?
                }
                __AT_1 => {
                    __slots.1 = ::core::option::Option::Some(
                        (&&&&__rt::Probe::<bool>::OF).__decode(__value)?,
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
            let __Slots(__slot_0, __slot_1) = __slots;
            let __field_0 = __checker
                .part(
                    0usize,
                    |__checker| <Region as __rt::InputFields>::from_slots(
                        __slot_0,
                        __checker,
                    ),
                );
            let __field_1 = __checker.or_default(__AT_1, __slot_1, __default_1);
            ::core::option::Option::Some(Self {
                region: __field_0?,
                verbose: __field_1?,
            })
        }
        fn check(&self, __checker: &mut __rt::FieldChecker<'_>) {
            __checker
                .part(
                    0usize,
                    |__checker| <Region as __rt::InputFields>::check(
                        &self.region,
                        __checker,
                    ),
                );
        }
        fn render(&self, __index: usize) -> __rt::Value {
            match __index {
                __within if (0usize..__AT_1).contains(&__within) => {
                    (&&&__rt::Render(&self.region)).__part(__within - 0usize)
                }
                __AT_1 => (&&&__rt::Render(&self.verbose)).__rendered(),
                _ => __rt::Value::Null,
            }
        }
    }
    impl<'de> __rt::serde::Deserialize<'de> for Shared {
        fn deserialize<__D: __rt::Deserializer<'de>>(
            __value: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            __rt::deserialize(__value)
        }
    }
    impl __rt::CheckParts for Shared {
        fn check_parts(&self, __found: &mut __rt::PartProblems) {
            __found.add_of(self);
        }
    }
    impl __rt::schemars::JsonSchema for Shared {
        fn schema_name() -> __rt::Cow<'static, str> {
            __rt::Cow::Borrowed("Shared")
        }
        fn schema_id() -> __rt::Cow<'static, str> {
            __rt::Cow::Borrowed(::core::concat!(::core::module_path!(), "::", "Shared"))
        }
        fn json_schema(__generator: &mut __rt::SchemaGenerator) -> __rt::Schema {
            __rt::members_schema::<Self>(__generator)
        }
    }
};
