//! Every way to declare a secret, through every channel. The output of each is searched for the values.

#![allow(clippy::format_push_string, reason = "the texts are searched once")]
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::sync::{Arc, Mutex};

use mistral_actions::catalog::Catalog;
use mistral_actions::input::RawInput;
use mistral_actions::prelude::*;
use mistral_actions::progress::ProgressUpdate;
use mistral_actions::{ActionRequest, Registry};

/// A secret that is escaped in JSON and `Debug` output.
const TEXT: &str = "SECRET \"one\"\\\n-tail";
/// The beginning of another secret.
const PREFIX: &str = "SECRET \"one\"";
const NUMBER: u32 = 471_147;
const DEFAULT: &str = "SECRET-default";

/// A key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct ApiKey(Secret<String>);

/// A login that cannot be serialized.
#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Login {
    user: String,
    password: Secret<String>,
}

/// A login whose serialization exposes the secret, under another name.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Exposing {
    #[serde(deserialize_with = "exposed", rename(deserialize = "password"))]
    #[schemars(with = "Secret<String>")]
    hash: String,
}

fn exposed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Secret::deserialize(deserializer).map(Secret::into_exposed)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Tagged {
    Ref { value: String },
    Plain { value: Secret<String> },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "value")]
enum Adjacent {
    Ref(String),
    Plain(Secret<String>),
    Number { pin: Secret<u32> },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(u8),
    Password(Secret<String>),
    Pin(Secret<u32>),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
enum External {
    Plain(Secret<String>),
    Login { password: Secret<String> },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Flattened {
    #[serde(flatten)]
    key: Keyed,
    #[serde(flatten)]
    rest: HashMap<String, Secret<Value>>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Keyed {
    key: Secret<String>,
}

/// A secret whose schema does not mark it as secret.
#[derive(Debug, Serialize, Deserialize)]
struct Undescribed(Secret<String>);

impl JsonSchema for Undescribed {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Undescribed".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string"})
    }
}

/// Exposes the secrets in every form.
fn leaked() -> String {
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
        async fn $function(
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

/// The inputs of the actions, and one that is invalid, with the secret in the wrong place.
#[allow(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<(&'static str, Value, Value)> {
    vec![
        (
            "leak.plain",
            json!({"value": TEXT}),
            json!({"value": [TEXT]}),
        ),
        (
            "leak.newtype",
            json!({"value": TEXT}),
            json!({"value": NUMBER}),
        ),
        (
            "leak.optional",
            json!({"value": TEXT}),
            json!({"value": NUMBER}),
        ),
        (
            "leak.list",
            json!({"value": [TEXT]}),
            json!({"value": [NUMBER]}),
        ),
        (
            "leak.boxed",
            json!({"value": [TEXT, 1]}),
            json!({"value": [NUMBER, 1]}),
        ),
        (
            "leak.numbered",
            json!({"value": {"1": TEXT}}),
            json!({"value": {"1": NUMBER}}),
        ),
        (
            "leak.nested",
            json!({"value": {"a": [null, {"1": TEXT}]}}),
            json!({"value": {"a": [null, {"1": NUMBER}]}}),
        ),
        (
            "leak.tagged",
            json!({"value": {"kind": "Plain", "value": TEXT}}),
            json!({"value": {"kind": "Plain", "value": NUMBER}}),
        ),
        (
            "leak.adjacent",
            json!({"value": [{"kind": "Plain", "value": TEXT}, {"kind": "Number", "value": {"pin": NUMBER}}]}),
            json!({"value": [{"kind": "Number", "value": {"pin": TEXT}}]}),
        ),
        (
            "leak.untagged",
            json!({"value": [TEXT, NUMBER]}),
            json!({"value": [{"x": TEXT}]}),
        ),
        (
            "leak.external",
            json!({"value": [{"Plain": TEXT}, {"Login": {"password": TEXT}}]}),
            json!({"value": [{"Plain": NUMBER}]}),
        ),
        (
            "leak.flattened",
            json!({"value": {"key": TEXT, "other": {"deep": [TEXT]}}}),
            json!({"value": {"key": NUMBER}}),
        ),
        (
            "leak.rest",
            json!({"other": TEXT}),
            json!({"other": NUMBER}),
        ),
        (
            "leak.rest_of_secrets",
            json!({"other": TEXT}),
            json!({"other": NUMBER}),
        ),
        (
            "leak.opaque",
            json!({"value": {"user": "ada", "password": TEXT}}),
            json!({"value": {"user": "ada", "password": NUMBER}}),
        ),
        (
            "leak.opaque_list",
            json!({"values": [{"user": "ada", "password": TEXT}]}),
            json!({"values": [{"user": "ada", "password": NUMBER}]}),
        ),
        (
            "leak.opaque_secret",
            json!({"value": {"user": "ada", "password": TEXT}}),
            json!({"value": {"user": NUMBER, "password": TEXT}}),
        ),
        (
            "leak.exposing",
            json!({"value": {"password": TEXT}}),
            json!({"value": {"password": NUMBER}}),
        ),
        (
            "leak.whole",
            json!({"value": {"a": [TEXT, NUMBER]}}),
            json!({"pin": TEXT, "value": {"a": [TEXT, NUMBER]}}),
        ),
        (
            "leak.map",
            json!({"value": {"SECRET-key": TEXT}}),
            json!({"value": {"key": NUMBER}}),
        ),
        (
            "leak.of_struct",
            json!({"value": {"key": TEXT}}),
            json!({"value": {"key": NUMBER}}),
        ),
        (
            "leak.marked",
            json!({"value": {"a": [TEXT, NUMBER]}}),
            json!({"value": {"a": NUMBER}}),
        ),
        (
            "leak.undescribed",
            json!({"value": TEXT}),
            json!({"value": NUMBER}),
        ),
        (
            "leak.passed_through",
            json!({"value": TEXT}),
            json!({"value": NUMBER}),
        ),
    ]
}

fn complete(mut input: Value, how: &str) -> Value {
    for (key, value) in [
        ("how", json!(how)),
        ("prefix", json!(PREFIX)),
        ("pin", json!(NUMBER)),
    ] {
        if input[key].is_null() {
            input[key] = value;
        }
    }
    input
}

/// Returns the first line with a secret.
fn exposure(text: &str) -> Option<&str> {
    text.lines().find(|line| {
        ["SECRET", "-tail", "471147", "471_147"]
            .iter()
            .any(|secret| line.contains(secret))
    })
}

#[track_caller]
fn assert_masked(channel: &str, text: &str) {
    assert_eq!(exposure(text), None, "{channel}");
}

fn both_forms(input: &Value) -> [RawInput; 2] {
    [input.clone().into(), RawInput::Text(input.to_string())]
}

#[tokio::test]
async fn errors_and_progress_hide_secrets_of_every_type() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    for (action, input, _) in cases() {
        for how in ["error", "panic", "data", "source", "result", "nested"] {
            for input in both_forms(&complete(input.clone(), how)) {
                let updates = Arc::new(Mutex::new(String::new()));
                let seen = Arc::clone(&updates);
                let request = ActionRequest::new(action, input);
                let request = request.progress(Arc::new(move |update: ProgressUpdate| {
                    seen.lock().unwrap().push_str(&format!("{update:?}"));
                }));
                let error = dispatcher.call(request).await.unwrap_err();
                let source = error.source().map(|source| format!("{source} {source:?}"));
                let text = format!("{error} {error:?} {source:?}");
                assert_masked(&format!("{action}, {how}"), &text);
                assert!(
                    how == "data" || text.contains("***"),
                    "{action}, {how}: {text}"
                );
                let progress = updates.lock().unwrap().clone();
                assert_masked(&format!("{action}, progress"), &progress);
                assert!(progress.contains("***"), "{action}: {progress}");
                assert_masked(
                    &format!("{action}, {how}, data"),
                    &error.into_error_value().to_string(),
                );
            }
        }
    }
}

#[tokio::test]
async fn shown_inputs_hide_secrets_of_every_type() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    for (action, input, _) in cases() {
        let input = complete(input, "error");
        for form in both_forms(&input) {
            let valid = dispatcher.validate(action, form).await.unwrap();
            assert_masked(&format!("{action}, validate"), &valid.to_string());
            assert_eq!(valid["how"], "error", "{action}: {valid}");
        }
        for form in both_forms(&input) {
            let report = dispatcher
                .dry_run(ActionRequest::new(action, form))
                .await
                .unwrap();
            let text = format!("{report:?} {}", serde_json::to_string(&report).unwrap());
            assert_masked(&format!("{action}, dry run"), &text);
        }
    }
}

#[tokio::test]
async fn problems_of_an_input_hide_secrets_of_every_type() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    for (action, _, wrong) in cases() {
        for form in both_forms(&complete(wrong, "error")) {
            let error = dispatcher.call(ActionRequest::new(action, form)).await;
            let error = error.expect_err(action);
            let errors = error
                .input_errors()
                .unwrap_or_else(|| panic!("{action}: {error}"));
            let text = format!(
                "{error} {error:?} {}",
                serde_json::to_string(errors).unwrap()
            );
            assert_masked(action, &text);
        }
    }
}

/// Collects log output.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn traces_hide_secrets_of_every_type() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let dispatcher = Dispatcher::builder().build().unwrap();
    for (action, input, wrong) in cases() {
        for input in [input, wrong] {
            let request = ActionRequest::new(action, complete(input, "error"));
            tracing::info!(?request, "calling");
            let error = dispatcher.call(request).await.unwrap_err();
            tracing::warn!(%error, debug = ?error, "failed");
        }
    }
    let login = LeakPlain::new(
        PREFIX.to_owned().into(),
        NUMBER.into(),
        TEXT.to_owned().into(),
    );
    tracing::info!(?login, "typed");
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("typed") && logged.contains("leak.opaque"));
    assert_masked("log", &logged);
}

#[tokio::test]
async fn typed_calls_hide_secrets() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let prefix = || Secret::from(PREFIX.to_owned());
    let key = || ApiKey(TEXT.to_owned().into());
    let mut list = LeakList::new(prefix(), NUMBER.into(), vec![key()]);
    list.how = Some("data".to_owned());
    assert_masked("Debug", &format!("{list:?}"));
    let error = dispatcher
        .call_typed(list, mistral_actions::dispatch::CallOptions::new())
        .await;
    assert_masked(
        "typed call",
        &error.unwrap_err().into_error_value().to_string(),
    );
    let more = BTreeMap::from([("other".to_owned(), TEXT.to_owned())]);
    let rest = LeakRest::new(prefix(), NUMBER.into(), more);
    let shown = format!("{rest:?}");
    assert_masked("Debug", &shown);
    assert!(shown.contains(r#"other: "***""#), "{shown}");
    let login = Login {
        user: "ada".into(),
        password: key().0,
    };
    assert_masked(
        "Debug",
        &format!("{:?}", LeakOpaque::new(prefix(), NUMBER.into(), login)),
    );
}

/// Without `Serialize`, the input is shown as it was given.
#[tokio::test]
async fn types_that_cannot_be_serialized_are_shown_as_given() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let input = json!({"values": [{"user": "ada", "password": TEXT}]});
    let shown = dispatcher
        .validate("leak.opaque_list", complete(input, "x").into())
        .await;
    assert_eq!(
        shown.unwrap(),
        json!({"how": "x", "prefix": "***", "pin": "***", "value": [{"user": "ada", "password": "***"}]})
    );
}

#[tokio::test]
async fn flattened_secrets_are_masked_one_by_one() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let input = complete(json!({"other": TEXT, "another": "y"}), "x");
    let shown = dispatcher
        .validate("leak.rest", input.into())
        .await
        .unwrap();
    assert_eq!(
        shown,
        json!({"how": "x", "prefix": "***", "pin": "***", "other": "***", "another": "***"})
    );
}

/// In an action, `Secret` serializes as the value: the input of another action needs it.
#[mistral_action(name = "test.pass_on")]
async fn pass_on(actions: &Actions, value: ApiKey) -> Result<Value, ActionError> {
    let echoed = actions
        .get("test.echo")?
        .run(json!({"value": value}))
        .await?;
    Ok(json!({"body": {"key": value}, "echoed": echoed}))
}

/// Returns its input.
#[mistral_action(name = "test.echo")]
async fn echo(value: ApiKey) -> ApiKey {
    value
}

#[tokio::test]
async fn actions_serialize_the_value_of_a_secret() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let request = ActionRequest::new("test.pass_on", json!({"value": TEXT}));
    let result = dispatcher.call(request).await.unwrap().into_data().unwrap();
    assert_eq!(result, json!({"body": {"key": TEXT}, "echoed": TEXT}));
}

fn default_key() -> ApiKey {
    ApiKey(Secret::new(DEFAULT.to_owned()))
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Source {
    Vault {
        #[serde(default = "default_key")]
        key: ApiKey,
    },
    #[allow(dead_code)]
    None,
}

fn default_source() -> Source {
    Source::Vault { key: default_key() }
}

/// Has secret defaults, and fails with them.
#[mistral_action(name = "test.defaults")]
async fn defaults(
    #[input(default = default_key())] key: ApiKey,
    #[input(default = Some(default_key()))] optional: Option<ApiKey>,
    #[input(default = vec![default_key()])] list: Vec<ApiKey>,
    #[input(default = BTreeMap::from([(1, default_key().0)]))] map: BTreeMap<u16, Secret<String>>,
    #[input(default = default_source())] source: Source,
    #[input(secret, default = DEFAULT.to_owned())] text: String,
    #[input(default = Undescribed(default_key().0))] undescribed: Undescribed,
) -> Result<(), ActionError> {
    drop((optional, list, map, source, undescribed));
    Err(format!("{text} {}", key.0.expose()))?
}

#[tokio::test]
async fn default_secrets_are_neither_published_nor_shown() {
    let catalog = Catalog::of(Registry::linked().unwrap().iter());
    for text in [
        catalog.to_json(),
        catalog.to_openapi(),
        catalog.to_markdown(),
        format!("{catalog:?}"),
    ] {
        assert_masked("catalog", &text);
        assert!(text.contains("test.defaults"));
    }
    let dispatcher = Dispatcher::builder().build().unwrap();
    let error = dispatcher
        .call(ActionRequest::new("test.defaults", json!({})))
        .await;
    assert_eq!(error.unwrap_err().to_string(), "*** ***");
    let shown = dispatcher.validate("test.defaults", json!({}).into()).await;
    assert_masked("validate", &shown.unwrap().to_string());
    let action = Registry::linked().unwrap();
    let action = action.get("test.defaults").unwrap();
    assert_masked("params_spec", &action.params_spec());
    assert_eq!(action.entry().secrets, ["key", "list", "optional", "text"]);
}
