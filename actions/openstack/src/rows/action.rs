//! [`RowAction`]: a row of the table as an action.

use std::sync::OnceLock;

use mistral_actions::{
    ActionContext, ActionEntry, ActionError, ActionResult, CrateEntry, DryRun, DynAction,
    async_trait,
};
use serde_json::{Map, Value};

use super::{ACTION_REGION, Namespace, answer, region};
use crate::OpenStack;
use crate::client::OpenStackError;
use crate::table::{self, Rendered, Row, schema_of};

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
        let os = super::with_region(
            &OpenStack::of_call(ctx),
            region.as_ref().and_then(Value::as_str),
        );
        let rendered = table::render(row, &input)
            .map_err(|error| failed(self.name, row, &error.to_string()))?;
        let Rendered::Request(request) = rendered else {
            return Ok(Value::Null);
        };
        let service = os.service(Namespace::of(self.name).service);
        answer::of(&service, &request)
            .await
            .map_err(|error| refused(self.name, row, error))
    }
}

/// The entry of an action that is no function.
pub(super) fn entry(name: &str, mut schema: Value, docs: &str) -> ActionEntry {
    region::describe(&mut schema);
    let mut entry = ActionEntry::new(name, schema);
    docs.clone_into(&mut entry.summary);
    docs.clone_into(&mut entry.description);
    entry.tags = vec!["openstack".to_owned()];
    entry.injects = vec!["OpenStack".to_owned()];
    entry.krate = Some(CrateEntry {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    });
    entry
}

/// As mistral-extra puts it: `NovaAction.servers.get failed: …` (its `actions/openstack/base.py`).
fn failed(name: &str, row: &Row, why: &str) -> ActionError {
    ActionError::new(message(name, &row.client_method, why))
}

fn refused(name: &str, row: &Row, error: OpenStackError) -> ActionError {
    let message = message(name, &row.client_method, &reason(name, &error));
    ActionError::from(error.with_message(message))
}

/// Why a service refused, as its client puts it.
pub(crate) fn reason(name: &str, error: &OpenStackError) -> String {
    let Some(refusal) = error.refusal() else {
        return error.reason();
    };
    match (Namespace::of(name).name, &refusal.request_id) {
        ("neutron", Some(id)) => format!(
            "{}\nNeutron server returns request_ids: ['{id}']",
            refusal.message
        ),
        ("neutron", None) => refusal.message.clone(),
        ("glance", _) => format!("HTTP {}: {}", refusal.status_line(), refusal.message),
        _ => refusal.to_string(),
    }
}

pub(crate) fn message(name: &str, method: &str, why: &str) -> String {
    format!("{}.{method} failed: {why}", Namespace::of(name).class)
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
        table::render(row, &input).map_err(|error| failed(self.name, row, &error.to_string()))?;
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
