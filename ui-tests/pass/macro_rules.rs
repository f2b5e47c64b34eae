#![deny(warnings)]
//! Values that `macro_rules!` inserts into attributes: they stand in invisible groups.

use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

macro_rules! bounded {
    ($name:literal, $function:ident, $lo:expr, $n:literal, $v:literal, $text:expr, $limit:expr, $below:literal) => {
        #[mistral_action(name = $name, tags($text), timeout = $limit, aliases($v), deprecated = $limit)]
        async fn $function(
            #[input(range(min = $lo, max = 10), default = $lo)] a: i32,
            #[input(length(max = $n))] b: String,
            #[input(one_of($text, "y"), default = $text)] c: String,
            #[input(default = $text, pattern = $text, rename = $text)] d: String,
            #[input(range(min = -$lo), default = -$lo)] e: i32,
            #[input(range(min = $below, max = $lo))] f: f64,
            #[input(default = $lo + 1)] g: i32,
        ) -> String {
            format!("{a}{b}{c}{d}{e}{f}{g}")
        }
    };
}
bounded!("test.bounded", with_bounds, 1, 5, "test.other", "x", "1s", -5);

macro_rules! parameters {
    ($($(#[$attribute:meta])* $name:ident: $type:ty),*; $output:ty) => {
        #[mistral_action(name = "test.parameters")]
        async fn parameters($($(#[$attribute])* $name: $type),*) -> $output {
            Ok(format!("{:?}", ($($name),*)))
        }
    };
}
parameters! {
    /** The first. */ #[input(default = 1, range(min = 1))] a: u8,
    b: Option<String>;
    Result<String, ActionError>
}

macro_rules! item {
    ($(#[$attribute:meta])* => $item:item) => { $(#[$attribute])* $item };
}
item! { #[mistral_action(name = "test.item")] => async fn item(#[input(default = 1)] a: u8) -> u8 { a } }

macro_rules! ruled {
    ($function:ident, $name:literal, $part:ty, $first:literal, $second:ident, $check:path, $example:expr) => {
        #[mistral_action(name = $name)]
        #[input(exactly_one_of($first, "y"), requires($second = $first), validate = $check)]
        async fn $function(
            #[input(flatten)] part: $part,
            #[input(example = $example)] y: Option<String>,
            $second: Option<u8>,
        ) -> bool {
            part.x.is_some() && y.is_none() && $second.is_none()
        }
    };
}
#[derive(Default, Input)]
struct Part {
    x: Option<u8>,
}
mod checks {
    pub fn check(_: &super::Ruled) -> Result<(), String> {
        Ok(())
    }
}
ruled!(ruled, "test.ruled", Part, "x", z, checks::check, "an example");

fn main() {
    let test = ActionTest::new();
    test.run("test.bounded", json!({"b": "b", "f": 0})).assert_data("1bxx-102");
    test.run("test.bounded", json!({"a": 0, "b": "123456", "f": 2})).assert_invalid(["/a", "/b", "/f"]);
    test.run("test.parameters", json!({})).assert_data("(1, None)");
    test.run("test.item", json!({})).assert_data(1);
    test.run("test.ruled", json!({"x": 1})).assert_data(true);
    test.run("test.ruled", json!({"y": "y", "z": 1})).assert_invalid(["/x"]);
    let _ = (WithBounds::new(String::new(), 0.0), Parameters::new(), Item::new());
}
