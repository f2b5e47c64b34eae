//! The actions `find` and `findall`. They use the action that lists the same resources.

use std::sync::{Arc, OnceLock};

use mistral_actions::catalog::ActionEntry;
use mistral_actions::provider::{DynAction, TableRow};
use mistral_actions::{ActionContext, ActionError, ActionResult, DryRun, async_trait};
use serde_json::{Map, Value, json};

use super::action::object;
use super::exchange;
use crate::client::{OpenStack, OpenStackError};
use crate::entry::entry;
use crate::failure::{FailsAs, message, reason};
use crate::region::{ACTION_REGION, in_region};
use crate::services::{ClientMethod, Listing, SearchMethod};
use crate::table::{self, ListedAction, Rendered, Table};

/// An action that searches the resources that another action lists.
struct SearchAction {
    table: &'static Table,
    action: &'static ListedAction,
    /// Manager of the resources in the Python client: `servers`.
    manager: &'static str,
    /// Name of the action that lists.
    list: &'static str,
    /// Exactly one resource must match (`find`).
    finds_one: bool,
    entry: OnceLock<ActionEntry>,
}

/// Returns the searches of all services.
pub(super) fn searches() -> Vec<TableRow> {
    let tables = table::tables().iter();
    let custom = tables.flat_map(|table| table.custom.iter().map(move |action| (table, action)));
    let searches = custom.filter_map(|(table, action)| {
        let (manager, method) = action.client_method.rsplit_once('.')?;
        let finds_one = match method {
            "find" => true,
            "findall" => false,
            _ => return None,
        };
        let search = SearchAction {
            table,
            action,
            manager,
            list: table.name_of_method(&format!("{manager}.list"))?,
            finds_one,
            entry: OnceLock::new(),
        };
        Some(TableRow {
            name: &action.name,
            action: Arc::new(search),
        })
    });
    searches.collect()
}

impl SearchAction {
    fn docs(&self) -> String {
        let resources = self.resources();
        if self.finds_one {
            format!(
                "Find the only one of the {resources} with all these values; fail if none or several match."
            )
        } else {
            format!("Find all {resources} with all these values.")
        }
    }

    /// Names the resources: `servers`.
    fn resources(&self) -> String {
        self.manager.replace(['_', '.'], " ")
    }

    async fn search(
        &self,
        mut wanted: Map<String, Value>,
        ctx: &ActionContext,
    ) -> Result<Vec<Value>, ActionError> {
        let region = wanted.remove(ACTION_REGION);
        match &self.table.service.search {
            SearchMethod::Filter => self.filter(&wanted, region.as_ref(), ctx).await,
            SearchMethod::Compare(listing) => self.compare(listing, wanted, region, ctx).await,
        }
    }

    /// Lists the resources and compares their members with the wanted values.
    async fn compare(
        &self,
        listing: &Listing,
        mut wanted: Map<String, Value>,
        region: Option<Value>,
        ctx: &ActionContext,
    ) -> Result<Vec<Value>, ActionError> {
        let list = ctx.actions().get(self.list)?;
        let schema = list
            .descriptor()
            .map(|action| action.input_schema().clone())
            .unwrap_or_default();
        let has = |name: &str| schema["properties"].get(name).is_some();
        let region = region.map(|region| (ACTION_REGION.to_owned(), region));
        let mut input: Map<String, Value> = region.clone().into_iter().collect();
        if has("search_opts") {
            let spans_projects =
                listing.spans_projects && !listing.without_project.contains(&self.manager);
            let options = search_options(&mut wanted, spans_projects);
            input.insert("search_opts".to_owned(), options);
        }
        let get = if listing.gets_matches && has("detailed") && wanted.contains_key("name") {
            self.table.name_of_method(&format!("{}.get", self.manager))
        } else {
            None
        };
        if get.is_some() {
            input.insert("detailed".to_owned(), false.into());
        }
        // Wanted values that the listing action has inputs for are passed on instead of compared.
        let inputs: Vec<String> = wanted.keys().filter(|name| has(name)).cloned().collect();
        for name in inputs {
            input.extend(wanted.remove_entry(&name));
        }
        let listed = list.run(input).await.map_err(|error| self.rename(error))?;
        let mut found = match listed {
            Value::Array(items) => items,
            _ => Vec::new(),
        };
        if let Some(get) = get {
            found.retain(|item| item.get("name") == wanted.get("name"));
            let get = ctx.actions().get(get)?;
            let id = get
                .descriptor()
                .map(|action| action.input_schema()["required"][0].clone());
            let id = id.as_ref().and_then(Value::as_str).unwrap_or("id");
            for item in &mut found {
                let mut input: Map<String, Value> = region.clone().into_iter().collect();
                input.insert(id.to_owned(), item["id"].take());
                *item = get.run(input).await.map_err(|error| self.rename(error))?;
            }
        }
        let matches = |item: &Value| {
            let mut wanted = wanted.iter();
            wanted.all(|(name, value)| item.get(name) == Some(value))
        };
        found.retain(matches);
        Ok(found)
    }

    /// Lists with the wanted values as filters of the service.
    async fn filter(
        &self,
        wanted: &Map<String, Value>,
        region: Option<&Value>,
        ctx: &ActionContext,
    ) -> Result<Vec<Value>, ActionError> {
        let list = self.table.template(self.list);
        let list = list.ok_or_else(|| {
            ActionError::internal(format_args!("no template for `{}`", self.list))
        })?;
        let Rendered::Request(mut request) = table::render(&list, &Map::new())? else {
            return Ok(Vec::new());
        };
        for (name, value) in wanted {
            let text = value.as_str().map(str::to_owned);
            let text = text.unwrap_or_else(|| value.to_string());
            request.query.push((name.clone(), text));
        }
        let os = in_region(&OpenStack::of_call(ctx), region.and_then(Value::as_str));
        let listed = exchange::perform(&os, self.table.service, &request).await;
        let listed = listed.fails_as(self.method())?;
        Ok(listed.as_array().cloned().unwrap_or_default())
    }

    /// Reports an error of an action that the search uses as an error of the search.
    fn rename(&self, error: ActionError) -> ActionError {
        let cause = error
            .source()
            .and_then(|cause| cause.downcast_ref::<OpenStackError>());
        match cause {
            Some(cause) => self.failed(reason(self.method(), cause)),
            None => error,
        }
    }

    fn failed(&self, why: String) -> ActionError {
        ActionError::new(message(self.method(), why))
    }

    fn method(&self) -> ClientMethod<'_> {
        self.table.service.method(&self.action.client_method)
    }
}

/// Builds `search_opts` from the values that the service filters by; removes options that are not members of resources.
fn search_options(wanted: &mut Map<String, Value>, spans_projects: bool) -> Value {
    let mut options = Map::new();
    if spans_projects {
        options.insert("all_tenants".to_owned(), 1.into());
    }
    for option in ["all_tenants", "deleted"] {
        options.extend(wanted.remove_entry(option));
    }
    // Nova interprets a name as a regular expression.
    let is_plain = |name: &str| {
        name.chars()
            .all(|one| one.is_alphanumeric() || "-_ .".contains(one))
    };
    if let Some(name) = wanted
        .get("name")
        .filter(|name| name.as_str().is_some_and(is_plain))
    {
        options.insert("name".to_owned(), name.clone());
    }
    options.into()
}

#[async_trait]
impl DynAction for SearchAction {
    fn entry(&self) -> &ActionEntry {
        self.entry.get_or_init(|| {
            let schema = json!({
                "type": "object",
                "properties": {},
                "additionalProperties": {"description": "Value of the resource's member of this name."},
            });
            let mut entry = entry(&self.action.name, schema, &self.docs());
            entry.has_dry_run = true;
            entry
        })
    }

    async fn run(
        &self,
        input: Value,
        ctx: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        let wanted = object(input);
        let mut shown = wanted.clone();
        shown.remove(ACTION_REGION);
        let shown = Value::Object(shown);
        let mut found = self.search(wanted, ctx).await?;
        if !self.finds_one {
            return Ok(ActionResult::Data(found.into()));
        }
        let resources = self.resources();
        match found.len() {
            1 => Ok(ActionResult::Data(found.remove(0))),
            0 => Err(self.failed(format!(
                "none of the {resources} matches {shown} (HTTP 404)"
            ))),
            several => Err(self.failed(format!("{several} of the {resources} match {shown}"))),
        }
    }

    /// Runs the action, which only reads.
    async fn test(&self, input: Value, ctx: &ActionContext) -> Result<DryRun<Value>, ActionError> {
        self.run(input, ctx).await.map(DryRun::WouldReturn)
    }
}
