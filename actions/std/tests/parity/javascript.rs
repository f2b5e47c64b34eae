//! `std.javascript` and `std.js`, compared with Mistral's implementation on py_mini_racer, the only one of the three
//! that can still be installed.

use mistral_actions::prelude::*;

use super::case::{Case, Part, case};
use super::check;

tests![javascript];

fn js(script: &str) -> Case {
    case(
        "std.javascript",
        json!({"script": script, "context": {"a": 1, "list": [1, 2, 3], "t": "Köln \u{2028}"}}),
    )
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn javascript() {
    let mut cases: Vec<Case> = [
        "return 1",
        "return 1.0",
        "return 4 / 2",
        "return 0.5",
        "return 1e10",
        "return -0",
        "return 2147483648",
        "return 9007199254740993",
        "return 'text'",
        "return 'Köln 世界 \u{1F980} \\u0000'",
        "return ''",
        "return true",
        "return null",
        "return undefined",
        "",
        "1 + 1",
        "return $.a + 1",
        "return $.t",
        "return $.list.map(function (x) { return x * 2 }).join()",
        "return JSON.stringify($)",
        "return typeof $.missing",
        "var sum = 0; for (var i = 0; i < 100000; i++) { sum += i } return sum",
        "try { null.x } catch (e) { return e instanceof TypeError }",
        "x = 1; return this === globalThis",
        "return [1,2,3].includes(2) && `t${1}` && (() => 'arrow')()",
        "// a comment",
        "return 1 }  function g() {",
        "return new Date(0).toISOString()",
        "return /K(.)ln/.exec($.t)[1]",
        "return typeof require + typeof process + typeof fetch + typeof setTimeout",
        "return Math.max(...$.list)",
        "const {a, ...rest} = $; return Object.keys(rest).length",
        "return 'ß'.toUpperCase()",
        "return [3, 1, 2].sort().toString() + parseInt('0x10') + Number('')",
        "return encodeURIComponent('ö /')",
    ]
    .map(js)
    .into();
    for script in [
        "throw 1",
        "throw new Error('no')",
        "throw {a: 1}",
        "foo()",
        "return",
        "return 10n",
        "return '\\ud800'",
        "return }",
        "function (",
        "null.x",
        "'use strict'; undeclared = 1",
        "function g() { g() } g()",
        "return JSON.parse('{')",
    ] {
        let case = js(script);
        cases.push(if script == "return" {
            case
        } else {
            case.both_fail()
        });
    }
    for (script, rust) in [
        ("return {a: [1, {b: null}]}", json!({"a": [1, {"b": null}]})),
        ("return $.list", json!([1, 2, 3])),
        ("return [1, undefined]", json!([1, null])),
    ] {
        cases.push(js(script).different("js-objects", Part::DataWith(json!({})), Part::Data(rust)));
    }
    for (script, python, rust) in [
        ("return 0/0", json!({"not JSON": "NaN"}), json!(null)),
        ("return 1/0", json!({"not JSON": "Infinity"}), json!(null)),
        (
            "return new Date(0)",
            json!("1970-01-01T00:00:00.000000"),
            json!("1970-01-01T00:00:00.000Z"),
        ),
    ] {
        cases.push(js(script).different("js-values", Part::Data(python), Part::Data(rust)));
    }
    for context in [
        json!({}),
        json!([]),
        json!(0),
        json!(""),
        json!(false),
        json!("text"),
    ] {
        cases.push(case(
            "std.js",
            json!({"script": "return JSON.stringify($)", "context": context}),
        ));
    }
    cases.push(
        case("std.js", json!({"script": "return typeof $"})).different(
            "js-no-context",
            Part::Error("None is not defined"),
            Part::Data(json!("object")),
        ),
    );
    let prototype =
        json!({"script": "return JSON.stringify($)", "context": {"__proto__": 1, "a b": 2}});
    cases.push(case("std.js", prototype).different(
        "js-context",
        Part::Data(json!("{\"a b\":2}")),
        Part::Data(json!("{\"__proto__\":1,\"a b\":2}")),
    ));
    for script in [json!(7), json!([1])] {
        cases.push(case("std.js", json!({"script": script, "context": {}})));
    }
    for script in [json!(null), json!(true), json!({"a": 1, "b": 2})] {
        cases.push(case("std.js", json!({"script": script, "context": {}})).both_fail());
    }
    cases.push(case("std.js", json!({})));
    cases.push(case("std.js", json!({"script": "", "$": {}})));
    check(&cases);
}
