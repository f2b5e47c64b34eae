//! `find` and `findall`: list, then compare, as the clients have it (`ManagerWithFind` of novaclient and
//! cinderclient); keystoneclient leaves the comparing to the service (`CrudManager`).

use std::sync::{Arc, OnceLock};

use mistral_actions::catalog::ActionEntry;
use mistral_actions::provider::{DynAction, TableRow};
use mistral_actions::{ActionContext, ActionError, ActionResult, DryRun, async_trait};
use serde_json::{Map, Value, json};

use super::action::object;
use super::answer;
use crate::entry::entry;
use crate::failure::{FailsAs, message, reason};
use crate::namespace::Namespace;
use crate::region::{ACTION_REGION, in_region};
use crate::table::{self, Entry, Rendered};
use crate::{OpenStack, OpenStackError};

/// An action that searches what another one lists.
struct Search {
    action: &'static Entry,
    /// The action that lists.
    list: &'static str,
    /// Nova's action that tells all of one.
    get: Option<&'static str>,
    /// Whether there must be exactly one.
    finds_one: bool,
    entry: OnceLock<ActionEntry>,
}

/// The searches of all services.
pub(super) fn rows() -> Vec<TableRow> {
    let by_hand = table::tables()
        .iter()
        .flat_map(|table| table.by_hand.iter().map(move |action| (table, action)));
    let searches = by_hand.filter_map(|(table, action)| {
        let (manager, method) = action.client_method.rsplit_once('.')?;
        let finds_one = match method {
            "find" => true,
            "findall" => false,
            _ => return None,
        };
        let list = table.name_of_method(&format!("{manager}.list"))?;
        let get = table.name_of_method(&format!("{manager}.get"));
        let search = Search {
            action,
            list,
            get: get.filter(|_| table.service == "nova"),
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

impl Search {
    fn docs(&self) -> String {
        let what = self.what();
        if self.finds_one {
            format!(
                "Find the one of the {what} that has all these values; that there is none, or more, is an error."
            )
        } else {
            format!("Find all {what} that have all these values.")
        }
    }

    /// What is searched: `servers`.
    fn what(&self) -> String {
        let manager = self
            .action
            .client_method
            .rsplit_once('.')
            .map_or("", |(manager, _)| manager);
        manager.replace(['_', '.'], " ")
    }

    /// What lists, and the answer's list compared with what is wanted.
    async fn found(
        &self,
        mut wanted: Map<String, Value>,
        ctx: &ActionContext,
    ) -> Result<Vec<Value>, ActionError> {
        let region = wanted.remove(ACTION_REGION);
        if Namespace::of(&self.action.name).name == "keystone" {
            return self.filtered(&wanted, region.as_ref(), ctx).await;
        }
        let list = ctx.actions().get(self.list)?;
        let schema = list
            .descriptor()
            .map(|action| action.input_schema().clone())
            .unwrap_or_default();
        let has = |name: &str| schema["properties"].get(name).is_some();
        let region = region.map(|region| (ACTION_REGION.to_owned(), region));
        let mut input: Map<String, Value> = region.clone().into_iter().collect();
        if has("search_opts") {
            input.insert(
                "search_opts".to_owned(),
                search_options(&mut wanted, self.is_of_all_projects()),
            );
        }
        // Nova is asked for names alone, and then for each that has the name: only so it tells everything.
        let get = self
            .get
            .filter(|_| has("detailed") && wanted.contains_key("name"));
        if get.is_some() {
            input.insert("detailed".to_owned(), false.into());
        }
        // What the service has to know in order to list, it is told and not asked for: whose, and which.
        let told: Vec<String> = wanted.keys().filter(|name| has(name)).cloned().collect();
        for name in told {
            input.extend(wanted.remove_entry(&name));
        }
        let listed = list
            .run(input)
            .await
            .map_err(|error| self.reworded(error))?;
        let mut found = match listed {
            Value::Array(items) => items,
            _ => Vec::new(),
        };
        if let Some(get) = get {
            found.retain(|item| item.get("name") == wanted.get("name"));
            let get = ctx.actions().get(get)?;
            let schema = get
                .descriptor()
                .map(|action| action.input_schema()["required"][0].clone());
            let id = schema.as_ref().and_then(Value::as_str).unwrap_or("id");
            for item in &mut found {
                let mut input: Map<String, Value> = region.clone().into_iter().collect();
                input.insert(id.to_owned(), item["id"].take());
                *item = get.run(input).await.map_err(|error| self.reworded(error))?;
            }
        }
        found.retain(|item| {
            wanted
                .iter()
                .all(|(name, value)| item.get(name) == Some(value))
        });
        Ok(found)
    }

    /// With cinderclient an administrator finds what is another project's. Volume types are nobody's.
    fn is_of_all_projects(&self) -> bool {
        Namespace::of(&self.action.name).name == "cinder" && self.list != "cinder.volume_types_list"
    }

    /// An error of the action that lists, in the name of this one.
    fn reworded(&self, error: ActionError) -> ActionError {
        match error
            .source()
            .and_then(|source| source.downcast_ref::<OpenStackError>())
        {
            Some(refused) => ActionError::new(self.message(&reason(&self.method(), refused))),
            None => error,
        }
    }

    fn message(&self, why: &str) -> String {
        message(&self.method(), why)
    }

    fn method(&self) -> String {
        Namespace::of(&self.action.name).method(&self.action.client_method)
    }

    /// Keystone takes what is wanted as filters.
    async fn filtered(
        &self,
        wanted: &Map<String, Value>,
        region: Option<&Value>,
        ctx: &ActionContext,
    ) -> Result<Vec<Value>, ActionError> {
        let list = table::find(self.list)
            .ok_or_else(|| ActionError::internal(format_args!("no row `{}`", self.list)))?;
        let Rendered::Request(mut request) = table::render(&list, &Map::new())? else {
            return Ok(Vec::new());
        };
        for (name, value) in wanted {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            request.query.push((name.clone(), value));
        }
        let os = in_region(&OpenStack::of_call(ctx), region.and_then(Value::as_str));
        let listed = answer::of(&os.service(Namespace::of(self.list).service), &request).await;
        let listed = listed.fails_as(&self.method())?;
        Ok(listed.as_array().cloned().unwrap_or_default())
    }
}

/// What the service itself filters by; the options that are none of the items' values are taken out.
fn search_options(wanted: &mut Map<String, Value>, is_of_all_projects: bool) -> Value {
    let mut options = Map::new();
    if is_of_all_projects {
        options.insert("all_tenants".to_owned(), 1.into());
    }
    for option in ["all_tenants", "deleted"] {
        options.extend(wanted.remove_entry(option));
    }
    // Nova takes a name for a regular expression.
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
impl DynAction for Search {
    fn entry(&self) -> &ActionEntry {
        self.entry.get_or_init(|| {
            let schema = json!({
                "type": "object",
                "properties": {},
                "additionalProperties": {"description": "A value that is wanted, under the name that the service has for it."},
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
        let shown = {
            let mut shown = wanted.clone();
            shown.remove(ACTION_REGION);
            Value::Object(shown).to_string()
        };
        let mut found = self.found(wanted, ctx).await?;
        if !self.finds_one {
            return Ok(ActionResult::Data(found.into()));
        }
        let failed = |why: String| ActionError::new(self.message(&why));
        match found.len() {
            1 => Ok(ActionResult::Data(found.remove(0))),
            0 => Err(failed(format!(
                "none of the {} matches {shown} (HTTP 404)",
                self.what()
            ))),
            several => Err(failed(format!(
                "{several} of the {} match {shown}",
                self.what()
            ))),
        }
    }

    /// It only reads, so that the real run is its dry run.
    async fn test(&self, input: Value, ctx: &ActionContext) -> Result<DryRun<Value>, ActionError> {
        self.run(input, ctx).await.map(DryRun::WouldReturn)
    }
}
