//! `std.noop`, `std.async_noop`, `std.echo`, `std.fail`, `std.sleep`, `std.test_dict`.

use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

use super::case::{Case, Part, case};
use super::check;

tests![
    echo,
    noop,
    fail,
    sleep,
    test_dict,
    test_dict_rejects_sizes_above_a_million
];

fn echo() {
    let mut cases: Vec<Case> = [
        json!(null),
        json!("Grüße, 世界 \u{1F980} \u{0} \u{2028}"),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(0.1),
        json!(1e300),
        json!(""),
        json!([[], {}, null, [[[[[[1]]]]]]]),
        json!({"": {"a b": [1, "2", true]}, "ключ": null}),
        json!("x".repeat(300_000)),
    ]
    .map(|output| case("std.echo", json!({ "output": output })))
    .into();
    for delay in [
        json!(0),
        json!(-5),
        json!(0.01),
        json!("0.01"),
        json!(" 1e-2 "),
        json!("0.0_1"),
        json!("-1"),
        json!("soon"),
        json!(""),
        json!("0x1"),
        json!(false),
    ] {
        cases.push(case("std.echo", json!({"output": 1, "delay": delay})));
    }
    for delay in [json!(null), json!([]), json!({}), json!([1])] {
        cases.push(case("std.echo", json!({"output": 1, "delay": delay})));
    }
    for delay in [json!("nan"), json!("inf"), json!(1e300), json!("1e10")] {
        cases.push(case("std.echo", json!({"output": 1, "delay": delay})).both_fail());
    }
    cases.push(case("std.echo", json!({})));
    cases.push(case("std.echo", json!({"output": 1, "unknown": 2})));
    cases.push(case("std.echo", json!({"Output": 1})));
    check(&cases);
}

fn noop() {
    check(&[
        case("std.noop", json!({})),
        case("std.noop", json!({"unknown": null})),
        case("std.async_noop", json!({})),
        case("std.async_noop", json!({"unknown": null})),
    ]);
}

fn fail() {
    let mut cases: Vec<Case> = [
        json!(null),
        json!(""),
        json!(0),
        json!(0.0),
        json!(false),
        json!([]),
        json!({}),
        json!("boom"),
        json!(7),
        json!(-0.5),
        json!(true),
        json!([null]),
        json!({"code": 7, "text": "größer"}),
    ]
    .map(|data| case("std.fail", json!({ "error_data": data })))
    .into();
    cases.push(case("std.fail", json!({})));
    cases.push(case("std.fail", json!({"error": 1})));
    check(&cases);
}

fn sleep() {
    let mut cases: Vec<Case> = [
        json!(0),
        json!(-3),
        json!(0.9),
        json!(-0.9),
        json!("0"),
        json!(" -1 "),
        json!("0_0"),
        json!("0.5"),
        json!("1e3"),
        json!("ten"),
        json!(""),
        json!(false),
        json!(null),
        json!([]),
        json!({"seconds": 1}),
    ]
    .map(|seconds| case("std.sleep", json!({ "seconds": seconds })))
    .into();
    for seconds in [json!(u64::MAX), json!(1e300), json!("9".repeat(60))] {
        cases.push(case("std.sleep", json!({ "seconds": seconds })).both_fail());
    }
    cases.push(case("std.sleep", json!({})));
    cases.push(case("std.sleep", json!({"second": 1})));
    check(&cases);
}

fn test_dict() {
    let mut cases: Vec<Case> = [
        json!({}),
        json!({"size": 3}),
        json!({"size": 3, "key_prefix": "key", "val": {"a": [1]}}),
        json!({"size": 2, "key_prefix": "ключ ", "val": null}),
        json!({"size": 2, "key_prefix": null}),
        json!({"size": 2, "key_prefix": 7}),
        json!({"size": 2, "key_prefix": -1.50}),
        json!({"size": 2, "key_prefix": 1e16}),
        json!({"size": 2, "key_prefix": true}),
        json!({"size": -1}),
        json!({"size": true}),
        json!({"size": 20_000, "val": 1}),
        json!({"sizes": 1}),
    ]
    .map(|input| case("std.test_dict", input))
    .into();
    for prefix in [
        json!([1, "a"]),
        json!({"a": null}),
        json!([["it's"], {"b": [0.5, false]}]),
    ] {
        cases.push(case(
            "std.test_dict",
            json!({"size": 1, "key_prefix": prefix}),
        ));
    }
    for size in [json!("3"), json!(2.5), json!(null), json!([]), json!({})] {
        cases.push(case("std.test_dict", json!({ "size": size })).both_fail());
    }
    cases.push(case("std.test_dict", json!({"size": 2.0})).different(
        "whole-floats",
        Part::Error("'float' object cannot be interpreted as an integer"),
        Part::Data(json!({"0": "", "1": ""})),
    ));
    check(&cases);
}

fn test_dict_rejects_sizes_above_a_million() {
    use mistral_actions_std as _;
    ActionTest::new()
        .run("std.test_dict", json!({"size": 1_000_001}))
        .assert_invalid(["/size"]);
}
