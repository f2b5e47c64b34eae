//! [`TemplatedAction`]: an action made from a template.

use std::sync::OnceLock;

use mistral_actions::catalog::ActionEntry;
use mistral_actions::provider::DynAction;
use mistral_actions::{ActionContext, ActionError, ActionResult, DryRun, async_trait};
use serde_json::{Map, Value};

use super::exchange;
use crate::client::OpenStack;
use crate::entry::entry;
use crate::failure::{FailsAs, message};
use crate::region::{ACTION_REGION, in_region};
use crate::services::ClientMethod;
use crate::table::{self, ActionTemplate, RenderError, Rendered, Table, schema_of};

/// An action made from a template, which is parsed when the action is first used.
pub(super) struct TemplatedAction {
    table: &'static Table,
    name: &'static str,
    parsed: OnceLock<Parsed>,
}

struct Parsed {
    template: ActionTemplate,
    entry: ActionEntry,
}

impl TemplatedAction {
    pub(super) fn new(table: &'static Table, name: &'static str) -> Self {
        Self {
            table,
            name,
            parsed: OnceLock::new(),
        }
    }

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| {
            let template = self.table.template(self.name);
            let template = template.expect("the name was read from the table");
            let mut entry = entry(self.name, schema_of(&template), &template.docs);
            entry.has_dry_run = template.only_reads();
            Parsed { template, entry }
        })
    }

    async fn send(
        &self,
        mut input: Map<String, Value>,
        ctx: &ActionContext,
    ) -> Result<Value, ActionError> {
        let region = input.remove(ACTION_REGION);
        let os = in_region(
            &OpenStack::of_call(ctx),
            region.as_ref().and_then(Value::as_str),
        );
        let Rendered::Request(request) = self.render(&input)? else {
            return Ok(Value::Null);
        };
        exchange::perform(&os, self.table.service, &request)
            .await
            .fails_as(self.method())
    }

    fn render(&self, input: &Map<String, Value>) -> Result<Rendered<'_>, ActionError> {
        let failed = |why: RenderError| ActionError::new(message(self.method(), why));
        table::render(&self.parsed().template, input).map_err(failed)
    }

    fn method(&self) -> ClientMethod<'_> {
        let template = &self.parsed().template;
        self.table.service.method(&template.client_method)
    }
}

#[async_trait]
impl DynAction for TemplatedAction {
    fn entry(&self) -> &ActionEntry {
        &self.parsed().entry
    }

    async fn run(
        &self,
        input: Value,
        ctx: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        self.send(object(input), ctx).await.map(ActionResult::Data)
    }

    /// Runs an action that only reads, because an action that reuses it continues with its result.
    async fn test(&self, input: Value, ctx: &ActionContext) -> Result<DryRun<Value>, ActionError> {
        if self.entry().has_dry_run {
            let result = self.send(object(input), ctx).await?;
            return Ok(DryRun::WouldReturn(ActionResult::Data(result)));
        }
        let mut input = object(input);
        input.remove(ACTION_REGION);
        self.render(&input)?;
        Ok(DryRun::InputIsValid)
    }
}

/// Returns the members of an input. The dispatcher has checked that it is an object.
pub(super) fn object(input: Value) -> Map<String, Value> {
    match input {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
