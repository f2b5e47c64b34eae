//! Constraints inside inputs: in calls by name and in typed calls, with all problems at once.

use std::collections::{BTreeMap, BTreeSet};

use mistral_actions::input::RawInput;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;
use mistral_actions::{Registry, Secret};

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Booking {
    #[schemars(range(min = 1, max = 24))]
    hours: u8,
    #[schemars(length(min = 1), inner(length(max = 3)))]
    rooms: Vec<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Plan {
    Once(Booking),
    Daily { bookings: BTreeMap<String, Booking> },
}

/// Books rooms.
#[mistral_action(name = "inner.book", input = BookInput)]
async fn book(
    bookings: Vec<Booking>,
    plan: Option<Plan>,
    #[schemars(range(max = 5))] attempts: Option<u8>,
    #[input(range(min = 1), default = 1)] priority: u8,
) {
    drop((bookings, plan, attempts, priority));
}

/// Books rooms.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Book {
    #[schemars(email)]
    contact: String,
    booking: Booking,
}

impl Action for Book {
    type Output = ();

    async fn run(self, _: &ActionContext) -> Result<ActionResult<()>, ActionError> {
        Ok(ActionResult::Data(()))
    }
}
register_action!(Book, name = "inner.class");

fn booking(hours: u8, room: &str) -> Booking {
    Booking {
        hours,
        rooms: vec![room.to_owned()],
    }
}

/// The pointers of the problems of a typed call.
fn pointers<A: mistral_actions::__private::RegisteredAction>(action: A) -> Vec<String> {
    let Err(error) = ActionTest::new().call(action) else {
        return Vec::new();
    };
    let errors = error.input_errors().expect("the input is invalid");
    errors
        .problems()
        .iter()
        .map(|one| one.pointer.clone())
        .collect()
}

#[test]
fn typed_call_checks_constraints_inside_inputs() {
    let call = |bookings, plan, attempts, priority| {
        pointers(BookInput {
            bookings,
            plan,
            attempts,
            priority,
        })
    };
    assert!(call(vec![booking(1, "a")], None, Some(5), 1).is_empty());
    assert_eq!(
        call(vec![booking(1, "a"), booking(25, "long")], None, None, 1),
        ["/bookings/1/hours", "/bookings/1/rooms/0"]
    );
    assert_eq!(
        call(Vec::new(), Some(Plan::Once(booking(0, "a"))), None, 1),
        ["/plan/hours"]
    );
    let bookings = BTreeMap::from([("a".to_owned(), booking(9, "four"))]);
    assert_eq!(
        call(Vec::new(), Some(Plan::Daily { bookings }), Some(6), 0),
        ["/priority", "/attempts", "/plan/bookings/a/rooms/0"]
    );
}

#[test]
fn typed_call_checks_constraints_of_a_hand_written_input() {
    let book = |contact: &str, hours| Book {
        contact: contact.to_owned(),
        booking: booking(hours, "a"),
    };
    assert!(pointers(book("ada@example.org", 8)).is_empty());
    assert_eq!(pointers(book("ada", 25)), ["/booking/hours", "/contact"]);
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct WrittenInAnotherWay {
    #[serde(rename(serialize = "written"))]
    #[schemars(range(min = 5))]
    read: u8,
    #[serde(serialize_with = "as_text")]
    number: u8,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn as_text<S: serde::Serializer>(number: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

/// Takes a type whose JSON is not what it reads.
#[mistral_action(name = "inner.written")]
async fn written(value: WrittenInAnotherWay, #[schemars(range(max = 3))] digit: u8) {
    let _ = (value, digit);
}

#[test]
fn typed_call_accepts_a_type_that_is_written_in_another_way() {
    let call = |digit| {
        let value = WrittenInAnotherWay { read: 7, number: 7 };
        pointers(Written { value, digit })
    };
    assert!(call(3).is_empty());
    assert_eq!(call(4), ["/digit"]);
}

#[test]
fn call_by_name_checks_what_validation_checks() {
    let input = json!({"bookings": [{"hours": 25, "rooms": []}], "attempts": 6});
    let test = ActionTest::new();
    for raw in [
        RawInput::Value(input.clone()),
        RawInput::Text(input.to_string()),
    ] {
        let pointers = ["/bookings/0/hours", "/bookings/0/rooms", "/attempts"];
        test.run("inner.book", raw).assert_invalid(pointers);
    }
}

#[derive(Input)]
struct Contact {
    #[input(format = "email")]
    email: String,
    #[input(range(max = 24))]
    hours: u8,
    kids: Option<u8>,
}

/// Notifies people.
#[mistral_action(name = "inner.notify")]
async fn notify(contacts: Vec<Contact>, more: Option<BTreeMap<String, Contact>>) {
    let all = contacts
        .into_iter()
        .chain(more.into_iter().flat_map(BTreeMap::into_values));
    for Contact { email, hours, kids } in all {
        drop((email, hours, kids));
    }
}

#[test]
fn all_problems_inside_derived_inputs_are_reported_at_once() {
    let input = json!({
        "contacts": [
            {"email": 5, "hours": 300, "kids": "x"},
            {"hours": 25},
            {"email": "nobody", "hours": 1, "kidz": 2},
        ],
        "more": {"ada": {"email": "ada", "hours": "x"}},
    });
    let expected = [
        "/contacts/0/email",
        "/contacts/0/hours",
        "/contacts/0/kids",
        "/contacts/1/email",
        "/contacts/1/hours",
        "/contacts/2/email",
        "/contacts/2/kidz",
        "/more/ada/email",
        "/more/ada/hours",
    ];
    let test = ActionTest::new();
    for raw in [
        RawInput::Value(input.clone()),
        RawInput::Text(input.to_string()),
    ] {
        let error = test.run("inner.notify", raw).error();
        let problems = error.input_errors().unwrap().problems();
        let found: BTreeSet<&str> = problems.iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!(found, BTreeSet::from(expected), "{error}");
        assert_eq!(found.len(), problems.len(), "{error}");
    }
}

#[test]
fn repeated_key_is_refused_at_any_depth() {
    let test = ActionTest::new();
    for (action, text, pointer) in [
        (
            "inner.notify",
            r#"{"contacts": [], "contacts": []}"#,
            "/contacts",
        ),
        (
            "inner.notify",
            r#"{"contacts": [{"email": "a@b.cd", "hours": 1, "hours": 2}]}"#,
            "/contacts/0/hours",
        ),
        (
            "inner.notify",
            r#"{"contacts": [], "more": {"a\u0064a": {"email": "a@b.cd", "hours": 1},
                "ada": {"email": "a@b.cd", "hours": 1}}}"#,
            "/more/ada",
        ),
        (
            "inner.book",
            r#"{"bookings": [{"hours": 1, "rooms": ["a"], "rooms": ["b"]}]}"#,
            "/bookings/0/rooms",
        ),
        (
            "inner.class",
            r#"{"contact": "a@b.cd", "booking": {"hours": 1, "x": {"y": 1, "y": 1}, "rooms": ["a"]}}"#,
            "/booking/x/y",
        ),
    ] {
        let outcome = test.run(action, RawInput::Text(text.to_owned()));
        outcome
            .assert_invalid([pointer])
            .assert_error("is given twice");
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum Power {
    #[serde(alias = "up")]
    On,
    #[serde(alias = "dim")]
    Dimmed {
        #[serde(alias = "percent")]
        level: u8,
    },
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Lamp {
    #[serde(alias = "id", alias = "key")]
    name: String,
    #[serde(default, alias = "state")]
    power: Option<Power>,
}

/// Switches lamps.
#[mistral_action(name = "inner.switch")]
async fn switch(lamps: BTreeMap<String, Vec<Lamp>>) {
    drop(lamps);
}

#[test]
fn aliases_of_serde_are_standard_json_schema() {
    let registry = Registry::linked().unwrap();
    let action = registry.find("inner.switch").unwrap();
    let validator = jsonschema::validator_for(action.input_schema()).unwrap();
    let is_valid = |lamp: Value| {
        let input = json!({"lamps": {"hall": [lamp]}});
        let decoded = action.validate(RawInput::Value(input.clone()));
        assert_eq!(
            decoded.is_ok(),
            validator.is_valid(&input),
            "{input}: {decoded:?}"
        );
        decoded.is_ok()
    };
    for good in [
        json!({"id": "a"}),
        json!({"key": "a", "state": "up"}),
        json!({"name": "a", "power": {"dim": {"percent": 5}}}),
        json!({"name": "a", "state": {"Dimmed": {"level": 5}}}),
    ] {
        assert!(is_valid(good.clone()), "{good}");
    }
    for bad in [
        json!({}),
        json!({"id": "a", "key": "a"}),
        json!({"name": "a", "id": "a"}),
        json!({"name": 1}),
        json!({"id": 1}),
        json!({"id": "a", "state": "On", "power": "On"}),
        json!({"id": "a", "power": {"dim": {"percent": 5, "level": 5}}}),
        json!({"id": "a", "power": {"dim": {}}}),
        json!({"id": "a", "power": {"dim": {"percent": 256}}}),
    ] {
        assert!(!is_valid(bad.clone()), "{bad}");
    }
}

/// A place to work, which is not serializable.
#[derive(Input)]
#[input(exactly_one_of("room", "desk"), validate = is_open)]
struct Place {
    #[input(length(max = 3))]
    room: Option<String>,
    desk: Option<u16>,
    code: Option<Secret<String>>,
    #[input(default)]
    near: Vec<Place>,
}

fn is_open(place: &Place) -> Result<(), String> {
    let code = place.code.as_ref().map(|code| code.expose().as_str());
    match code {
        Some(code) if !code.starts_with("open") => Err(format!("the code `{code}` is wrong")),
        _ => Ok(()),
    }
}

#[derive(Input)]
struct Floor {
    #[input(flatten)]
    place: Place,
    by_name: Option<BTreeMap<u16, Box<Place>>>,
}

/// Reserves places.
#[mistral_action(name = "inner.reserve")]
async fn reserve(
    places: Vec<Place>,
    floor: Option<Floor>,
    hidden: Option<Secret<Place>>,
    pair: Option<[Place; 2]>,
) {
    let _ = (places, floor.map(|floor| (floor.place, floor.by_name)));
    drop((hidden, pair));
}

fn room(name: &str) -> Place {
    Place {
        room: Some(name.to_owned()),
        desk: None,
        code: None,
        near: Vec::new(),
    }
}

fn nowhere() -> Place {
    Place {
        room: None,
        ..room("")
    }
}

#[test]
fn typed_call_checks_derived_inputs_that_are_not_serializable() {
    let valid = Reserve {
        places: vec![room("a")],
        floor: Some(Floor {
            place: room("b"),
            by_name: Some(BTreeMap::from([(7, Box::new(room("c")))])),
        }),
        hidden: Some(room("d").into()),
        pair: None,
    };
    assert!(pointers(valid).is_empty());
    let near = Place {
        near: vec![room("e"), nowhere()],
        ..room("d")
    };
    let invalid = Reserve {
        places: vec![room("long"), near],
        floor: Some(Floor {
            place: nowhere(),
            by_name: Some(BTreeMap::from([(7, Box::new(room("long")))])),
        }),
        hidden: None,
        pair: Some([room("a"), room("long")]),
    };
    assert_eq!(
        pointers(invalid),
        [
            "/places/0/room",
            "/places/1/near/1",
            "/floor/by_name/7/room",
            "/floor",
            "/pair/1/room",
        ]
    );
}

#[test]
fn problems_of_derived_inputs_in_typed_calls_contain_no_secrets() {
    let call = |places, hidden| {
        let reserve = Reserve {
            places,
            floor: None,
            hidden,
            pair: None,
        };
        ActionTest::new().call(reserve).unwrap_err().to_string()
    };
    let wrong = Place {
        code: Some("hunter2-hunter2".to_owned().into()),
        ..room("a")
    };
    let error = call(vec![wrong], None);
    assert!(
        error.ends_with("/places/0: the code `***` is wrong"),
        "{error}"
    );
    let error = call(Vec::new(), Some(room("hunter2").into()));
    assert!(error.contains("/hidden/room: expected"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[derive(Clone, Serialize, Input)]
#[input(at_least_one_of("room", "desk"))]
struct Seat {
    room: Option<String>,
    desk: Option<u16>,
}

/// Takes seats.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Sit {
    seats: Vec<Seat>,
    spare: Option<(Seat, u8)>,
}

impl Action for Sit {
    type Output = ();

    async fn run(self, _: &ActionContext) -> Result<ActionResult<()>, ActionError> {
        Ok(ActionResult::Data(()))
    }
}
register_action!(Sit, name = "inner.sit");

#[test]
fn typed_call_of_a_hand_written_input_checks_rules_inside_it() {
    let seat = |desk| Seat { room: None, desk };
    let valid = Sit {
        seats: vec![seat(Some(1))],
        spare: Some((seat(Some(2)), 3)),
    };
    assert!(pointers(valid).is_empty());
    let invalid = Sit {
        seats: vec![seat(Some(1)), seat(None)],
        spare: Some((seat(None), 3)),
    };
    assert_eq!(pointers(invalid), ["/seats/1", "/spare/0"]);
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Source {
    #[serde(alias = "id")]
    image: String,
    #[serde(default)]
    power: Option<Power>,
}

#[derive(Input)]
#[input(exactly_one_of("source", "size"))]
struct Disk {
    source: Option<Source>,
    size: Option<u16>,
}

/// Creates a disk.
#[mistral_action(name = "inner.create_disk")]
async fn create_disk(disk: Disk) {
    drop((disk.source, disk.size));
}

#[test]
fn aliases_inside_a_type_with_rules_are_in_the_schema() {
    let registry = Registry::linked().unwrap();
    let action = registry.find("inner.create_disk").unwrap();
    let validator = jsonschema::validator_for(action.input_schema()).unwrap();
    for disk in [
        json!({"source": {"id": "a"}}),
        json!({"source": {"id": "a", "power": "up"}}),
        json!({"source": {"image": "a", "power": {"dim": {"percent": 5}}}}),
    ] {
        let input = json!({"disk": disk});
        assert!(validator.is_valid(&input), "{input}");
        action.validate(RawInput::Value(input)).unwrap();
    }
}
