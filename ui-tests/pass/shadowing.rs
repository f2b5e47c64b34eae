#![deny(warnings)]
//! Items of the author with names that generated code or the standard library uses.

use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;
use mistral_actions::inject::{Inject, Injected};

/// Named like a type parameter of a generated method.
#[derive(Deserialize, Serialize, JsonSchema)]
struct D(u32);

/// Named like a collection; its type argument need not be a valid input.
#[derive(Deserialize, Serialize, JsonSchema)]
struct Vec<T> {
    size: u32,
    #[serde(skip)]
    _of: std::marker::PhantomData<T>,
}

struct NoInput;

/// Injected if borrowed, an input if owned.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
struct Caller(String);

impl Inject for Caller {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        Ok(Injected::Owned(Self(ctx.security().user_name.clone().unwrap_or_default())))
    }
}

#[mistral_action(name = "test.from_slots")]
async fn from_slots(d: D, vec: Vec<NoInput>) -> D {
    D(d.0 + vec.size)
}

#[mistral_action(name = "test.ctx")]
async fn ctx(mut value: u32, #[input(default = index())] key: u32) -> u32 {
    value += key;
    value
}

fn index() -> u32 {
    40
}

#[mistral_action(name = "test.returned", test = returned)]
async fn returned(of_caller: &Caller, given: Caller) -> Vec<NoInput> {
    let size = u32::from(of_caller.0 != given.0);
    Vec { size, _of: std::marker::PhantomData }
}

/// State that is known by its trait only.
trait Greeter: Send + Sync {
    fn greet(&self) -> String;
}

impl Greeter for () {
    fn greet(&self) -> String {
        "hi".into()
    }
}

#[mistral_action(name = "test.greet")]
async fn greet(greeter: &State<Box<dyn Greeter>>) -> String {
    greeter.greet()
}

fn main() {
    let test = ActionTest::new().state(Box::new(()) as Box<dyn Greeter>);
    test.run("test.from_slots", json!({"d": 1, "vec": {"size": 2}})).assert_data(3);
    test.run("test.ctx", json!({"value": 2})).assert_data(42);
    test.run("test.returned", json!({"given": "Ada"})).assert_data(json!({"size": 1}));
    test.run("test.greet", json!({})).assert_data("hi");
    let registry = mistral_actions::Registry::linked().unwrap();
    let _ = registry.find("test.greet").unwrap();
}
