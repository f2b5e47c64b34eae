use mistral_actions::prelude::*;

#[mistral_action(name = "test.one_of")]
async fn with_one_of(
    #[input(one_of("a", 1))] a: u8,
    #[input(one_of(1, 300))] b: Option<u8>,
    #[input(one_of("a", 2))] c: String,
    #[input(one_of(1, 1.5))] d: Secret<i64>,
    #[input(one_of("x"))] e: f64,
) {
    let _ = (a, b, c, d, e);
}

#[mistral_action(name = "test.range")]
async fn with_range(
    #[input(range(min = 300))] a: u8,
    #[input(range(max = -1))] b: Option<u32>,
    #[input(range(min = 128, max = 200))] c: i8,
    #[input(range(min = -128, max = 127))] d: i8,
) {
    let _ = (a, b, c, d);
}

#[mistral_action(name = "test.format")]
async fn with_format(
    #[input(default = "x", format = "uuid")] a: String,
    #[input(default = "2026-13-01", format = "date")] b: String,
    #[input(default = "ada", format = "email")] c: String,
    #[input(default = "/v3", format = "uri")] d: String,
    #[input(default = "::1", format = "ipv4")] e: String,
    #[input(default = "::1", format = "ipv6")] f: String,
) {
    drop((a, b, c, d, e, f));
}

fn main() {}
