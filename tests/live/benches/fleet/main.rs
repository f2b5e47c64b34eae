//! Many workers on one broker, next to a single one with the same load.
//!
//! `cargo xtask bench fleet`; `FLEET` is the number of workers (50).
//!
//! Measures idle processor time, memory, the time until all consume after a start and after a restart of the broker, and
//! processor time per action. The broker and its queues are those of kolla-ansible: the newest RabbitMQ, quorum queues.

mod engine;
mod fleet;
#[path = "../executor/process_group.rs"]
#[expect(dead_code, reason = "the other benchmark uses more of it")]
mod process_group;
#[path = "../executor/request.rs"]
#[expect(dead_code, reason = "the other benchmark uses more of it")]
mod request;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use live_tests::{Result, Services};

use engine::Engine;
use fleet::Fleet;

/// Number of workers, unless `FLEET` says another one.
const WORKERS: usize = 50;
/// Time after which connections are at rest.
const SETTLING: Duration = Duration::from_secs(5);
/// Time for which idle workers are measured.
const IDLE: Duration = Duration::from_secs(20);
/// Requests of a measurement, and their number in a second.
const REQUESTS: usize = 6_000;
const PER_SECOND: f64 = 600.0;

/// Measurements of a fleet.
struct Measured {
    workers: usize,
    /// Seconds from the start until all consume.
    start: f64,
    /// The same after a restart of the broker, from the time at which it is ready.
    restart: f64,
    /// Milliseconds of processor time in a second, of one idle worker.
    idle: f64,
    /// Memory of one worker; pages that workers share are divided among them.
    mib: f64,
    /// Processor time of an action, in microseconds.
    action: f64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let workers = std::env::var("FLEET").ok();
    let workers = workers.and_then(|number| number.parse().ok());
    let workers: usize = workers.unwrap_or(WORKERS);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/live/fleet");
    let services = Services::up("rabbitmq", folder, &["--broker", "newest"])?;
    let mut measured = Vec::new();
    for workers in [1, workers] {
        measured.push(measure(&services, workers).await?);
    }
    print(&measured);
    Ok(())
}

async fn measure(services: &Services, workers: usize) -> Result<Measured> {
    // Without the queues of another fleet.
    services.run("start", &["--empty"])?;
    let url = services.variable("AMQP_URL")?;
    let engine = Engine::connect(url).await?;
    let began = Instant::now();
    let fleet = Fleet::start(services, workers)?;
    let start = fleet.wait_consuming(&engine, began).await?;
    eprintln!("workers: {workers}, all consume after {start:.2} s");
    #[expect(clippy::cast_precision_loss, reason = "tens")]
    let number = workers as f64;
    tokio::time::sleep(SETTLING).await;
    let before = fleet.cpu_seconds()?;
    tokio::time::sleep(IDLE).await;
    let idle = (fleet.cpu_seconds()? - before) / IDLE.as_secs_f64();
    let mib = fleet.mib()? / number;
    // Warms up connections and caches.
    engine.load(0..REQUESTS / 4, PER_SECOND).await?;
    let before = fleet.cpu_seconds()?;
    engine.load(REQUESTS..2 * REQUESTS, PER_SECOND).await?;
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let action = (fleet.cpu_seconds()? - before) * 1e6 / REQUESTS as f64;
    drop(engine);
    services.run("stop", &[])?;
    services.run("start", &[])?;
    let ready = Instant::now();
    let engine = Engine::connect(url).await?;
    let restart = fleet.wait_consuming(&engine, ready).await?;
    eprintln!("workers: {workers}, all consume {restart:.2} s after the broker is ready again");
    Ok(Measured {
        workers,
        start,
        restart,
        idle: idle * 1e3 / number,
        mib,
        action,
    })
}

fn print(measured: &[Measured]) {
    println!("std.noop, {PER_SECOND} requests per second, a context each, quorum queues\n");
    print!("{:>8}", "workers");
    for column in [
        "s to start",
        "s to reconnect",
        "ms/s idle, each",
        "MiB each",
        "µs per action",
    ] {
        print!("{column:>17}");
    }
    println!();
    for fleet in measured {
        let Measured {
            workers,
            start,
            restart,
            idle,
            mib,
            action,
        } = fleet;
        println!("{workers:>8}{start:>17.2}{restart:>17.2}{idle:>17.2}{mib:>17.1}{action:>17.0}");
    }
    if let [one, many] = measured {
        let ratio = many.action / one.action;
        println!(
            "\nprocessor time per action, {} workers to one: {ratio:.2}",
            many.workers
        );
    }
}
