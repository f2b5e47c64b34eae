//! [`Scan`]: what every request needs of its context, without reading the rest.

use std::borrow::Cow;
use std::fmt;

use mistral_actions::Secret;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::log_ids::LogIds;
use super::problem::problem;

/// Prefix of the members' names on the wire.
pub(super) const PREFIX: &str = "_context_";

/// What every request needs of its context.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) ids: LogIds,
    /// The user's token, which the log masks.
    pub(super) token: Option<Secret<String>>,
    /// The members that do not have the type that Mistral gives them.
    pub(super) problem: Option<String>,
}

impl Scan {
    /// Reads members, each after a comma. Returns `None` unless they are members of a context.
    pub(super) fn of(members: &str) -> Option<Self> {
        let members = members.strip_prefix(',').unwrap_or(members);
        // Copies the members once; reading them in place would take a deserializer of our own.
        serde_json::from_str(&["{", members, "}"].concat()).ok()
    }

    fn member(&mut self, name: &str, value: &RawValue) {
        let place = match name {
            "global_request_id" => Some(&mut self.ids.global_request_id),
            "request_id" => Some(&mut self.ids.request_id),
            "user_identity" => Some(&mut self.ids.user_identity),
            "root_execution_id" => Some(&mut self.ids.root_execution_id),
            "traceparent" => Some(&mut self.ids.traceparent),
            "tracestate" => Some(&mut self.ids.tracestate),
            _ => None,
        };
        if let Some(place) = place {
            *place = serde_json::from_str(value.get()).unwrap_or_default();
        }
        if name == "auth_token" {
            self.token = serde_json::from_str(value.get()).unwrap_or_default();
        }
        let json = value.get();
        if let Err(problem) = check(json) {
            self.add_problem(format!("`{name}` cannot be read: {problem}"));
            return;
        }
        let Some((expected, is_expected)) = kind(name) else {
            return;
        };
        if json != "null" && !is_expected(json) {
            let given = match json.as_bytes().first() {
                Some(b'"') => "a text",
                Some(b'{') => "an object",
                Some(b'[') => "a list",
                Some(b't' | b'f') => "a boolean",
                _ => "a number",
            };
            // Not the value: it may be a token.
            self.add_problem(format!("`{name}` must be {expected}, not {given}"));
        }
    }

    fn add_problem(&mut self, problem: String) {
        match &mut self.problem {
            Some(problems) => *problems = format!("{problems}; {problem}"),
            None => self.problem = Some(problem),
        }
    }
}

/// Checks that a value can be read later. JSON's grammar permits texts that are no Unicode, numbers that are too large, and
/// nesting that is too deep.
fn check(json: &str) -> Result<(), String> {
    let is_plain = match json.as_bytes() {
        [b'"', ..] => !json.contains('\\'),
        text => matches!(text, b"null" | b"true" | b"false" | b"{}" | b"[]"),
    };
    if is_plain {
        return Ok(());
    }
    // A member stands one level deeper than a text of its own.
    let nested = ["[", json, "]"].concat();
    let checked = serde_json::from_str::<Readable>(&nested);
    checked.map(drop).map_err(|error| problem(&error))
}

/// Any value, read and forgotten; unlike `IgnoredAny`, with texts and numbers.
struct Readable;

impl<'de> Deserialize<'de> for Readable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Readable {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(Self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while members.next_entry::<Self, Self>()?.is_some() {}
        Ok(Self)
    }
}

/// Tests the JSON of a member.
type Test = fn(&str) -> bool;

/// Returns what a member must be, and what tests it; `None` if it may be anything.
fn kind(name: &str) -> Option<(&'static str, Test)> {
    Some(match name {
        "user" | "user_id" | "user_name" | "project_id" | "project_name" | "auth_token"
        | "auth_uri" | "auth_cacert" | "region_name" | "trust_id" | "expires_at" | "request_id"
        | "global_request_id" | "root_execution_id" => ("a text", |json| json.starts_with('"')),
        "insecure" | "is_trust_scoped" | "is_target" | "redelivered" => {
            ("a boolean", |json| matches!(json, "true" | "false"))
        }
        "roles" => ("a list of texts", |json| {
            json == "[]" || serde_json::from_str::<Vec<Cow<'_, str>>>(json).is_ok()
        }),
        _ => return None,
    })
}

impl<'de> Deserialize<'de> for Scan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ScanVisitor)
    }
}

/// Name of a member, borrowed unless it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct ScanVisitor;

impl<'de> Visitor<'de> for ScanVisitor {
    type Value = Scan;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the members of a context")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Scan, A::Error> {
        let mut scan = Scan::default();
        while let Some(Name(name)) = members.next_key::<Name<'de>>()? {
            let Some(name) = name.strip_prefix(PREFIX) else {
                return Err(A::Error::custom("a member is not part of the context"));
            };
            scan.member(name, members.next_value::<&RawValue>()?);
        }
        Ok(scan)
    }
}

#[cfg(test)]
mod tests {
    use mistral_actions::SecurityContext;

    use super::*;

    #[test]
    fn scan_finds_what_the_security_context_refuses() {
        let names = serde_json::to_value(SecurityContext::default()).unwrap();
        let names = names.as_object().unwrap().keys().map(String::as_str);
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let values = [
            "null",
            r#""text""#,
            r#""\n\u00e9""#,
            r#""\ud800""#,
            "true",
            "1",
            "-1.5",
            "1e999",
            "[]",
            r#"["a"]"#,
            r#"["\ud800"]"#,
            "[1]",
            "[null]",
            "{}",
            r#"{"a": 1}"#,
            r#"{"\ud800": 1}"#,
            &nested(126),
            &nested(127),
            &nested(128),
        ];
        for name in names.chain(["user_id", "user_identity", "unknown"]) {
            for value in values {
                let object = format!(r#"{{"{name}":{value}}}"#);
                let read = serde_json::from_str::<SecurityContext>(&object);
                let scan = Scan::of(&format!(r#", "_context_{name}": {value}"#)).unwrap();
                assert_eq!(scan.problem.is_some(), read.is_err(), "{name}: {value}");
                if let Ok(read) = read {
                    assert!(scan.token == read.auth_token, "{name}: {value}");
                }
            }
        }
    }

    #[test]
    fn all_problems_are_named_without_values() {
        let scan = Scan::of(r#", "_context_user": 17, "_context_roles": "s3cret""#).unwrap();
        let expected =
            "`user` must be a text, not a number; `roles` must be a list of texts, not a text";
        assert_eq!(scan.problem.as_deref(), Some(expected));
    }

    #[test]
    fn other_members_are_refused() {
        assert!(Scan::of(r#", "_context_user": 17, "args": {}"#).is_none());
        assert!(Scan::of(r#", "_context_user": 17}"#).is_none());
        assert!(Scan::of("").is_some());
    }
}
