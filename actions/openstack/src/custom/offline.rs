//! Methods of the clients that send no request. In Python they wrap values or change the client, which exists for one
//! action only, so they are of little use to a workflow.

use std::sync::Arc;

use mistral_actions::catalog::ActionEntry;
use mistral_actions::provider::{DynAction, TableRow};
use mistral_actions::{ActionContext, ActionError, ActionResult, DryRun, async_trait};
use serde_json::{Map, Value, json};

use crate::entry::entry;
use crate::failure::message;
use crate::services::{ClientMethod, keystone, neutron, nova};

mistral_actions::register_action_table!(actions);

/// Computes the result of a method, or the reason of its failure.
type Compute = fn(&Map<String, Value>) -> Result<Value, String>;

struct OfflineAction {
    entry: ActionEntry,
    method: ClientMethod<'static>,
    compute: Compute,
}

/// Methods that novaclient's managers inherit from their base class.
macro_rules! conversions {
    ($($manager:literal)*) => { vec![ $( action(
        concat!("nova.", $manager, "_convert_into_with_meta"),
        nova::SERVICE.method(concat!($manager, ".convert_into_with_meta")),
        "Return an item unchanged. In Python, this adds the ids of the requests that returned it.",
        CONVERSION,
        item,
    ) ),* ] };
}

/// Methods that add methods to neutronclient's client.
macro_rules! extensions {
    ($($method:literal $first:literal)*) => { vec![ $( action(
        concat!("neutron.extend_", $method),
        neutron::SERVICE.method(concat!("extend_", $method)),
        "Do nothing. In Python, this adds a method to the client, which exists for this action only.",
        &[
            ($first, "Name of the resource.", true), ("path", "Path of the resource.", true),
            ("parent_resource", "The path takes the id of a parent.", true),
        ],
        |_| Ok(Value::Null),
    ) ),* ] };
}

/// Methods that keystoneclient's managers inherit from their base class.
macro_rules! addresses {
    ($($manager:literal $compute:expr;)*) => { vec![ $( action(
        concat!("keystone.oauth1.", $manager, "_build_url"),
        keystone::SERVICE.method(concat!("oauth1.", $manager, ".build_url")),
        "Build the path of a collection or of one of its members.",
        ADDRESS,
        $compute,
    ) ),* ] };
}

/// Name and documentation of each input, and whether it is required.
type Inputs = &'static [(&'static str, &'static str, bool)];

const CONVERSION: Inputs = &[
    ("item", "A text, a list, an object, or null.", true),
    ("resp", "The response that returned it; ignored.", true),
];

const ADDRESS: Inputs = &[(
    "dict_args_in_out",
    "Parts of the path: `base_url`, the id of the member (`consumer_id`, …), `tail`.",
    false,
)];

fn actions() -> Vec<TableRow> {
    let mut actions = conversions! {
        "agents" "aggregates" "availability_zones" "flavor_access" "flavors" "hypervisor_stats" "hypervisors"
        "keypairs" "limits" "quota_classes" "quotas" "server_groups" "server_migrations" "servers" "services"
        "usage" "versions" "volumes"
    };
    actions.extend(extensions! {
        "create" "resource_singular" "delete" "resource_singular" "list" "resource_plural"
        "show" "resource_singular" "update" "resource_singular"
    });
    // keystoneclient's managers of tokens define no collection.
    actions.extend(addresses! {
        "access_tokens" |input| Ok(address(input, "", "None", "None_id"));
        "consumers" |input| Ok(address(input, "/OS-OAUTH1", "consumers", "consumer_id"));
        "request_tokens" |input| Ok(address(input, "", "None", "None_id"));
    });
    actions
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
        // Python returns an empty tuple.
        Some(Value::Null) | None => Ok(json!([])),
        Some(_) => Err("the item is neither a text nor a list nor an object".to_owned()),
    }
}

fn action(
    name: &'static str,
    method: ClientMethod<'static>,
    docs: &str,
    inputs: Inputs,
    compute: Compute,
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
    // The action does not use the client.
    entry.injects.clear();
    entry.has_dry_run = true;
    TableRow {
        name,
        action: Arc::new(OfflineAction {
            entry,
            method,
            compute,
        }),
    }
}

#[async_trait]
impl DynAction for OfflineAction {
    fn entry(&self) -> &ActionEntry {
        &self.entry
    }

    async fn run(
        &self,
        input: Value,
        _: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        let empty = Map::new();
        let result = (self.compute)(input.as_object().unwrap_or(&empty));
        result
            .map(ActionResult::Data)
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
    fn conversion_returns_item_unchanged() {
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
    }

    #[test]
    fn extension_returns_null() {
        let extension = json!({"resource_singular": "x", "path": "/x", "parent_resource": null});
        ActionTest::new()
            .run("neutron.extend_create", extension)
            .assert_data(Value::Null);
    }
}
