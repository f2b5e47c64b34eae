//! [`RowAction`]: a row of the table as an action.

use std::sync::OnceLock;

use mistral_actions::catalog::ActionEntry;
use mistral_actions::provider::DynAction;
use mistral_actions::{ActionContext, ActionError, ActionResult, DryRun, async_trait};
use serde_json::{Map, Value};

use super::answer;
use crate::OpenStack;
use crate::entry::entry;
use crate::failure::{FailsAs, message};
use crate::namespace::Namespace;
use crate::region::{ACTION_REGION, in_region};
use crate::table::{self, NoRequest, Rendered, Row, schema_of};

/// A row of the table as an action. The row is read when it is needed.
pub(super) struct RowAction {
    name: &'static str,
    known: OnceLock<Known>,
}

struct Known {
    row: Row,
    entry: ActionEntry,
}

impl RowAction {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            known: OnceLock::new(),
        }
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let row = table::find(self.name).expect("the names are those of the table");
            let mut entry = entry(self.name, schema_of(&row), &row.docs);
            entry.has_dry_run = row.only_reads();
            Known { row, entry }
        })
    }

    async fn ask(
        &self,
        mut input: Map<String, Value>,
        ctx: &ActionContext,
    ) -> Result<Value, ActionError> {
        let row = &self.known().row;
        let region = input.remove(ACTION_REGION);
        let os = in_region(
            &OpenStack::of_call(ctx),
            region.as_ref().and_then(Value::as_str),
        );
        let rendered = table::render(row, &input).map_err(|error| self.failed(&error))?;
        let Rendered::Request(request) = rendered else {
            return Ok(Value::Null);
        };
        let service = os.service(Namespace::of(self.name).service);
        answer::of(&service, &request)
            .await
            .fails_as(&self.method())
    }

    fn method(&self) -> String {
        Namespace::of(self.name).method(&self.known().row.client_method)
    }

    fn failed(&self, why: &NoRequest) -> ActionError {
        ActionError::new(message(&self.method(), why))
    }
}

#[async_trait]
impl DynAction for RowAction {
    fn entry(&self) -> &ActionEntry {
        &self.known().entry
    }

    async fn run(
        &self,
        input: Value,
        ctx: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        self.ask(object(input), ctx).await.map(ActionResult::Data)
    }

    /// What only reads is done: its result is what an action that reuses it goes on with.
    async fn test(&self, input: Value, ctx: &ActionContext) -> Result<DryRun<Value>, ActionError> {
        let Known { row, entry } = self.known();
        if entry.has_dry_run {
            let result = self.ask(object(input), ctx).await?;
            return Ok(DryRun::WouldReturn(ActionResult::Data(result)));
        }
        let mut input = object(input);
        input.remove(ACTION_REGION);
        table::render(row, &input).map_err(|error| self.failed(&error))?;
        Ok(DryRun::InputIsValid)
    }
}

/// The members of an input, which was checked to be an object.
pub(super) fn object(input: Value) -> Map<String, Value> {
    match input {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
