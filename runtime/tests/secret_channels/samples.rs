//! Actions with every way to declare a secret. Each exposes its secrets in the way that its caller names.

use std::collections::{BTreeMap, HashMap};

use mistral_actions::prelude::*;

/// A secret that is escaped in JSON and `Debug` output.
pub(crate) const TEXT: &str = "SECRET \"one\"\\\n-tail";
/// The beginning of another secret.
pub(crate) const PREFIX: &str = "SECRET \"one\"";
pub(crate) const NUMBER: u32 = 471_147;

/// A key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ApiKey(pub(crate) Secret<String>);

/// A login that cannot be serialized.
#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: Secret<String>,
}

/// A login whose serialization exposes the secret, under another name.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Exposing {
    #[serde(deserialize_with = "exposed", rename(deserialize = "password"))]
    #[schemars(with = "Secret<String>")]
    hash: String,
}

fn exposed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Secret::deserialize(deserializer).map(Secret::into_exposed)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
pub(crate) enum Tagged {
    Ref { value: String },
    Plain { value: Secret<String> },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "value")]
pub(crate) enum Adjacent {
    Ref(String),
    Plain(Secret<String>),
    Number { pin: Secret<u32> },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Untagged {
    Number(u8),
    Password(Secret<String>),
    Pin(Secret<u32>),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) enum External {
    Plain(Secret<String>),
    Login { password: Secret<String> },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Flattened {
    #[serde(flatten)]
    key: Keyed,
    #[serde(flatten)]
    rest: HashMap<String, Secret<Value>>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Keyed {
    key: Secret<String>,
}

/// A secret without a mark in its schema.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Undescribed(pub(crate) Secret<String>);

impl JsonSchema for Undescribed {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Undescribed".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string"})
    }
}

/// Exposes the secrets in every form.
pub(crate) fn leaked() -> String {
    let json = json!({"sent": [TEXT, PREFIX, NUMBER]});
    let nested = Value::from(json.to_string());
    format!("{TEXT} {TEXT:?} {json} {nested} {PREFIX} {NUMBER}")
}

async fn leak(ctx: &ActionContext, how: &str) -> Result<Value, ActionError> {
    let all = leaked();
    ctx.progress().message(&all);
    match how {
        "panic" => panic!("{all}"),
        "data" => Err(ActionError::new("x").with_data(json!({"a": [TEXT, NUMBER], "b": all}))),
        "source" => Err(std::io::Error::other(all))?,
        "result" => ActionResult::<Value>::error(json!({"sent": all, "pin": NUMBER})).into_data(),
        "nested" => {
            let input = json!({"all": all});
            ctx.actions().get("test.fail")?.run(input).await
        }
        _ => Err(all)?,
    }
}

/// Fails with its input.
#[mistral_action(name = "test.fail")]
async fn fail(all: String) -> Result<Value, ActionError> {
    Err(ActionError::new(&all).with_data(json!([all])))
}

macro_rules! leaking {
    ($($name:tt $function:ident($($input:tt)*);)*) => { $(
        /// Leaks its secrets.
        #[allow(unused_variables, clippy::needless_pass_by_value)]
        #[mistral_action(name = $name)]
        pub(crate) async fn $function(
            ctx: &ActionContext,
            how: Option<String>,
            // The texts that overlap and the number occur in each call.
            prefix: Secret<String>,
            pin: Secret<u32>,
            $($input)*
        ) -> Result<Value, ActionError> {
            leak(ctx, how.as_deref().unwrap_or_default()).await
        }
    )* };
}

leaking! {
    "leak.plain" leak_plain(value: Secret<String>);
    "leak.newtype" leak_newtype(value: ApiKey);
    "leak.optional" leak_optional(value: Option<ApiKey>);
    "leak.list" leak_list(value: Vec<ApiKey>);
    "leak.boxed" leak_boxed(value: Box<(ApiKey, u8)>);
    "leak.numbered" leak_numbered(value: BTreeMap<u16, Secret<String>>);
    "leak.nested" leak_nested(value: BTreeMap<String, Vec<Option<BTreeMap<u16, ApiKey>>>>);
    "leak.tagged" leak_tagged(value: Tagged);
    "leak.adjacent" leak_adjacent(value: Vec<Adjacent>);
    "leak.untagged" leak_untagged(value: Vec<Untagged>);
    "leak.external" leak_external(value: Vec<External>);
    "leak.flattened" leak_flattened(value: Flattened);
    "leak.rest" leak_rest(#[input(flatten, secret)] more: BTreeMap<String, String>);
    "leak.rest_of_secrets" leak_rest_of_secrets(#[input(flatten)] more: BTreeMap<String, Secret<String>>);
    "leak.opaque" leak_opaque(value: Login);
    "leak.opaque_list" leak_opaque_list(#[input(alias = "values")] value: Vec<Login>);
    "leak.opaque_secret" leak_opaque_secret(#[input(secret)] value: Login);
    "leak.exposing" leak_exposing(value: Exposing);
    "leak.whole" leak_whole(value: Secret<Value>);
    "leak.map" leak_map(value: Secret<BTreeMap<String, String>>);
    "leak.of_struct" leak_of_struct(value: Secret<Keyed>);
    "leak.marked" leak_marked(#[input(secret)] value: BTreeMap<String, Vec<Value>>);
    "leak.undescribed" leak_undescribed(value: Undescribed);
    "leak.passed_through" leak_passed_through(#[serde(deserialize_with = "exposed")] #[schemars(with = "Secret<String>")] value: String);
}
