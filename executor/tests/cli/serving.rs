//! `serve`: what an operator is told before it serves.

use mistral_executor::Exit;

use crate::support::{cli, folder};

#[test]
fn a_date_that_cannot_be_written_is_refused_before_it_is_written() {
    let folder = folder(&[("mistral.conf", "[DEFAULT]\nlog_date_format = %H:%Q\n")]);
    let conf = folder.path().join("mistral.conf").display().to_string();
    cli(&["serve", "--config-file", &conf]).fails(
        Exit::CannotStart,
        &format!(
            "error: the configuration makes no sense:\n  {conf}:2: [DEFAULT] log_date_format: expected a format of \
             strftime, such as %Y-%m-%d %H:%M:%S, got `%H:%Q`\n"
        ),
    );
}
