//! Actions of every kind that the command line distinguishes.

use std::time::Duration;

use mistral_actions::prelude::*;

/// State that the application shares with its actions.
pub(crate) struct Greeting(pub(crate) String);

/// Greets somebody.
///
/// As many times as requested.
#[mistral_action(
    name = "demo.greet",
    aliases("demo.hello"),
    tags("polite", "fast"),
    timeout = "1m"
)]
pub(crate) async fn greet(
    greeting: &State<Greeting>,
    /// Whom to greet.
    name: String,
    /// How often.
    #[input(default = 1, range(min = 1, max = 9))]
    times: u32,
    loud: Option<bool>,
) -> String {
    let mark = if loud == Some(true) { "!" } else { "." };
    let line = format!("{}, {name}{mark}", greeting.0);
    vec![line; times as usize].join(" ")
}

/// Returns its input.
#[mistral_action(name = "demo.echo", tags("fast"))]
pub(crate) async fn echo(output: Value) -> Value {
    output
}

/// Logs in, and fails with all its secrets in the error.
#[mistral_action(name = "demo.login", test = login_dry)]
pub(crate) async fn login(
    progress: &Progress,
    ctx: &SecurityContext,
    user: String,
    /// The user's password.
    #[input(secret)]
    password: String,
    attempts: Option<u32>,
) -> Result<ActionResult<String>, ActionError> {
    let token = ctx.auth_token.as_ref().map_or("", |token| token.expose());
    tracing::info!(password, token, "logs in");
    progress.message(format_args!("{user} tries {password} and {token}"));
    match attempts {
        Some(1) => panic!("{password} and {token} made me panic"),
        Some(2) => Err(ActionError::new(format_args!(
            "{password} and {token} are wrong"
        ))),
        _ => Ok(ActionResult::error(json!({"tried": [password, token]}))),
    }
}

async fn login_dry(
    _progress: &Progress,
    ctx: &SecurityContext,
    user: String,
    password: String,
    _attempts: Option<u32>,
) -> Result<ActionResult<String>, ActionError> {
    let token = ctx.auth_token.as_ref().map_or("", |token| token.expose());
    Ok(ActionResult::Data(format!("{user} {password} {token}")))
}

/// Returns its security and execution context.
#[mistral_action(name = "demo.whoami")]
pub(crate) async fn whoami(security: &SecurityContext, execution: &ExecutionContext) -> Value {
    let mut context = serde_json::to_value(security).unwrap_or_default();
    if let Some(context) = context.as_object_mut() {
        context.retain(|_, value| !value.is_null() && *value != false && *value != json!([]));
        context.extend(
            execution
                .workflow_name
                .clone()
                .map(|name| ("workflow".into(), name.into())),
        );
    }
    context
}

/// Counts and reports progress.
#[mistral_action(name = "demo.count")]
pub(crate) async fn count(progress: &Progress, to: u32) -> u32 {
    for number in 1..=to {
        progress.fraction(f64::from(number) / f64::from(to), number);
    }
    to
}

/// Cancels its task.
#[mistral_action(name = "demo.cancel")]
pub(crate) async fn cancel() -> ActionResult<()> {
    ActionResult::Cancel
}

/// Waits until it is cancelled, then cleans up.
#[mistral_action(name = "demo.wait", tags("slow"))]
pub(crate) async fn wait(progress: &Progress, cancellation: &CancellationToken) -> &'static str {
    progress.message("waiting");
    cancellation.cancelled().await;
    progress.message("cleaning up");
    "stopped"
}

/// Blocks its thread indefinitely and ignores cancellation.
#[mistral_action(name = "demo.block", tags("slow"))]
pub(crate) async fn block(progress: &Progress) {
    progress.message("blocking");
    loop {
        std::thread::park();
    }
}

/// Blocks a thread for a minute and ignores cancellation.
#[mistral_action(name = "demo.stuck", blocking, tags("slow"))]
pub(crate) fn stuck() {
    std::thread::sleep(Duration::from_secs(60));
}

/// Starts work whose result arrives later.
#[mistral_action(name = "demo.later", asynchronous)]
pub(crate) async fn later(
    handle: &ResultHandle<String>,
    elsewhere: bool,
) -> Result<(), ActionError> {
    if elsewhere {
        // Stored for another process.
        serde_json::to_string(handle)?;
        return Ok(());
    }
    let handle = handle.clone();
    std::thread::spawn(move || handle.deliver_blocking(ActionResult::Data("at last".into())));
    Ok(())
}

/// Blocks its thread for a while, although it is async.
#[mistral_action(name = "demo.busy", tags("slow"))]
pub(crate) async fn busy() -> &'static str {
    std::thread::sleep(Duration::from_millis(600));
    "done"
}

/// Returns an option that the operator has set.
#[mistral_action(name = "demo.option", test = setting)]
pub(crate) async fn setting(ctx: &ActionContext, group: String, name: String) -> Option<String> {
    let settings = ctx.state::<mistral_actions::settings::Settings>()?;
    settings.get(&group, &name).map(str::to_owned)
}

/// Has a text input with an alias.
#[mistral_action(name = "demo.server")]
pub(crate) async fn server_id(#[input(alias = "id")] server: String) -> String {
    server
}

/// Starts work that panics without a result.
#[mistral_action(name = "demo.lost", asynchronous)]
pub(crate) async fn lost(handle: &ResultHandle<String>, panics: bool) {
    let handle = handle.clone();
    tokio::spawn(async move {
        let _handle = handle;
        tokio::task::yield_now().await;
        assert!(!panics, "out of paper");
    });
}

/// Starts work whose result never arrives.
#[mistral_action(name = "demo.never", asynchronous)]
pub(crate) async fn never(handle: &ResultHandle) {
    std::mem::forget(handle.clone());
}

/// Has inputs of many types.
#[mistral_action(name = "demo.many")]
pub(crate) async fn many(
    hosts: Vec<String>,
    #[input(format = "uuid")] id: String,
    ratio: f64,
    #[input(one_of("up", "down"))] state: String,
    #[input(length(min = 12))] text: String,
    flag: bool,
) -> Value {
    json!([hosts, id, ratio, state, text, flag])
}

/// Location of a person.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(crate = "mistral_actions::serde")]
#[schemars(crate = "mistral_actions::schemars")]
pub(crate) struct Place {
    /// The city.
    ///
    /// In its local language.
    city: String,
    /// Keys of the people with access.
    #[serde(default)]
    keys: Vec<Key>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(crate = "mistral_actions::serde")]
#[schemars(crate = "mistral_actions::schemars")]
pub(crate) struct Key {
    code: Secret<String>,
    #[schemars(range(min = 1, max = 9))]
    floor: Option<u8>,
}

/// Moves a person.
#[mistral_action(name = "demo.move")]
pub(crate) async fn move_to(
    who: String,
    /// New location.
    #[input(alias = "to")]
    place: Place,
) -> Option<Place> {
    Some(place).filter(|_| !who.is_empty())
}

/// Greets and counts by reusing other actions.
#[mistral_action(name = "demo.both", deprecated = "call them one by one", test = both)]
pub(crate) async fn both(actions: &Actions, name: String) -> Result<Value, ActionError> {
    let greeting = actions
        .get("demo.greet")?
        .run(json!({"name": name}))
        .await?;
    let count = actions.get("demo.count")?.run(json!({"to": 2})).await?;
    Ok(json!([greeting, count]))
}

/// Logs in with a password that is not an input.
#[mistral_action(name = "demo.relog")]
pub(crate) async fn relog(actions: &Actions) -> Result<Value, ActionError> {
    let password = ["made", "4711"].join("-");
    let input = json!({"user": "ada", "password": password});
    actions.get("demo.login")?.run(input).await
}

/// Calls an unknown action, or a known one with invalid input.
#[mistral_action(name = "other.wrong")]
pub(crate) async fn wrong(actions: &Actions, unknown: bool) -> Result<Value, ActionError> {
    if unknown {
        return actions.get("demo.gone")?.run(json!({})).await;
    }
    actions.get("demo.greet")?.run(json!({"names": 1})).await
}

/// Sleeps for an hour.
#[mistral_action(name = "other.sleep")]
pub(crate) async fn sleep() {
    tokio::time::sleep(Duration::from_secs(3600)).await;
}
