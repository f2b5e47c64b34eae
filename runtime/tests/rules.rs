//! Rules across inputs: about the inputs that are given together, and the author's own validation.

use mistral_actions::catalog::Catalog;
use mistral_actions::input::RawInput;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;
use mistral_actions::{Registry, Secret};

/// Creates a server.
#[mistral_action(name = "rules.create")]
#[input(exactly_one_of("image", "volume", "snapshot-id"))]
#[input(requires(password = "user"), at_least_one_of("user", "key"))]
async fn create(
    #[input(alias = "img")] image: Option<String>,
    volume: Option<u32>,
    #[input(rename = "snapshot-id")] snapshot: Option<Value>,
    #[input(secret)] password: Option<String>,
    #[input(alias = "login")] user: Option<String>,
    key: Option<String>,
    #[input(default = 1)] count: u8,
) -> Value {
    json!([
        image,
        volume,
        snapshot,
        password.is_some(),
        user,
        key,
        count
    ])
}

/// Where a server boots from.
#[derive(Debug, Serialize, Input)]
#[input(exactly_one_of("image", "volume"))]
struct Source {
    #[input(alias = "img")]
    image: Option<String>,
    volume: Option<String>,
}

/// A network of a server.
#[derive(Debug, Input)]
#[input(requires(port = "subnet"))]
struct Network {
    port: Option<u16>,
    subnet: Option<String>,
}

/// Boots a server: a rule of the flattened type, one of its own, and one of the type of an input.
#[mistral_action(name = "rules.boot")]
#[input(requires(zone = "image"))]
async fn boot(
    zone: Option<String>,
    #[input(flatten)] source: Source,
    networks: Option<Vec<Network>>,
) -> usize {
    drop((zone, source));
    networks.map_or(0, |all| all.len())
}

#[mistral_action(name = "rules.boot_whole")]
async fn boot_whole(#[input(whole)] source: Source) -> bool {
    source.image.is_some()
}

/// A port range.
#[derive(Clone, Debug, Serialize, Input)]
#[input(validate = ordered)]
struct Ports {
    #[input(range(min = 10))]
    first: u16,
    last: u16,
}

fn ordered(ports: &Ports) -> Result<(), String> {
    if ports.first > ports.last {
        return Err(format!(
            "the first port, {}, is above the last, {}",
            ports.first, ports.last
        ));
    }
    Ok(())
}

/// Opens ports.
#[mistral_action(name = "rules.open")]
#[input(validate = is_known_protocol)]
async fn open(
    #[input(flatten)] ports: Ports,
    #[input(default = "tcp")] protocol: String,
    also: Option<Ports>,
    token: Option<Secret<String>>,
) -> u16 {
    drop((protocol, also, token));
    ports.last - ports.first
}

fn is_known_protocol(input: &Open) -> Result<(), ActionError> {
    if ["tcp", "udp"].contains(&input.protocol.as_str()) {
        return Ok(());
    }
    let token = input
        .token
        .as_ref()
        .map_or("", |token| token.expose().as_str());
    Err(format!("no protocol `{}`; token {token}", input.protocol).into())
}

/// The problems of an input, which are the same from a value, from a text, and by the catalog's schema.
fn problems(name: &str, input: &Value) -> Vec<String> {
    let registry = Registry::linked().unwrap();
    let action = registry.get(name).unwrap();
    let of = |raw: RawInput| match action.validate(raw) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let errors = error.input_errors().unwrap();
            errors.problems().iter().map(ToString::to_string).collect()
        }
    };
    let (value, text) = (
        of(RawInput::Value(input.clone())),
        of(RawInput::Text(input.to_string())),
    );
    assert_eq!(value, text, "{input}");
    value
}

/// Like [`problems`], for inputs whose problems a schema can express.
fn rule_problems(name: &str, input: &Value) -> Vec<String> {
    let problems = problems(name, input);
    let registry = Registry::linked().unwrap();
    let action = registry.find(name).unwrap();
    let schema = jsonschema::validator_for(action.input_schema()).unwrap();
    assert_eq!(
        schema.is_valid(input),
        problems.is_empty(),
        "{input}: {problems:?}"
    );
    let by_catalog = match action.entry().check(input.clone()) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems().iter().map(ToString::to_string).collect(),
    };
    // The catalog does not know the order of declaration.
    let rules = |all: &[String]| -> Vec<String> {
        let of_rules = all.iter().filter(|one| one.contains(" given")).cloned();
        let mut of_rules: Vec<_> = of_rules.collect();
        of_rules.sort();
        of_rules
    };
    assert_eq!(by_catalog.len(), problems.len(), "{input}");
    assert_eq!(rules(&by_catalog), rules(&problems), "{input}");
    problems
}

#[test]
fn inputs_that_follow_the_rules_are_accepted() {
    for input in [
        json!({"image": "i", "key": "k"}),
        json!({"img": "i", "key": "k", "volume": null, "password": null}),
        json!({"volume": 3, "user": "u", "password": "p"}),
        json!({"snapshot-id": false, "login": "u", "password": "p", "image": null}),
    ] {
        assert_eq!(rule_problems("rules.create", &input), [""; 0], "{input}");
    }
}

#[test]
fn violated_rules_are_reported_together_in_words_of_the_inputs() {
    assert_eq!(
        rule_problems("rules.create", &json!({})),
        [
            "give exactly one of `image`, `volume` and `snapshot-id`; none is given",
            "give at least one of `user` and `key`; none is given",
        ]
    );
    let input = json!({"img": "i", "volume": 1, "key": null, "password": "p", "user": null});
    assert_eq!(
        rule_problems("rules.create", &input),
        [
            "/user: missing, because `password` is given",
            "give exactly one of `image`, `volume` and `snapshot-id`; `image` and `volume` are given",
            "give at least one of `user` and `key`; none is given",
        ]
    );
}

#[test]
fn rules_are_checked_next_to_other_problems() {
    let input = json!({"image": 1, "volume": 2, "key": "k", "count": 300, "imgae": "x"});
    assert_eq!(
        rule_problems("rules.create", &input),
        [
            "/image: expected string or null, got number 1",
            "/count: expected integer from 0 to 255, got number 300",
            "/imgae: unknown input; did you mean `image`? (the action takes `image`, `volume`, `snapshot-id`, `password`, `user`, `key`, `count`)",
            "give exactly one of `image`, `volume` and `snapshot-id`; `image` and `volume` are given",
        ]
    );
}

#[test]
fn rules_of_flattened_and_nested_types_are_enforced() {
    let valid = json!({"img": "i", "zone": "z", "networks": [{"port": 1, "subnet": "s"}, {}]});
    assert_eq!(rule_problems("rules.boot", &valid), [""; 0]);
    let input = json!({"volume": "v", "image": "i", "networks": [{}, {"port": 1}]});
    assert_eq!(
        rule_problems("rules.boot", &input),
        [
            "/networks/1/subnet: missing, because `port` is given",
            "give exactly one of `image` and `volume`; both are given",
        ]
    );
    assert_eq!(
        rule_problems("rules.boot", &json!({"volume": "v", "zone": "z"})),
        ["/image: missing, because `zone` is given"]
    );
    assert_eq!(
        rule_problems("rules.boot_whole", &json!({"volume": null})),
        ["give exactly one of `image` and `volume`; none is given"]
    );
}

#[test]
fn typed_calls_follow_the_rules() {
    let test = ActionTest::new();
    let error = test.call(Create::new()).unwrap_err().to_string();
    assert_eq!(
        error,
        "invalid input for `rules.create`: give exactly one of `image`, `volume` and `snapshot-id`; none is given; \
         give at least one of `user` and `key`; none is given"
    );
    let valid = Create {
        volume: Some(3),
        user: Some("u".into()),
        password: Some("p".into()),
        ..Create::new()
    };
    test.call(valid).unwrap();
    let source = Source {
        image: None,
        volume: Some("v".into()),
    };
    let boot = Boot {
        zone: Some("z".into()),
        source,
        networks: None,
    };
    let error = test.call(boot).unwrap_err().to_string();
    assert!(
        error.ends_with("/image: missing, because `zone` is given"),
        "{error}"
    );
    let none = Source {
        image: None,
        volume: None,
    };
    let error = test.call(none).unwrap_err().to_string();
    assert!(error.ends_with("none is given"), "{error}");
}

#[test]
fn harness_reports_violated_rules() {
    ActionTest::new()
        .run(
            "rules.create",
            json!({"image": "i", "key": "k", "password": "p"}),
        )
        .assert_invalid(["/user"]);
    ActionTest::new()
        .run("rules.boot_whole", json!({"image": "i", "volume": "v"}))
        .assert_invalid([""]);
}

#[test]
fn rules_are_described_in_the_catalog() {
    let registry = Registry::linked().unwrap();
    let markdown = Catalog::of(registry.iter()).to_markdown();
    let create = markdown
        .split("## `")
        .find(|one| one.starts_with("rules.create`"))
        .unwrap();
    for rule in [
        "- Rule: exactly one of `image`, `volume` and `snapshot-id` must be given\n",
        "- Rule: at least one of `user` and `key` must be given\n",
        "- Rule: `password` requires `user`\n",
    ] {
        assert!(create.contains(rule), "{create}");
    }
    let schema = registry
        .find("rules.boot_whole")
        .unwrap()
        .input_schema()
        .clone();
    let no_volume = json!({"properties": {"volume": {"type": "null"}}});
    let rules = schema["allOf"].as_array().unwrap();
    let one_of = rules.iter().find_map(|rule| rule.get("oneOf")).unwrap();
    assert_eq!(one_of[2], json!({"required": ["volume"], "not": no_volume}));
    let boot = registry.find("rules.boot").unwrap().entry();
    let names: Vec<&str> = boot.inputs().map(|(name, ..)| name).collect();
    assert_eq!(names, ["zone", "image", "volume", "networks"]);
}

#[test]
fn validation_is_part_of_decoding_and_of_typed_calls() {
    assert_eq!(
        problems("rules.open", &json!({"first": 50, "last": 20})),
        ["the first port, 50, is above the last, 20"]
    );
    assert_eq!(
        problems(
            "rules.open",
            &json!({"first": 10, "last": 20, "also": {"first": 40, "last": 30}})
        ),
        ["/also: the first port, 40, is above the last, 30"]
    );
    assert_eq!(
        problems(
            "rules.open",
            &json!({"first": 50, "last": 20, "protocol": "ip"})
        ),
        ["the first port, 50, is above the last, 20"]
    );
    let open = Open {
        protocol: "ip".into(),
        ..Open::new(Ports {
            first: 10,
            last: 20,
        })
    };
    let error = ActionTest::new().call(open).unwrap_err().to_string();
    assert_eq!(
        error,
        "invalid input for `rules.open`: no protocol `ip`; token "
    );
    let open = Open::new(Ports {
        first: 30,
        last: 20,
    });
    let error = ActionTest::new().call(open).unwrap_err().to_string();
    assert!(
        error.ends_with("the first port, 30, is above the last, 20"),
        "{error}"
    );
}

#[test]
fn validation_sees_only_values_that_are_valid_otherwise() {
    assert_eq!(
        problems(
            "rules.open",
            &json!({"first": 9, "last": "x", "protocol": "ip"})
        ),
        [
            "/first: expected integer from 10 to 65535, got number 9",
            "/last: expected integer from 0 to 65535, got string \"x\"",
        ]
    );
    let open = Open::new(Ports { first: 9, last: 0 });
    let error = ActionTest::new().call(open).unwrap_err().to_string();
    assert!(
        error.ends_with("/first: expected integer from 10 to 65535, got number 9"),
        "{error}"
    );
}

#[test]
fn secret_in_the_message_of_a_validation_is_masked() {
    let input = json!({"first": 10, "last": 20, "protocol": "ip", "token": "hunter2-hunter2"});
    assert_eq!(
        problems("rules.open", &input),
        ["no protocol `ip`; token ***"]
    );
    let test = ActionTest::new();
    let error = test.run("rules.open", input).error().to_string();
    assert!(error.ends_with("no protocol `ip`; token ***"), "{error}");
    let open = Open {
        protocol: "ip".into(),
        token: Some("hunter2-hunter2".to_owned().into()),
        ..Open::new(Ports {
            first: 10,
            last: 20,
        })
    };
    let error = test.call(open).unwrap_err().to_string();
    assert!(error.ends_with("no protocol `ip`; token ***"), "{error}");
}
