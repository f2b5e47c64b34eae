use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use mistral_actions::inject::{Inject, Injected};
use mistral_actions::prelude::*;

/// A flavor.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Flavor {
    /// Memory, in MB.
    pub ram: u32,
}

/// A power state.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Power {
    /// Runs.
    On,
    /// Does not run.
    Off,
}

/// The name of the caller.
#[derive(Debug)]
pub struct Caller(String);

impl Inject for Caller {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        let name = ctx.security().user_name.clone();
        Ok(Injected::Owned(Self(name.unwrap_or_default())))
    }
}

#[mistral_action(name = "many0.empty")]
async fn empty() {}

/// With documentation.
#[mistral_action(name = "many0.documented")]
pub async fn documented(
    /// The name.
    name: String,
) -> String {
    name
}

/**
 * With a block comment.
 *
 * 1. one
 * 2. two
 */
#[mistral_action(name = "many0.block_comment")]
pub(crate) async fn block_comment(
    /** A number. */
    number: u64,
) -> u64 {
    number
}

/// Fails.
///
/// # Errors
///
/// Always.
#[mistral_action(name = "many0.fails")]
pub async fn fails(message: String) -> Result<(), ActionError> {
    Err(message)?
}

/// Reads a file.
///
/// # Errors
///
/// If there is none.
#[mistral_action(name = "many0.blocking", blocking)]
pub fn blocking(path: String) -> std::io::Result<String> {
    std::fs::read_to_string(path)
}

#[mistral_action(name = "many0.blocking_cancelled", blocking)]
fn blocking_cancelled(token: &CancellationToken, count: u8) -> bool {
    count > 1 && token.is_cancelled()
}

#[mistral_action(name = "many0.asynchronous", asynchronous)]
async fn asynchronous(handle: &ResultHandle, numbers: Vec<i64>) {
    handle.spawn(async move { Ok::<_, ActionError>(numbers.iter().sum::<i64>()) });
}

#[mistral_action(name = "many0.elsewhere", asynchronous)]
async fn elsewhere(execution: &ExecutionContext) -> Result<(), String> {
    execution.action_execution_id.as_ref().ok_or("no id")?;
    Ok(())
}

#[mistral_action(name = "many0.with_dry_run", test = with_dry_run_test)]
async fn with_dry_run(ctx: &SecurityContext, size: u32) -> Result<String, ActionError> {
    let _ = ctx;
    Err(format!("{size} GB"))?
}

async fn with_dry_run_test(_ctx: &SecurityContext, size: u32) -> Result<String, ActionError> {
    Ok(format!("{size} GB"))
}

#[mistral_action(name = "many0.own_dry_run", test = own_dry_run)]
async fn own_dry_run(actions: &Actions) -> Result<u64, ActionError> {
    actions.call(BlockComment { number: 1 }).await
}

#[mistral_action(
    name = "many0.options",
    aliases("many0.other", "many0.further"),
    tags("a", "b"),
    deprecated = "use many0.empty",
    timeout = "1h 30m",
    input = NamedInput,
    crate = mistral_actions
)]
async fn options(name: Option<String>) -> Option<String> {
    name
}

/// Outdated.
#[deprecated(note = "use `empty`")]
#[mistral_action(name = "many0.deprecated")]
pub async fn deprecated(name: String) -> usize {
    name.len()
}

#[mistral_action(name = "many0.everything_injected")]
async fn everything_injected(
    security: &SecurityContext,
    execution: &ExecutionContext,
    everything: &ActionContext,
    actions: &Actions,
    token: &CancellationToken,
    progress: &Progress,
    caller: &Caller,
) -> String {
    let _ = (security, execution, everything, actions, token, progress);
    caller.0.clone()
}

#[mistral_action(name = "many0.shared")]
async fn shared(flavors: &State<HashMap<String, Flavor>>, name: String) -> Option<Flavor> {
    flavors.get(&name).cloned()
}

#[mistral_action(name = "many0.numbers")]
async fn numbers(
    first: u8,
    second: i16,
    third: u32,
    fourth: i64,
    fifth: f32,
    sixth: f64,
    seventh: bool,
) -> f64 {
    let _ = (first, second, third, fourth, fifth, seventh);
    sixth
}

#[mistral_action(name = "many0.optional")]
async fn optional(first: Option<u8>, second: Option<Vec<Flavor>>, third: Option<Power>) -> bool {
    first.is_some() && second.is_some() && third.is_some()
}

#[mistral_action(name = "many0.defaults")]
async fn defaults(
    #[input(default)] first: Vec<Flavor>,
    #[input(default = 30)] second: u32,
    #[input(default = "text")] third: String,
    #[input(default = Flavor { ram: 1 })] fourth: Flavor,
    #[input(default = -1)] fifth: i8,
) -> usize {
    let _ = (second, third, fourth, fifth);
    first.len()
}

#[mistral_action(name = "many0.keys")]
async fn keys(
    #[input(rename = "server-id", alias = "id", alias = "uuid")] server: String,
    r#type: String,
    _unused: u8,
    mut count: u8,
) -> u8 {
    count += u8::from(server == r#type);
    count
}

#[mistral_action(name = "many0.secrets")]
async fn secrets(#[input(secret)] password: String, token: Secret<String>) -> bool {
    *token.expose() == password
}

#[mistral_action(name = "many0.flatten")]
async fn flatten(#[input(flatten)] more: BTreeMap<String, Value>) -> usize {
    more.len()
}

#[mistral_action(name = "many0.constraints")]
async fn constraints(
    #[input(range(min = 1, max = 600))] first: u32,
    #[input(length(min = 1, max = 64), pattern = "^[a-z]")] second: String,
    #[input(one_of("a", "b"), default = "a")] third: String,
    #[input(format = "uuid")] fourth: Option<String>,
    #[input(range(max = 0.5))] fifth: f64,
    #[input(length(min = 1))] sixth: Vec<u8>,
) -> usize {
    let _ = (first, third, fourth, fifth, sixth);
    second.len()
}

#[mistral_action(name = "many0.wide")]
async fn wide(
    first: String,
    second: String,
    third: String,
    fourth: String,
    fifth: String,
    sixth: String,
    seventh: String,
    eighth: String,
    ninth: String,
) -> usize {
    [
        first, second, third, fourth, fifth, sixth, seventh, eighth, ninth,
    ]
    .concat()
    .len()
}

#[mistral_action(name = "many0.conditional")]
async fn conditional(
    first: u8,
    #[cfg(unix)] second: u8,
    #[cfg(not(unix))] second: u16,
    #[cfg_attr(unix, input(default = 1))] third: u8,
) -> u64 {
    u64::from(first) + u64::from(second) + u64::from(third)
}

#[mistral_action(name = "many0.lints")]
#[allow(non_snake_case)]
async fn lints(imageRef: String, #[expect(non_snake_case)] flavorRef: String) -> String {
    imageRef + &flavorRef
}

#[mistral_action(name = "many0.attributes")]
async fn attributes(
    #[serde(rename = "a", default)] first: u8,
    #[schemars(extend("x-order" = 1))] second: u8,
) -> u8 {
    first + second
}

#[mistral_action(name = "many0.own_types")]
async fn own_types(flavor: Flavor, power: Power, all: BTreeMap<String, Vec<Flavor>>) -> Power {
    drop((flavor, all));
    power
}

#[mistral_action(name = "many0.unsized_contents")]
async fn unsized_contents(first: Arc<str>, second: Box<str>, third: Arc<[u8]>) -> Arc<str> {
    let _ = (second, third);
    first
}

/// Answers in Mistral's way.
#[mistral_action(name = "many0.outcome")]
pub async fn outcome(ok: bool) -> ActionResult<u8> {
    if ok {
        ActionResult::Data(1)
    } else {
        ActionResult::error("no")
    }
}

/// Answers in every way.
///
/// # Errors
///
/// If the status is one.
#[mistral_action(name = "many0.fallible_outcome")]
pub async fn fallible_outcome(status: u16) -> Result<ActionResult<String>, ActionError> {
    match status {
        200 => Ok(ActionResult::Data("fine".into())),
        404 => Ok(ActionResult::error(json!({"status": 404}))),
        410 => Ok(ActionResult::Cancel),
        _ => Err(format!("the service answered {status}"))?,
    }
}

#[mistral_action(name = "many0.json")]
async fn json(value: Value) -> Value {
    value
}
