//! Types that derive `Input`: nested, flattened, as the whole input, and on hand-written actions.

use std::collections::BTreeMap;

use mistral_actions::Registry;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

/// A person to notify.
#[derive(Debug, Input)]
struct Contact {
    /// Address of the person.
    #[input(format = "email", alias = "mail")]
    email: String,
    #[input(default = 1, range(min = 1, max = 24))]
    hours: u8,
    /// Substitutes of this person.
    deputies: Option<Vec<Contact>>,
}

/// Notifies people.
#[mistral_action(name = "derive.notify")]
async fn notify(contacts: Vec<Contact>, by_name: Option<BTreeMap<String, Contact>>) -> usize {
    let deputies = contacts
        .iter()
        .flat_map(|one| one.deputies.iter().flatten());
    let hours = deputies.chain(&contacts).map(|one| usize::from(one.hours));
    hours.sum::<usize>() + by_name.map_or(0, |named| named.len())
}

/// Place where the action runs.
#[derive(Serialize, Input)]
struct Place {
    #[input(alias = "action_region", length(min = 1, max = 8))]
    region: Option<String>,
    #[input(secret, default = "none")]
    token: String,
    /// How long to wait.
    #[input(range(min = 1))]
    timeout: u32,
}

/// Attributes that some actions share; flattened twice.
#[derive(Input)]
struct Shared {
    #[input(flatten)]
    place: Place,
    #[input(default)]
    verbose: bool,
}

/// Takes flattened structs between other inputs.
#[mistral_action(name = "derive.flat")]
async fn flat(
    first: String,
    #[input(flatten)] shared: Shared,
    #[input(default = 7, range(max = 9))] last: u8,
    #[input(flatten)] rest: BTreeMap<String, u32>,
) -> Value {
    let Shared { place, verbose } = shared;
    json!([
        first,
        place.region,
        place.timeout,
        place.token.len(),
        verbose,
        last,
        rest
    ])
}

/// Takes a flattened struct and no further keys.
#[mistral_action(name = "derive.closed")]
async fn closed(#[input(flatten)] place: Place, name: Option<String>) -> Option<String> {
    drop(name);
    place.region
}

/// Creates servers.
#[derive(Debug, Input)]
struct CreateServer {
    name: String,
    #[input(default = 1, range(min = 1, max = 10))]
    count: u32,
}

#[mistral_action(name = "derive.create")]
async fn create(progress: &Progress, #[input(whole)] server: CreateServer) -> String {
    progress.message("creating");
    format!("{} × {}", server.count, server.name)
}

/// Calls by type.
#[mistral_action(name = "derive.create_many")]
async fn create_many(actions: &Actions, count: u32) -> Result<String, ActionError> {
    let name = "vm".to_owned();
    actions.call(CreateServer { name, count }).await
}

/// Deletes a server.
#[derive(Input)]
struct Delete {
    /// Name or id.
    #[input(length(min = 1))]
    server: String,
    #[input(flatten)]
    place: Place,
}

impl Action for Delete {
    type Output = String;

    async fn run(self, _ctx: &ActionContext) -> Result<ActionResult<String>, ActionError> {
        Ok(ActionResult::Data(self.server))
    }
}

register_action!(Delete, name = "derive.delete");

/// All of its fields have defaults.
#[derive(Debug, PartialEq, Input)]
#[input(new)]
struct Zone {
    zone: Option<String>,
    #[input(default = 3, range(max = 9))]
    replicas: u8,
}

/// Input of [`volume`], with a constructor.
#[derive(Input)]
#[input(new)]
struct CreateVolume {
    #[input(flatten, default)]
    zone: Zone,
    size: u32,
    #[input(default = "ssd")]
    kind: String,
    name: Option<String>,
    #[input(flatten, default)]
    labels: BTreeMap<String, String>,
}

/// Creates a volume.
#[mistral_action(name = "derive.volume")]
async fn volume(#[input(whole)] volume: CreateVolume) -> Value {
    let CreateVolume {
        zone,
        size,
        kind,
        name,
        labels,
    } = volume;
    json!([zone.zone, zone.replicas, size, kind, name, labels])
}

/// Flattens inputs that its constructor does not take.
#[mistral_action(name = "derive.snapshot")]
async fn snapshot(
    volume: String,
    #[input(flatten, default)] zone: Zone,
    #[input(flatten, default)] labels: BTreeMap<String, String>,
) -> Value {
    json!([volume, zone.zone, zone.replicas, labels])
}

fn schema(name: &str) -> Value {
    let registry = Registry::linked().unwrap();
    registry.find(name).unwrap().input_schema().clone()
}

/// The problems of an input, decoded from a value; the text must have the same ones.
fn problems(name: &str, input: &Value) -> Vec<String> {
    use mistral_actions::input::RawInput as Raw;
    let registry = Registry::linked().unwrap();
    let action = registry.get(name).unwrap();
    let of = |raw: Raw| match action.validate(raw) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let errors = error.input_errors().unwrap();
            errors.problems().iter().map(ToString::to_string).collect()
        }
    };
    let (value, text) = (
        of(Raw::Value(input.clone())),
        of(Raw::Text(input.to_string())),
    );
    assert_eq!(value, text, "{input}");
    let schema = jsonschema::validator_for(action.input_schema()).unwrap();
    assert_eq!(
        schema.is_valid(input),
        value.is_empty(),
        "{input}: {value:?}"
    );
    value
}

#[test]
fn constraints_inside_structs_are_enforced_where_they_are_violated() {
    let name = "derive.notify";
    let valid =
        json!({"contacts": [{"email": "a@b.org", "deputies": [{"email": "c@d.org", "hours": 2}]}]});
    assert_eq!(problems(name, &valid), [""; 0]);
    ActionTest::new().run(name, valid).assert_data(3);
    let input = json!({
        "contacts": [{"email": "a@b.org"}, {"email": "nobody", "hours": 99}],
        "by_name": {"ada/x": {"email": "a@b.org", "deputies": [{"hours": 3}]}},
    });
    assert_eq!(
        problems(name, &input),
        [
            "/contacts/1/email: expected string in the format email, got string \"nobody\"",
            "/contacts/1/hours: expected integer from 1 to 24, got number 99",
            "/by_name/ada~1x/deputies/0/email: missing, expected string in the format email",
        ]
    );
    let input = json!({"contacts": [{"email": "a@b.org", "hour": 3}]});
    assert_eq!(
        problems(name, &input),
        [
            "/contacts/0/hour: unknown key; did you mean `hours`? (the object takes `deputies`, `email`, `hours`)"
        ]
    );
    let input = json!({"contacts": [{"email": "a@b.org", "hours": "3"}]});
    assert_eq!(
        problems(name, &input),
        ["/contacts/0/hours: expected integer from 1 to 24, got string \"3\""]
    );
    assert_eq!(
        problems(name, &json!({"contacts": [["a@b.org"]]})),
        ["/contacts/0: expected object, got an array"]
    );
}

#[test]
fn nested_type_is_described_like_an_input() {
    let schema = schema("derive.notify");
    let contact = &schema["$defs"]["Contact"];
    assert_eq!(contact["description"], "A person to notify.");
    let one_name = json!([{"required": ["email"]}, {"required": ["mail"]}]);
    assert_eq!(contact["allOf"], json!([{"oneOf": one_name}]));
    assert_eq!(
        contact["properties"]["mail"]["$ref"],
        "#/$defs/Contact/properties/email"
    );
    assert_eq!(contact["additionalProperties"], json!(false));
    assert_eq!(contact["properties"]["hours"]["maximum"], json!(24));
    assert_eq!(contact["properties"]["hours"]["default"], json!(1));
}

#[test]
fn flattened_members_are_inputs_of_the_action() {
    let registry = Registry::linked().unwrap();
    let flat = registry.find("derive.flat").unwrap();
    let schema = flat.input_schema();
    let keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 7, "{keys:?}");
    assert_eq!(schema["required"], json!(["first", "timeout"]));
    assert_eq!(schema["properties"]["token"]["writeOnly"], json!(true));
    assert_eq!(schema["properties"]["region"]["maxLength"], json!(8));
    assert_eq!(schema["additionalProperties"]["type"], "integer");
    let input = json!({"first": "a", "action_region": "east", "timeout": 3, "other": 5});
    ActionTest::new()
        .run("derive.flat", input)
        .assert_data(json!(["a", "east", 3, 4, false, 7, {"other": 5}]));
}

#[test]
fn flattened_constraints_are_enforced() {
    let input = json!({"region": "", "timeout": 0, "last": 10, "more": "x"});
    assert_eq!(
        problems("derive.flat", &input),
        [
            "/first: missing, expected string",
            "/region: expected string from 1 to 8 characters or null, got a length of 0",
            "/timeout: expected integer of at least 1, got number 0",
            "/last: expected integer from 0 to 9, got number 10",
            "/more: expected integer of at least 0, got string \"x\"",
        ]
    );
}

#[test]
fn unknown_key_is_refused_beside_a_flattened_struct() {
    assert_eq!(
        problems("derive.closed", &json!({"timeout": 1, "reqion": "east"})),
        [
            "/reqion: unknown input; did you mean `region`? (the action takes `region`, `token`, `timeout`, `name`)"
        ]
    );
    let twice = r#"{"timeout": 1, "region": "a", "action_region": "b"}"#;
    let registry = Registry::linked().unwrap();
    let closed = registry.get("derive.closed").unwrap();
    let error = closed
        .validate(mistral_actions::input::RawInput::Text(twice.into()))
        .unwrap_err();
    assert!(error.to_string().contains("given twice"), "{error}");
}

#[test]
fn flattened_secret_is_masked() {
    let input = json!({"timeout": 1, "token": "sesame"});
    let report = ActionTest::new().dry_run("derive.closed", input).unwrap();
    assert_eq!(
        report.input,
        json!({"region": null, "token": "***", "timeout": 1, "name": null})
    );
}

#[test]
fn type_of_the_author_is_the_whole_input() {
    let test = ActionTest::new();
    test.run("derive.create", json!({"name": "vm"}))
        .assert_data("1 × vm");
    test.run("derive.create_many", json!({"count": 2}))
        .assert_data("2 × vm");
    test.run("derive.create_many", json!({"count": 11}))
        .assert_error("/count: expected integer from 1 to 10, got number 11");
    assert_eq!(
        problems("derive.create", &json!({"count": 0})),
        [
            "/name: missing, expected string",
            "/count: expected integer from 1 to 10, got number 0"
        ]
    );
    let registry = Registry::linked().unwrap();
    assert_eq!(
        registry.find("derive.create").unwrap().summary(),
        "Creates servers."
    );
}

#[test]
fn hand_written_action_has_the_same_inputs() {
    let name = "derive.delete";
    ActionTest::new()
        .run(name, json!({"server": "vm", "timeout": 3}))
        .assert_data("vm");
    assert_eq!(
        problems(
            name,
            &json!({"server": "", "timeout": 1, "token": 4, "tokens": 5})
        ),
        [
            "/server: expected string of at least 1 character, got a length of 0",
            "/token: expected string, got a number",
            "/tokens: unknown input; did you mean `token`? (the action takes `server`, `region`, `token`, `timeout`)",
        ]
    );
    let registry = Registry::linked().unwrap();
    assert_eq!(registry.find(name).unwrap().summary(), "Deletes a server.");
}

#[test]
fn documentation_of_the_function_replaces_that_of_its_input_type() {
    let registry = Registry::linked().unwrap();
    let volume = registry.find("derive.volume").unwrap();
    assert_eq!(volume.summary(), "Creates a volume.");
    assert_eq!(volume.input_schema().get("description"), None);
    let create = registry.find("derive.create").unwrap();
    assert_eq!(create.summary(), "Creates servers.");
    assert_eq!(create.input_schema()["description"], "Creates servers.");
}

#[test]
fn constructor_takes_the_required_fields() {
    let zone = Zone::default();
    assert_eq!(zone, Zone::new());
    assert_eq!((zone.zone, zone.replicas), (None, 3));
    let test = ActionTest::new();
    let created = test.call(CreateVolume::new(40)).unwrap();
    assert_eq!(created, json!([null, 3, 40, "ssd", null, {}]));
    let input = CreateVolume {
        kind: "tape".into(),
        ..CreateVolume::new(1)
    };
    assert_eq!(
        test.call(input).unwrap(),
        json!([null, 3, 1, "tape", null, {}])
    );
    let snapshot = test.call(Snapshot::new("v".into())).unwrap();
    assert_eq!(snapshot, json!(["v", null, 3, {}]));
}

#[test]
fn default_of_a_flattened_field_is_that_of_its_members() {
    let input = json!({"volume": "v", "zone": "a", "color": "red"});
    ActionTest::new()
        .run("derive.snapshot", input)
        .assert_data(json!(["v", "a", 3, {"color": "red"}]));
    assert_eq!(
        problems("derive.snapshot", &json!({"replicas": 10})),
        [
            "/volume: missing, expected string",
            "/replicas: expected integer from 0 to 9, got number 10"
        ]
    );
}
