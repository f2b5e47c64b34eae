//! Methods of the clients that ask no service, as one table: what they wrap in Python, or set up within a client
//! that lives as long as one action, means nothing to a workflow.

use std::sync::Arc;

use mistral_actions::catalog::ActionEntry;
use mistral_actions::provider::{DynAction, TableRow};
use mistral_actions::{ActionContext, ActionError, ActionResult, DryRun, async_trait};
use serde_json::{Map, Value, json};

use crate::entry::entry;
use crate::failure::message;

mistral_actions::register_action_table!(rows);

/// What a method makes of its input, or why it fails.
type Method = fn(&Map<String, Value>) -> Result<Value, String>;

struct NoRequest {
    entry: ActionEntry,
    /// mistral-extra's name of it, with the class of the action.
    method: &'static str,
    run: Method,
}

macro_rules! rows {
    ($($name:expr => $method:expr, $docs:expr, $inputs:expr, $run:expr;)*) => {
        vec![$(row($name, $method, $docs, $inputs, $run),)*]
    };
}

/// The managers of novaclient have inherited it from its base class of all managers.
macro_rules! conversions {
    ($($manager:literal)*) => { rows! { $(
        concat!("nova.", $manager, "_convert_into_with_meta") =>
            concat!("NovaAction.", $manager, ".convert_into_with_meta"),
            "Return an item as it is. In Python this adds the ids of the requests that it comes from.",
            CONVERSION, item;
    )* } };
}

/// neutronclient adds methods to a client that is thrown away after the action.
macro_rules! extensions {
    ($($method:literal $first:literal)*) => { rows! { $(
        concat!("neutron.extend_", $method) => concat!("NeutronAction.extend_", $method),
            "Add a method to the python client of this one action: nothing comes of it.",
            &[
                ($first, "Name of the resource.", true), ("path", "Path of the resource.", true),
                ("parent_resource", "Whether the path takes the id of a parent.", true),
            ],
            |_| Ok(Value::Null);
    )* } };
}

/// keystoneclient's managers have it from their base class.
macro_rules! addresses {
    ($($manager:literal $run:expr;)*) => { rows! { $(
        concat!("keystone.oauth1.", $manager, "_build_url") =>
            concat!("KeystoneAction.oauth1.", $manager, ".build_url"),
            "Build the path of a collection, or of one thing in it.", ADDRESS, $run;
    )* } };
}

type Inputs = &'static [(&'static str, &'static str, bool)];

const CONVERSION: Inputs = &[
    ("item", "A text, a list, an object, or null.", true),
    (
        "resp",
        "The answer that it comes from; it is not looked at.",
        true,
    ),
];

const ADDRESS: Inputs = &[(
    "dict_args_in_out",
    "Parts of the path: `base_url`, the id of the thing (`consumer_id`, …), `tail`.",
    false,
)];

fn rows() -> Vec<TableRow> {
    let mut rows = conversions! {
        "agents" "aggregates" "availability_zones" "flavor_access" "flavors" "hypervisor_stats" "hypervisors"
        "keypairs" "limits" "quota_classes" "quotas" "server_groups" "server_migrations" "servers" "services"
        "usage" "versions" "volumes"
    };
    rows.extend(extensions! {
        "create" "resource_singular" "delete" "resource_singular" "list" "resource_plural"
        "show" "resource_singular" "update" "resource_singular"
    });
    // Tokens have no path in keystoneclient: its classes for them name no collection.
    rows.extend(addresses! {
        "access_tokens" |input| Ok(address(input, "", "None", "None_id"));
        "consumers" |input| Ok(address(input, "/OS-OAUTH1", "consumers", "consumer_id"));
        "request_tokens" |input| Ok(address(input, "", "None", "None_id"));
    });
    rows
}

/// `build_url` of keystoneclient's `base.py`.
fn address(input: &Map<String, Value>, base: &str, collection: &str, id: &str) -> Value {
    let part = |name: &str| input.get("dict_args_in_out")?.get(name)?.as_str();
    let base = part("base_url")
        .filter(|base| !base.is_empty())
        .unwrap_or(base);
    let id = part(id).map(|id| format!("/{id}")).unwrap_or_default();
    let tail = part("tail").unwrap_or_default();
    format!("{base}/{collection}{id}{tail}").into()
}

/// `convert_into_with_meta` of novaclient's `base.py`.
fn item(input: &Map<String, Value>) -> Result<Value, String> {
    match input.get("item") {
        Some(item @ (Value::String(_) | Value::Array(_) | Value::Object(_))) => Ok(item.clone()),
        // An empty tuple.
        Some(Value::Null) | None => Ok(json!([])),
        Some(_) => Err("the item is neither a text nor a list nor an object".to_owned()),
    }
}

fn row(
    name: &'static str,
    method: &'static str,
    docs: &str,
    inputs: Inputs,
    run: Method,
) -> TableRow {
    let mut properties = Map::new();
    for (input, docs, _) in inputs {
        properties.insert((*input).to_owned(), json!({"description": docs}));
    }
    let required: Vec<&str> = inputs
        .iter()
        .filter(|input| input.2)
        .map(|input| input.0)
        .collect();
    let schema = json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    });
    let mut entry = entry(name, schema, docs);
    // It is given the client like all others, and does not ask it anything.
    entry.injects.clear();
    entry.has_dry_run = true;
    TableRow {
        name,
        action: Arc::new(NoRequest { entry, method, run }),
    }
}

#[async_trait]
impl DynAction for NoRequest {
    fn entry(&self) -> &ActionEntry {
        &self.entry
    }

    async fn run(
        &self,
        input: Value,
        _: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        let none = Map::new();
        let made = (self.run)(input.as_object().unwrap_or(&none));
        made.map(ActionResult::Data)
            .map_err(|why| ActionError::new(message(self.method, why)))
    }

    async fn test(&self, input: Value, ctx: &ActionContext) -> Result<DryRun<Value>, ActionError> {
        self.run(input, ctx).await.map(DryRun::WouldReturn)
    }
}

#[cfg(test)]
mod tests {
    use mistral_actions::prelude::*;
    use mistral_actions::testing::ActionTest;

    #[test]
    fn an_item_is_returned_as_it_is() {
        let test = ActionTest::new();
        let run = |item: Value| {
            let input = json!({"item": item, "resp": null, "action_region": "x"});
            test.run("nova.flavors_convert_into_with_meta", input)
        };
        run(json!({"a": 1})).assert_data(json!({"a": 1}));
        run(json!("a")).assert_data("a");
        run(Value::Null).assert_data(json!([]));
        run(json!(1)).assert_error(
            "NovaAction.flavors.convert_into_with_meta failed: the item is neither a text nor a list nor an object",
        );
        let extension = json!({"resource_singular": "x", "path": "/x", "parent_resource": null});
        test.run("neutron.extend_create", extension)
            .assert_data(Value::Null);
    }
}
