//! State that the application shares with its actions, and a custom injectable type.
//!
//! ```console
//! $ cargo run -p with-state -- run store.put key=color value=blue
//! $ cargo run -p with-state -- run store.free
//! $ cargo test -p with-state
//! ```
//!
//! The pool stands for a database pool: `main` creates it, `.state(…)` shares it, and actions take `&State<Pool>`.
//! Most actions need only a connection, so [`Connection`] implements [`Inject`], and an action takes `&Connection`.
//! Without the pool the binary does not start.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use mistral_actions::inject::{Inject, Injected, Requirement};
use mistral_actions::prelude::*;

/// A limited number of connections to a store of texts.
struct Pool {
    store: Mutex<BTreeMap<String, String>>,
    free: Mutex<usize>,
}

impl Pool {
    fn new(connections: usize) -> Self {
        Self {
            store: Mutex::default(),
            free: Mutex::new(connections),
        }
    }
}

/// A connection of the pool, returned at the end of the call.
struct Connection(Arc<Pool>);

impl Connection {
    fn open(pool: Arc<Pool>) -> Result<Self, ActionError> {
        let mut free = pool.free.lock().unwrap();
        *free = free.checked_sub(1).ok_or("all connections are in use")?;
        drop(free);
        Ok(Self(pool))
    }

    fn store(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.store.lock().unwrap()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap() += 1;
    }
}

impl Inject for Connection {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        // Always present: the binary does not start without the required state.
        let pool = ctx.state::<Pool>().ok_or("the binary registers no pool")?;
        Connection::open(pool.share()).map(Injected::Owned)
    }

    fn requirement() -> Option<Requirement> {
        Some(Requirement::of_state::<Pool>())
    }
}

/// Put a text into the store; returns the replaced text.
#[mistral_action(name = "store.put")]
async fn put(connection: &Connection, key: String, value: String) -> Option<String> {
    connection.store().insert(key, value)
}

/// Get a text from the store.
#[mistral_action(name = "store.get")]
async fn get(connection: &Connection, key: String) -> Result<String, ActionError> {
    let value = connection.store().get(&key).cloned();
    Ok(value.ok_or_else(|| format!("key {key} has no value"))?)
}

/// Copy a text to another key, unless that key has a value.
#[mistral_action(name = "store.copy")]
async fn copy(
    connection: &Connection,
    actions: &Actions,
    from: String,
    to: String,
) -> Result<(), ActionError> {
    if connection.store().contains_key(&to) {
        Err(format!("key {to} already has a value"))?;
    }
    // Each of these calls gets another connection.
    let value = actions.call(Get { key: from }).await?;
    actions.call(Put { key: to, value }).await?;
    Ok(())
}

/// Count the free connections.
// The generated input type is named after the function; a function `pool` would conflict with `Pool`.
#[mistral_action(name = "store.free")]
async fn free(pool: &State<Pool>) -> usize {
    *pool.free.lock().unwrap()
}

fn main() -> std::process::ExitCode {
    mistral_executor::app().state(Pool::new(10)).main()
}

#[cfg(test)]
mod tests {
    use mistral_actions::testing::ActionTest;
    use mistral_executor::Exit;

    use super::*;

    #[test]
    fn calls_share_the_state() {
        let test = ActionTest::new().state(Pool::new(1));
        test.run("store.put", json!({"key": "color", "value": "blue"}))
            .assert_data(Value::Null);
        test.run("store.get", json!({"key": "color"}))
            .assert_data("blue");
        test.run("store.get", json!({"key": "size"}))
            .assert_error("key size has no value");
    }

    #[test]
    fn connections_are_returned_at_the_end_of_the_call() {
        let test = ActionTest::new().state(Pool::new(1));
        for _ in 0..2 {
            test.run("store.get", json!({"key": "color"}))
                .assert_error("key color has no value");
        }
        test.run("store.free", json!({})).assert_data(1);
    }

    #[test]
    fn reused_action_gets_another_connection() {
        let input = json!({"from": "color", "to": "colour"});
        let run = |connections| {
            let test = ActionTest::new().state(Pool::new(connections));
            test.run("store.copy", input.clone())
        };
        run(1).assert_error("all connections are in use");
        run(2).assert_error("key color has no value");
    }

    #[test]
    fn binary_without_pool_does_not_start() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = mistral_executor::app().run_from(
            ["with-state", "run", "store.free"],
            &mut out,
            &mut err,
        );
        let err = String::from_utf8(err).unwrap();
        assert_eq!(exit, Exit::CannotStart, "{err}");
        assert!(
            err.contains(
                "`with_state::Pool` for `store.copy`, `store.free`, `store.get`, `store.put`"
            ),
            "{err}"
        );
    }
}
