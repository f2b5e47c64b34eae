//! The forms in which a secret can stand in a text.

use std::fmt::Write as _;

use serde_json::Value;

/// Length in bytes of the shortest line of a longer secret that is masked alone.
const SHORTEST_LINE: usize = 16;

/// Number of texts of JSON, each within the other, in which a secret is found.
const NESTED: usize = 4;

/// Returns the forms of a secret text: plain, without surrounding white space, each long line, and these as they
/// are escaped in JSON, in JSON within JSON, in `Debug` output and in URLs.
pub(super) fn of_text(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    // The first and last lines of a PEM file are not secret.
    let lines = lines.filter(|line| line.len() >= SHORTEST_LINE && !line.starts_with("-----"));
    let mut forms = Vec::new();
    for plain in [text, text.trim()].into_iter().chain(lines) {
        let mut escaped = vec![
            plain.to_owned(),
            in_ascii_json(plain),
            in_debug(plain),
            plain.escape_default().to_string(),
            in_url(plain, "%20"),
            in_url(plain, "+"),
        ];
        let nested = std::iter::successors(Some(in_json(plain)), |json| Some(in_json(json)));
        escaped.extend(nested.take(NESTED));
        for form in escaped {
            if !form.is_empty() && !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}

/// Returns the forms of an array of numbers, such as the bytes of a key.
pub(super) fn of_numbers(items: &[Value]) -> Vec<String> {
    if items.len() < 2 || !items.iter().all(Value::is_number) {
        return Vec::new();
    }
    let numbers: Vec<String> = items.iter().map(Value::to_string).collect();
    [", ", ","]
        .iter()
        .map(|comma| numbers.join(comma))
        .collect()
}

fn in_json(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Python's JSON, which holds ASCII only.
fn in_ascii_json(text: &str) -> String {
    let mut escaped = String::new();
    for one in in_json(text).chars() {
        if one.is_ascii() {
            escaped.push(one);
        } else {
            for unit in one.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

fn in_debug(text: &str) -> String {
    let quoted = format!("{text:?}");
    quoted[1..quoted.len() - 1].to_owned()
}

fn in_url(text: &str, space: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push_str(space),
            b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => encoded.push(byte.into()),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
