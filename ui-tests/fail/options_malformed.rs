use mistral_actions::prelude::*;

#[mistral_action(name = "nova.a", deprecated = true, timeout = 30)]
async fn a() {}

#[mistral_action(name = "nova.b", test = "b_test", input = "Input")]
async fn b() {}

#[mistral_action(name = "nova.c", crate)]
async fn c() {}

#[mistral_action(name = "nova.d" tags("x"))]
async fn d() {}

#[mistral_action(name = "nova.e", aliases("nova.f" "nova.g"), tags = "x")]
async fn e() {}

fn main() {}
