use mistral_actions::prelude::*;

struct Custom;

#[derive(Input)]
#[input(validate = of_other_type)]
struct First {
    port: u16,
}

fn of_other_type(port: &u16) -> Result<(), String> {
    port.checked_add(1).map(drop).ok_or_else(String::new)
}

#[derive(Input)]
#[input(validate = without_result)]
struct Second {
    port: u16,
}

fn without_result(second: &Second) -> bool {
    second.port > 0
}

#[mistral_action(name = "test.open")]
#[input(validate = with_other_error)]
async fn open(port: u16) {
    drop(port);
}

fn with_other_error(open: &Open) -> Result<(), Custom> {
    if open.port > 0 { Ok(()) } else { Err(Custom) }
}

#[mistral_action(name = "test.close")]
#[input(validate = missing, validate = missing)]
async fn close(port: u16) {
    drop(port);
}

#[mistral_action(name = "test.listen")]
#[input(validate = "function")]
async fn listen(port: u16) {
    drop(port);
}

fn main() {}
