#![deny(warnings)]
//! Aliases of injected types and of results.

use mistral_actions::SecurityContext as Ctx;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

mod renamed {
    pub(crate) type Everything = mistral_actions::ActionContext;
}

#[mistral_action(name = "test.anyhow")]
async fn with_anyhow(ctx: &Ctx, all: &renamed::Everything) -> anyhow::Result<String> {
    anyhow::ensure!(all.depth() == 0, "too deep");
    Ok(ctx.user_name.clone().unwrap_or_default())
}

#[mistral_action(name = "test.io")]
async fn with_io(path: String) -> std::io::Result<String> {
    std::fs::read_to_string(path)
}

#[mistral_action(name = "test.text")]
async fn with_text() -> Result<(), String> {
    Err("just text".into())
}

#[mistral_action(name = "test.fmt")]
async fn with_fmt() -> std::fmt::Result {
    Ok(())
}

fn main() {
    let test = ActionTest::new();
    test.run("test.anyhow", json!({})).assert_data("demo");
    test.run("test.io", json!({"path": "no-such-file"})).assert_error("No such file");
    test.run("test.text", json!({})).assert_error("just text");
    test.run("test.fmt", json!({})).assert_data(());
}
