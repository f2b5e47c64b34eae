//! Number of allocations of a call; unlike time, it is the same on every machine.

use allocation_counter::measure;
use mistral_actions::input::RawInput;
use mistral_actions::prelude::*;
use mistral_actions::{ActionRequest, Dispatcher};

/// Doubles a number; allocates nothing itself.
#[mistral_action(name = "test.double")]
async fn double(number: u64) -> u64 {
    number * 2
}

/// Takes a text and drops it.
#[mistral_action(name = "test.length")]
async fn length(text: String) -> usize {
    text.len()
}

/// Calls another action many times by type.
#[mistral_action(name = "test.typed")]
async fn typed(actions: &Actions, calls: u64) -> Result<u64, ActionError> {
    let mut sum = 0;
    for number in 0..calls {
        sum += actions.call(Double { number }).await?;
    }
    Ok(sum)
}

/// Doubles a small number.
#[mistral_action(name = "test.double_small")]
async fn double_small(#[input(range(max = 5))] number: u64) -> u64 {
    number * 2
}

/// Calls an action with constraints many times by type.
#[mistral_action(name = "test.typed_small")]
async fn typed_small(actions: &Actions, calls: u64) -> Result<u64, ActionError> {
    let mut sum = 0;
    for number in 0..calls {
        let number = number % 5;
        sum += actions.call(DoubleSmall { number }).await?;
    }
    Ok(sum)
}

/// Returns its text.
#[mistral_action(name = "test.echo_text")]
async fn echo_text(value: String) -> String {
    value
}

/// Returns its input.
#[mistral_action(name = "test.echo_tree")]
async fn echo_tree(value: Value) -> Value {
    value
}

/// Takes a tree and drops it.
#[mistral_action(name = "test.drop_tree")]
async fn drop_tree(value: Value) {
    drop(value);
}

/// Counts the allocations of a second call; the first one makes those that happen only once.
fn allocations(action: &'static str, input: impl Fn() -> RawInput) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let dispatcher = Dispatcher::builder().build().unwrap();
    let request = || ActionRequest::new(action, input());
    let call = |request| runtime.block_on(dispatcher.call(request)).unwrap();
    call(request());
    let request = request();
    measure(|| drop(call(request))).count_total
}

#[test]
fn typed_reuse_allocates_its_future() {
    let of = |calls: u64| allocations("test.typed", || json!({"calls": calls}).into());
    assert_eq!(of(1001) - of(1), 1000);
}

#[test]
fn constraints_of_a_typed_call_allocate_nothing() {
    let of = |calls: u64| allocations("test.typed_small", || json!({"calls": calls}).into());
    assert_eq!(of(1001) - of(1), 1000);
}

#[test]
fn dispatch_allocates_its_future() {
    assert_eq!(
        allocations("test.double", || json!({"number": 1}).into()),
        1
    );
}

#[test]
fn json_and_text_are_returned_without_a_copy() {
    let text = || json!({"value": "sesame"}).into();
    assert_eq!(allocations("test.echo_text", text), 1);
    let tree = || json!({"value": {"open": ["sesame", "seeds"]}}).into();
    assert_eq!(
        allocations("test.echo_tree", tree),
        allocations("test.drop_tree", tree)
    );
}

#[test]
fn text_is_moved_not_copied() {
    assert_eq!(
        allocations("test.length", || json!({"text": "sesame"}).into()),
        1
    );
    // Text input is copied once.
    let text = || RawInput::Text(r#"{"text": "sesame"}"#.into());
    assert_eq!(allocations("test.length", text), 2);
}
