//! [`ActionTable`]: actions that a crate creates from data instead of functions.

use std::fmt;
use std::sync::Arc;

use crate::dyn_action::DynAction;
use crate::linked::Origin;

/// Actions that a crate creates from data: rows of a table, operations of an API description.
///
/// The [`Registry`](crate::Registry) treats them like annotated functions: they are listed, checked for
/// duplicate names, called and reused in the same way.
///
/// ```
/// use std::sync::Arc;
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
/// use mistral_actions::async_trait;
/// use mistral_actions::catalog::ActionEntry;
/// use mistral_actions::provider::{DynAction, TableRow};
///
/// /// Converts a length to meters.
/// struct Convert { entry: ActionEntry, meters: f64 }
///
/// #[async_trait]
/// impl DynAction for Convert {
///     fn entry(&self) -> &ActionEntry {
///         &self.entry
///     }
///
///     async fn run(&self, input: Value, _: &ActionContext) -> Result<ActionResult<Value>, ActionError> {
///         Ok(ActionResult::Data(json!(input["length"].as_f64().unwrap_or_default() * self.meters)))
///     }
/// }
///
/// fn conversions() -> Vec<TableRow> {
///     let input = json!({
///         "type": "object", "properties": {"length": {"type": "number"}}, "required": ["length"],
///         "additionalProperties": false,
///     });
///     [("convert.yards", 0.9144), ("convert.miles", 1609.344)].map(|(name, meters)| {
///         let entry = ActionEntry::new(name, input.clone());
///         TableRow { name, action: Arc::new(Convert { entry, meters }) }
///     }).into()
/// }
///
/// mistral_actions::register_action_table!(conversions);
///
/// let test = ActionTest::new();
/// test.run("convert.miles", json!({"length": 2})).assert_data(3218.688);
/// test.run("convert.miles", json!({"length": "far"}))
///     .assert_error("invalid input for `convert.miles`: /length: expected number, got string \"far\"");
/// ```
pub struct ActionTable {
    /// Creates the rows. Called once, at start-up, so costly work belongs into the use of a row.
    #[doc(hidden)]
    pub rows: fn() -> Vec<TableRow>,
    /// Source location of the registration.
    #[doc(hidden)]
    pub origin: Origin,
}

/// One action of an [`ActionTable`].
#[derive(Clone)]
pub struct TableRow {
    /// Mistral's name of the action, equal to that of its entry.
    pub name: &'static str,
    /// The action. Its entry is requested only when more than the name is needed.
    pub action: Arc<dyn DynAction>,
}

/// The tables that the crates of this binary register.
#[doc(hidden)]
#[linkme::distributed_slice]
pub static LINKED_TABLES: [ActionTable];

/// Registers the actions that a function `fn() -> Vec<TableRow>` returns. See
/// [`ActionTable`](crate::provider::ActionTable).
#[macro_export]
macro_rules! register_action_table {
    ($rows:expr $(,)?) => {
        const _: () = {
            #[$crate::__private::linkme::distributed_slice($crate::__private::LINKED_TABLES)]
            #[linkme(crate = $crate::__private::linkme)]
            static TABLE: $crate::__private::ActionTable = $crate::__private::ActionTable {
                rows: $rows,
                origin: $crate::__private::origin!(::core::line!()),
            };
        };
    };
}

impl fmt::Debug for ActionTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionTable")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TableRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TableRow").field(&self.name).finish()
    }
}
