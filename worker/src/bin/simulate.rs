//! Runs the simulation of workers for many seeds.

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::var_os("SIMULATE_LOG").is_some() {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .without_time()
            .with_writer(std::io::stdout)
            .init();
    }
    let mut arguments = std::env::args().skip(1);
    let first: u64 = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1);
    let number: u64 = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1);
    let mut failed = 0;
    for seed in first..first + number {
        let report = mistral_worker::simulation::run(seed);
        if !report.violations.is_empty() {
            failed += 1;
            println!("seed {seed}: {}", report.violations.join("; "));
        }
        if number == 1 {
            println!("{}", report.setting);
            for entry in &report.history {
                println!("{entry}");
            }
        }
    }
    println!("{failed} of {number} failed");
    ExitCode::from(u8::from(failed > 0))
}
