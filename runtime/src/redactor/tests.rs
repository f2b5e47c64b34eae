use serde_json::json;

use super::*;

fn redactor(secrets: &Value) -> Redactor {
    let mut redactor = Redactor::default();
    for secret in secrets.as_array().unwrap() {
        redactor.add(secret);
    }
    redactor
}

fn redacted(secrets: &Value, mut value: Value) -> Value {
    redactor(secrets).redact(&mut value);
    value
}

#[test]
fn overlapping_secrets_are_masked_together() {
    for secrets in [json!(["hunter", "hunter2x"]), json!(["hunter2x", "hunter"])] {
        let redactor = redactor(&secrets);
        assert_eq!(redactor.redact_text("a hunter2x, hunter!"), "a ***, ***!");
    }
    let redactor = redactor(&json!(["abcd", "cdef", "zzzz"]));
    assert_eq!(redactor.redact_text("abcdef zzzzzz abc"), "*** *** abc");
}

#[test]
fn escaped_secrets_are_masked() {
    let secret = "a\"b\\c\nd é/&\u{7f}\u{200b}";
    let redactor = redactor(&json!([secret]));
    let nested = json!({"text": json!({"key": secret}).to_string()}).to_string();
    let url = "key=a%22b%5Cc%0Ad+%C3%A9%2F%26%7F%E2%80%8B";
    for text in [
        format!("{secret:?}"),
        secret.escape_default().to_string(),
        json!([secret]).to_string(),
        nested,
        url.to_owned(),
        r#""a\"b\\c\nd \u00e9/&"#.to_owned() + "\u{7f}" + r"\u200b",
    ] {
        let masked = redactor.redact_text(&text);
        assert!(
            masked.contains(MASK) && !masked.contains('c'),
            "{text}: {masked}"
        );
    }
}

#[test]
fn numbers_are_masked_as_a_whole() {
    let secrets = json!([4711, 7, -12345, true]);
    assert_eq!(
        redacted(
            &secrets,
            json!([
                4711, 47110, 7, 17, true, "4711", "pin 4711", "147110", -12345
            ])
        ),
        json!([MASK, 47110, MASK, 17, true, MASK, "pin ***", "147110", MASK])
    );
    assert_eq!(
        redacted(&json!(["4711"]), json!([4711, 1.5])),
        json!([MASK, 1.5])
    );
}

#[test]
fn short_secret_is_masked_only_where_it_is_the_whole() {
    let redactor = redactor(&json!(["x"]));
    assert_eq!(redactor.redact_text("proxies"), "proxies");
    assert_eq!(redactor.redact_text("x"), "***");
    assert_eq!(
        redactor.redact_text(r#"{"x":"x", "y" : "xx"}"#),
        r#"{"x":"***", "y" : "xx"}"#
    );
    let redactor = self::redactor(&json!(["b-b"]));
    assert_eq!(
        redactor.redact_text(r#"b-b b-bb {"b-b":"b-b"}"#),
        r#"*** b-bb {"b-b":"***"}"#
    );
    assert_eq!(
        redacted(&json!(["x"]), json!({"x": "x", "proxies": ["ax", "x"]})),
        json!({"x": MASK, "proxies": ["ax", MASK]})
    );
}

#[test]
fn keys_are_rewritten_only_if_they_are_secret_keys() {
    assert_eq!(
        redacted(
            &json!(["password"]),
            json!({"password": "password", "password_reset": 1})
        ),
        json!({"password": MASK, "password_reset": 1})
    );
    assert_eq!(
        redacted(
            &json!([{"k-01": "value-1", "k-02": 2}]),
            json!({"k-01": 1, "k-02": "k-01", "k-03": "value-1"})
        ),
        json!({"***": 1, "****": MASK, "k-03": MASK})
    );
}

#[test]
fn lines_and_bytes_of_a_secret_are_masked() {
    let key = "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\n  Zm9vYmFyYmF6cXV1eA==\n-----END KEY-----\n";
    let redactor = redactor(&json!([key, [115, 101, 99]]));
    assert_eq!(
        redactor.redact_text(&format!("bad: {}", key.trim())),
        "bad: ***"
    );
    assert_eq!(
        redactor.redact_text("line 2: MIIEpAIBAAKCAQEA"),
        "line 2: ***"
    );
    assert_eq!(
        redactor.redact_text("no -----BEGIN KEY-----"),
        "no -----BEGIN KEY-----"
    );
    assert_eq!(
        redactor.redact_text("[115, 101, 99] [1115,101,99]"),
        "[***] [1115,101,99]"
    );
}

#[test]
fn debug_output_of_redactor_hides_the_secrets() {
    assert_eq!(
        format!("{:?}", redactor(&json!(["hunter2"]))),
        "Redactor(1 secrets)"
    );
}
