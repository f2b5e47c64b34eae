//! Secrets appear nowhere: an action leaks them in every way, and all outputs are searched.

#![allow(clippy::format_push_string, reason = "the text is searched once")]

use std::io::Write;
use std::sync::{Arc, Mutex};

use mistral_actions::catalog::Catalog;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;
use mistral_actions::{ActionRequest, Registry};

const TOKEN: &str = "SECRET-token";
const PASSWORD: &str = "SECRET-password";
const KEY: &str = "SECRET-key";
const DEFAULT: &str = "SECRET-default";

/// Credentials with a secret inside.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Login {
    user: String,
    keys: Vec<Secret<String>>,
}

/// Leaks its secrets.
#[mistral_action(name = "test.spread")]
async fn spread(
    ctx: &ActionContext,
    #[input(secret)] password: String,
    login: Login,
    #[input(secret, default = DEFAULT.to_owned())] fallback: String,
    how: String,
) -> Result<String, ActionError> {
    let all = format!(
        "{password} {} {} {fallback}",
        login.keys[0].expose(),
        ctx.security().auth_token.as_ref().unwrap().expose()
    );
    tracing::info!(?login, ?ctx, security = ?ctx.security(), "running");
    ctx.progress().message(&all);
    match how.as_str() {
        "panic" => panic!("{all}"),
        "data" => Err(ActionError::new(&all).with_data(json!({"header": [all]}))),
        "nested" => {
            ctx.actions()
                .call(Spread {
                    password,
                    login,
                    fallback,
                    how: "error".into(),
                })
                .await
        }
        "later" => Err(std::io::Error::other(all))?,
        "result" => ActionResult::<String>::error(json!({"sent": all})).into_data(),
        _ => Err(all)?,
    }
}

/// Calls the leaking action in a dry run.
#[mistral_action(name = "test.compose", test = compose)]
async fn compose(
    actions: &Actions,
    #[input(secret)] password: String,
    login: Login,
) -> Result<Value, ActionError> {
    let input = json!({"password": password, "login": login, "how": "error"});
    actions.get("test.spread")?.run(input).await
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
async fn secrets_appear_nowhere() {
    // tracing caches the interest of subscribers in each call site. As long as one subscriber exists, the thread of another
    // test, which has none, may fill the cache; with two, all are asked.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let security: SecurityContext = serde_json::from_value(json!({"auth_token": TOKEN})).unwrap();
    let dispatcher = Dispatcher::builder().build().unwrap();
    let input = |how: &str| json!({"password": PASSWORD, "login": {"user": "ada", "keys": [KEY]}, "how": how});
    let request = |input| ActionRequest::new("test.spread", input).security(security.clone());
    let mut seen = String::new();
    for how in ["error", "panic", "data", "nested", "later", "result"] {
        let request = request(input(how));
        seen += &format!("{request:?}");
        let error = dispatcher.call(request).await.unwrap_err();
        assert!(error.to_string().contains("***"), "{how}: {error}");
        let source = error.source().map(ToString::to_string);
        seen += &format!("{error} {error:?} {source:?}");
        seen += &error.into_error_value().to_string();
    }
    for wrong in [
        json!({"password": [PASSWORD], "login": {"user": "ada", "keys": [[KEY]]}, "how": "x"}),
        json!({"password": {"x": PASSWORD}, "login": {"user": "ada", "keys": KEY}, "how": "x", "other": 1}),
    ] {
        let error = dispatcher.call(request(wrong)).await.unwrap_err();
        seen += &format!(
            "{error} {error:?} {}",
            serde_json::to_string(error.input_errors().unwrap()).unwrap()
        );
    }
    seen += &dispatcher
        .validate("test.spread", input("x").into())
        .await
        .unwrap()
        .to_string();
    let dry = json!({"password": PASSWORD, "login": {"user": "ada", "keys": [KEY]}});
    let report = dispatcher
        .dry_run(ActionRequest::new("test.compose", dry).security(security.clone()))
        .await
        .unwrap();
    seen += &format!("{report:?} {}", serde_json::to_string(&report).unwrap());
    let login = Login {
        user: "ada".into(),
        keys: vec![Secret::new(KEY.into())],
    };
    seen += &format!("{:?}", Spread::new(PASSWORD.into(), login, "x".into()));
    let catalog = Catalog::of(Registry::linked().unwrap().iter());
    seen += &(catalog.to_json() + &catalog.to_openapi() + &catalog.to_markdown());
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        logged.contains("running") && logged.contains("test.spread"),
        "the log contains no lines of the action: {logged}"
    );

    for text in [seen, logged] {
        assert!(
            !text.contains("SECRET"),
            "{}",
            text.lines().find(|line| line.contains("SECRET")).unwrap()
        );
    }
}

/// Credentials.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Account {
    user: String,
    password: Secret<String>,
}

/// Logs in.
#[mistral_action(name = "test.log_in")]
async fn log_in(login: Account, #[input(secret)] other: Option<Account>) {
    drop((login, other));
}

#[test]
fn missing_field_next_to_secret_is_reported_without_the_secret() {
    let problems = |input: Value| {
        let of_value = ActionTest::new().run("test.log_in", input.clone()).error();
        let text = mistral_actions::input::RawInput::Text(input.to_string());
        let of_text = ActionTest::new().run("test.log_in", text).error();
        assert_eq!(of_value.to_string(), of_text.to_string());
        of_value.to_string()
    };
    let prefix = "invalid input for `test.log_in`: ";
    for (input, expected) in [
        (
            json!({"login": {"user": "u"}}),
            "/login/password: missing, expected string",
        ),
        (
            json!({"login": {"password": "SECRET"}, "other": {"user": "u"}}),
            "/login/user: missing, expected string; /other/password: missing, expected string",
        ),
        (
            json!({"login": {"user": "u", "SECRET": "SECRET"}}),
            "/login/password: missing, expected string; /login: unknown key, expected `password`, `user`",
        ),
        (
            json!({"login": {"user": ["SECRET"], "password": "SECRET"}}),
            "/login/user: expected string, got an array",
        ),
        (
            json!({"login": {"user": "u", "password": 7}}),
            "/login/password: expected string, got a number",
        ),
        (
            json!({"login": "SECRET", "other": ["SECRET"]}),
            "/login: expected object, got a string; /other: expected object or null, got an array",
        ),
    ] {
        assert_eq!(problems(input), format!("{prefix}{expected}"));
    }
}

/// A custom type with defaults.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Vault {
    #[serde(default = "fallback")]
    password: Secret<String>,
    #[serde(default = "door")]
    door: Door,
    #[serde(default = "port")]
    port: u16,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Door {
    code: Option<Secret<String>>,
    floor: u8,
}

fn fallback() -> Secret<String> {
    Secret::new(DEFAULT.to_owned())
}

fn door() -> Door {
    let code = Some(fallback());
    Door { code, floor: 2 }
}

fn port() -> u16 {
    8200
}

/// Opens a vault.
#[mistral_action(name = "test.open")]
async fn open(vault: Vault) -> bool {
    vault.password.expose() == DEFAULT && vault.door.code == Some(fallback())
}

#[test]
fn defaults_of_secrets_within_a_type_are_not_published() {
    let catalog = Catalog::of(Registry::linked().unwrap().iter());
    let text = format!("{}{catalog:?}{}", catalog.to_json(), catalog.to_markdown());
    assert!(!text.contains("SECRET"), "{text}");
    // Defaults that are not secret are published; secret defaults are applied nevertheless.
    assert!(
        text.contains("8200") && text.contains(r#""floor":2"#),
        "{text}"
    );
    ActionTest::new()
        .run("test.open", json!({"vault": {}}))
        .assert_data(true);
}

/// Opens a lock.
#[mistral_action(name = "test.unlock")]
async fn unlock(pin: Secret<u16>, times: u16) {
    let _ = pin;
    let _ = times;
}

#[test]
fn expected_type_is_not_masked_where_a_secret_equals_a_bound() {
    for (input, expected) in [
        (
            json!({"pin": 65535, "times": "x"}),
            r#"/times: expected integer from 0 to 65535, got string "x""#,
        ),
        (
            json!({"pin": 65535}),
            "/times: missing, expected integer from 0 to 65535",
        ),
        (
            json!({"pin": 65535, "times": "65535"}),
            r#"/times: expected integer from 0 to 65535, got string "***""#,
        ),
    ] {
        let error = ActionTest::new().run("test.unlock", input.clone()).error();
        let registry = Registry::linked().unwrap();
        let action = registry.get("test.unlock").unwrap();
        let invalid = action
            .validate(mistral_actions::input::RawInput::Value(input))
            .unwrap_err();
        for error in [&error, &invalid] {
            let errors = error.input_errors().unwrap();
            assert_eq!(errors.problems()[0].to_string(), expected);
            let parts = &errors.problems()[0];
            assert_eq!(parts.expected.as_deref(), Some("integer from 0 to 65535"));
            assert!(error.to_string().ends_with(expected), "{error}");
        }
    }
}
