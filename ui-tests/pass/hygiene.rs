#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, unused_macros, clippy::all, clippy::pedantic)]
//! Without a prelude, without unsafe code, without a warning, with names that generated code might use.

extern crate mistral_actions as somewhere_else;

/// As in the prelude, which is not there.
type Text = ::std::string::String;

#[allow(dead_code)]
enum Option {
    Some,
    None,
}

#[allow(dead_code)]
struct Result;

/// Parameters that are called like what is generated.
#[::mistral_actions::mistral_action(name = "test.names")]
pub async fn names(
    ctx: Text,
    checker: Text,
    slots: Text,
    value: Text,
    index: u32,
    field_0: Text,
    injected_0: Text,
    r#type: Text,
    security: &::mistral_actions::SecurityContext,
    #[input(default = field_1())] field_2: Text,
) -> Text {
    let _ = (checker, slots, value, index, field_0, injected_0, security, field_2);
    ::std::format!("{ctx}{}", r#type)
}

fn field_1() -> Text {
    Text::new()
}

/// Another way to the runtime.
#[somewhere_else::mistral_action(name = "test.elsewhere", crate = somewhere_else)]
pub async fn r#loop() {}

/// Private.
mod inner {
    // schemars' derive expects these in scope; ours expects nothing.
    use ::core::convert::Into as _;
    use ::schemars::{self, JsonSchema};

    /// Of this crate.
    #[::mistral_actions::mistral_action(name = "test.inner")]
    pub(crate) async fn inside() -> super::Text {
        /// Inside a function.
        #[::mistral_actions::mistral_action(name = "test.innermost")]
        async fn innermost() {}
        innermost().await;
        super::Text::new()
    }

    /// A type that nobody else sees.
    #[derive(::serde::Serialize, ::serde::Deserialize, JsonSchema)]
    struct Hidden {
        x: u32,
    }

    /// Of this module.
    #[::mistral_actions::mistral_action(name = "test.private")]
    async fn private(hidden: Hidden, #[input(default)] more: ::std::vec::Vec<Hidden>) -> Hidden {
        ::std::assert!(more.is_empty());
        hidden
    }
}

/// Not to be used any more.
#[deprecated(note = "use test.names")]
#[::mistral_actions::mistral_action(name = "test.deprecated", test = deprecated)]
pub async fn deprecated() {}

macro_rules! action {
    ($name:literal, $function:ident, $input:ty, $output:ty, $context:ty) => {
        /// Made by a macro.
        #[::mistral_actions::mistral_action(name = $name)]
        pub async fn $function(input: $input, context: &$context) -> $output {
            let _ = context;
            input
        }
    };
}
action!("test.made", made, ::std::option::Option<u32>, ::std::option::Option<u32>, ::mistral_actions::ActionContext);

#[doc = ::std::concat!("From ", "pieces.")]
#[::mistral_actions::mistral_action(name = "test.docs", input = DocsOf, tags("a"), timeout = "1s", blocking)]
pub fn docs() {}

fn main() {
    use ::core::convert::Into as _;
    use somewhere_else::serde_json::json;
    let test = somewhere_else::testing::ActionTest::new();
    let names = json!({
        "ctx": "a", "checker": "", "slots": "", "value": "", "index": 1, "field_0": "", "injected_0": "", "type": "b"
    });
    test.run("test.names", names).assert_data("ab");
    for name in ["test.elsewhere", "test.innermost", "test.made", "test.docs", "test.deprecated"] {
        test.run(name, json!({})).assert_data(());
    }
    test.run("test.inner", json!({})).assert_data("");
    test.run("test.private", json!({"hidden": {"x": 1}})).assert_data(json!({"x": 1}));
    let registry = somewhere_else::Registry::linked().unwrap();
    ::std::assert_eq!(registry.find("test.docs").unwrap().summary(), "From pieces.");
    ::std::assert_eq!(registry.find("test.deprecated").unwrap().deprecated(), ::std::option::Option::Some("use test.names"));
}
