//! Changes that make an input almost valid.

use serde_json::{Value, json};

use crate::random::Random;

/// Changes a random place of the input.
pub(crate) fn mutate(input: &mut Value, random: &mut Random) {
    let mut places = Vec::new();
    gather(input, String::new(), &mut places);
    if places.is_empty() {
        return;
    }
    let place = random.pick(&places).clone();
    let value = input.pointer_mut(&place).unwrap();
    match random.below(9) {
        0 => *value = Value::Null,
        1 | 2 => *value = odd(random),
        3 => remove(input, &place),
        4 => add_key(value, random),
        5 => as_float(value),
        6 => beyond(value, random),
        7 => reshape(value, random),
        _ => rename_key(value, random),
    }
}

/// Collects the JSON pointers of all values but the input itself.
pub(crate) fn gather(value: &Value, at: String, places: &mut Vec<String>) {
    let is_root = at.is_empty();
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                gather(member, format!("{at}/{key}"), places);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                gather(item, format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
    if !is_root {
        places.push(at);
    }
}

/// Returns the text of an input with one member given twice, if there is one.
pub(crate) fn with_repeated_key(input: &Value, random: &mut Random) -> Option<String> {
    const MARK: &str = "\u{1}repeated";
    let mut places = vec![String::new()];
    gather(input, String::new(), &mut places);
    places.retain(|place| {
        let value = input.pointer(place).and_then(Value::as_object);
        value.is_some_and(|members| !members.is_empty())
    });
    let mut input = input.clone();
    let members = input
        .pointer_mut(places.get(random.below(places.len()))?)?
        .as_object_mut()?;
    let keys: Vec<String> = members.keys().cloned().collect();
    let key = random.pick(&keys);
    members.insert(MARK.to_owned(), members[key].clone());
    let mark = Value::from(MARK).to_string();
    Some(
        input
            .to_string()
            .replacen(&mark, &Value::from(key.as_str()).to_string(), 1),
    )
}

fn odd(random: &mut Random) -> Value {
    let all = [
        json!(0),
        json!(1),
        json!(-1),
        json!(256),
        json!(-129),
        json!(65536),
        json!(4_294_967_296_u64),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(3.0),
        json!(3.5),
        json!(-0.0),
        json!(1e19),
        json!(1e300),
        json!(0.100_000_001),
        json!(101),
        json!(true),
        json!(false),
        json!(""),
        json!("abc"),
        json!("ABC"),
        json!("abcdef"),
        json!("1"),
        json!("Unit"),
        json!("up"),
        json!("none@"),
        json!("Ok"),
        json!([]),
        json!([1]),
        json!([1, "a"]),
        json!({}),
        json!({"a": 1}),
        json!({"Unit": null}),
        json!({"type": "Unit"}),
        json!({"kind": "One"}),
        json!({"1": 1}),
        json!("Known"),
        json!("former"),
        json!("6f70656e737441638b206d6973747261"),
        json!("{6f70656e-7374-4163-8b20-6d6973747261}"),
        json!("2030-01-31 12:00:00Z"),
        json!("2030-02-30"),
        json!("10.0.0.256"),
        json!("/path"),
    ];
    random.pick(&all).clone()
}

fn remove(input: &mut Value, place: &str) {
    let Some((parent, key)) = place.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match input.pointer_mut(parent) {
        Some(Value::Object(members)) => drop(members.remove(&key)),
        Some(Value::Array(items)) => drop(key.parse().map(|index: usize| items.remove(index))),
        _ => {}
    }
}

const KEYS: [&str; 26] = [
    "id", "vm", "tz", "old", "weight", "mail", "name", "size", "type", "kind", "content", "value",
    "cache", "computed", "a", "7", "-1", "007", "+1", "70000", "Unit", "part", "in", "zone",
    "server", "more",
];

fn add_key(value: &mut Value, random: &mut Random) {
    let added = odd(random);
    match value {
        Value::Object(members) => drop(members.insert((*random.pick(&KEYS)).to_owned(), added)),
        Value::Array(items) => {
            let again = items.first().cloned().filter(|_| random.once_in(2));
            items.push(again.unwrap_or(added));
        }
        _ => *value = json!([value.clone()]),
    }
}

fn rename_key(value: &mut Value, random: &mut Random) {
    if let Value::Object(members) = value
        && !members.is_empty()
    {
        let keys: Vec<String> = members.keys().cloned().collect();
        let member = members.remove(random.pick(&keys)).unwrap();
        members.insert((*random.pick(&KEYS)).to_owned(), member);
    }
}

fn as_float(value: &mut Value) {
    if let Some(number) = value.as_i64().and_then(|number| i32::try_from(number).ok()) {
        *value = f64::from(number).into();
    }
}

fn beyond(value: &mut Value, random: &mut Random) {
    match value {
        Value::Number(number) => {
            let step = if random.once_in(2) { 1 } else { -1 };
            if let Some(next) = number.as_i64().and_then(|number| number.checked_add(step)) {
                *value = next.into();
            } else if let Some(float) = number.as_f64() {
                *value = (float * 2.0).into();
            }
        }
        Value::String(text) => text.push_str("X1"),
        _ => {}
    }
}

/// Replaces an object by the array of its values or by a list, and a list by an object.
fn reshape(value: &mut Value, random: &mut Random) {
    *value = match &*value {
        Value::Object(members) if random.once_in(2) => members.values().cloned().collect(),
        Value::Object(members) => members.values().next().cloned().unwrap_or_default(),
        Value::Array(items) => items.first().cloned().unwrap_or_default(),
        Value::String(name) => json!({name.as_str(): null}),
        other => json!({"Newtype": other.clone()}),
    };
}
