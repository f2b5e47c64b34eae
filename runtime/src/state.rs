//! [`State`]: a value that the application shares with its actions.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A value that the application registers at start-up for its actions: a pool, a client, a cache.
///
/// An action takes it as `db: &State<Db>`. If the application has not registered a type that an action
/// needs, building the [`Dispatcher`](crate::Dispatcher) fails.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
///
/// #[derive(Default)]
/// struct Counter(AtomicU64);
///
/// /// Counts its calls.
/// #[mistral_action(name = "demo.count")]
/// async fn count(counter: &State<Counter>) -> u64 {
///     counter.0.fetch_add(1, Ordering::Relaxed) + 1
/// }
///
/// let test = ActionTest::new().state(Counter::default());
/// test.run("demo.count", json!({})).assert_data(1);
/// test.run("demo.count", json!({})).assert_data(2);
/// ```
pub struct State<T: ?Sized>(Arc<T>);

impl<T> State<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T: ?Sized> State<T> {
    /// Returns a reference-counted handle to the value, which may outlive the call.
    pub fn share(&self) -> Arc<T> {
        Arc::clone(&self.0)
    }
}

impl<T: ?Sized> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> fmt::Debug for State<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "State<{}>", std::any::type_name::<T>())
    }
}

/// Values by type.
#[derive(Default)]
pub(crate) struct StateMap(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl StateMap {
    pub(crate) fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(value));
    }

    pub(crate) fn get<T: 'static>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref()
    }

    pub(crate) fn contains(&self, id: TypeId) -> bool {
        self.0.contains_key(&id)
    }
}
