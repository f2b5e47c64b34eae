//! [`Broker`]: RabbitMQ, started by the script `tests/stack/rabbitmq`.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use live_tests::serde_json::{self, Value};
use live_tests::{Failure, Result, Services, setup_failed, until};

use crate::engine::has_transient_queues;

/// Milliseconds until [`Brokers::limited`] takes a message back from a consumer that does not acknowledge it.
pub(crate) const CONSUMER_TIMEOUT: u32 = 3000;
/// Upper bound on the messages of [`Brokers::limited`], in bytes.
pub(crate) const MESSAGE_LIMIT: u32 = 200_000;

/// The brokers of the tests; each starts when a test first needs it. `LIVE_BROKER` names their version.
#[derive(Default)]
pub(crate) struct Brokers {
    parallel: OnceLock<Broker>,
    transient: OnceLock<Broker>,
    limited: OnceLock<Broker>,
    serial: Mutex<Option<Broker>>,
}

impl Brokers {
    /// The broker of the parallel tests.
    pub(crate) fn parallel(&self) -> &Broker {
        self.parallel.get_or_init(|| start("parallel", &[]))
    }

    /// A broker that has transient queues, if necessary by its configuration.
    pub(crate) fn transient(&self) -> &Broker {
        if self.parallel().permits_transient() {
            return self.parallel();
        }
        self.transient
            .get_or_init(|| start("transient", &["--transient"]))
    }

    /// A broker with low limits.
    pub(crate) fn limited(&self) -> &Broker {
        self.limited.get_or_init(|| {
            let options = [
                "--conf",
                &format!("max_message_size={MESSAGE_LIMIT}"),
                "--conf",
                &format!("consumer_timeout={CONSUMER_TIMEOUT}"),
                // Interval in which RabbitMQ before 4.3 compares with the timeout.
                "--env",
                "channel_tick_interval=500",
            ];
            start("limited", &options)
        })
    }

    /// The broker of the serial tests; a test has exclusive use of it while it holds the returned value.
    pub(crate) fn serial(&self) -> impl std::ops::Deref<Target = Broker> + '_ {
        let mut broker = self.serial.lock().unwrap_or_else(PoisonError::into_inner);
        broker.get_or_insert_with(|| start("serial", &[]));
        Held(broker)
    }
}

struct Held<'a>(MutexGuard<'a, Option<Broker>>);

impl std::ops::Deref for Held<'_> {
    type Target = Broker;

    fn deref(&self) -> &Broker {
        self.0.as_ref().expect("`serial` has started the broker")
    }
}

/// Starts a broker, or ends the process, because every test needs a broker.
fn start(name: &str, options: &[&str]) -> Broker {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("worker-{name}"));
    Broker::up(&folder, options).unwrap_or_else(|failure| setup_failed(&failure))
}

/// A running RabbitMQ. It stops when this value is dropped or this process ends, even if the process is killed.
pub(crate) struct Broker {
    services: Services,
    permits_transient: bool,
    version: (u32, u32),
}

impl Broker {
    pub(crate) fn up(folder: &Path, options: &[&str]) -> Result<Self> {
        let services = Services::up("rabbitmq", folder, &[&["--tls"], options].concat())?;
        let mut broker = Self {
            services,
            permits_transient: false,
            version: (0, 0),
        };
        broker.permits_transient = has_transient_queues(broker.variable("AMQP_URL")?)?;
        broker.version = broker.ask_version()?;
        Ok(broker)
    }

    /// Reads the version in the broker's greeting.
    fn ask_version(&self) -> Result<(u32, u32)> {
        const NAME: &[u8] = b"\x07versionS";
        let mut connection = TcpStream::connect(self.address()?)?;
        connection.write_all(b"AMQP\0\0\x09\x01")?;
        let mut greeting = Vec::new();
        until("the broker has sent its version", || {
            let mut buffer = [0; 4096];
            let length = connection.read(&mut buffer)?;
            greeting.extend_from_slice(&buffer[..length]);
            let found = greeting.windows(NAME.len()).position(|bytes| bytes == NAME);
            // A length of four bytes precedes the text.
            let text = found.and_then(|at| greeting.get(at + NAME.len() + 4..)?.get(..16));
            Ok(text.map(|text| String::from_utf8_lossy(text).into_owned()))
        })
        .and_then(|text| {
            let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(str::parse);
            match (numbers.next(), numbers.next()) {
                (Some(Ok(major)), Some(Ok(minor))) => Ok((major, minor)),
                _ => Err(Failure::new(format_args!(
                    "the broker has an unknown version: {text}"
                ))),
            }
        })
    }

    /// Returns whether the broker has transient queues that several connections share.
    pub(crate) fn permits_transient(&self) -> bool {
        self.permits_transient
    }

    /// Returns the first two numbers of the version.
    pub(crate) fn version(&self) -> (u32, u32) {
        self.version
    }

    /// Returns a variable that `tests/stack/rabbitmq env` prints.
    pub(crate) fn variable(&self, name: &str) -> Result<&str> {
        self.services.variable(name)
    }

    pub(crate) fn services(&self) -> &Services {
        &self.services
    }

    /// Returns `127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> Result<&str> {
        let url = self.variable("AMQP_URL")?;
        let address = url
            .split_once('@')
            .and_then(|(_, rest)| rest.split_once('/'));
        let address = address.ok_or_else(|| Failure::new(format_args!("no address in {url}")))?;
        Ok(address.0)
    }

    pub(crate) fn start(&self) -> Result<()> {
        self.services.run("start", &[]).map(drop)
    }

    /// Starts the broker without its queues and messages.
    pub(crate) fn start_empty(&self) -> Result<()> {
        self.services.run("start", &["--empty"]).map(drop)
    }

    /// Stops the broker with SIGTERM.
    pub(crate) fn stop(&self) -> Result<()> {
        self.services.run("stop", &[]).map(drop)
    }

    /// Kills the broker, which simulates a crash.
    pub(crate) fn kill(&self) -> Result<()> {
        self.services.run("kill", &[]).map(drop)
    }

    /// Runs `rabbitmqctl` and returns its output.
    pub(crate) fn ctl(&self, arguments: &[&str]) -> Result<String> {
        let mut words = self.variable("RABBITMQCTL")?.split_whitespace();
        let program = words.next().unwrap_or_default();
        run(Command::new(program)
            .args(words)
            .arg("--quiet")
            .args(arguments))
    }

    /// Returns the broker's log.
    pub(crate) fn log(&self) -> Result<String> {
        let path = self.services.folder().join("log/rabbitmq.log");
        Ok(String::from_utf8_lossy(&std::fs::read(path)?).into_owned())
    }

    /// Evaluates an Erlang expression in the broker.
    pub(crate) fn eval(&self, expression: &str) -> Result<String> {
        self.ctl(&["eval", expression])
    }

    /// Returns the numbers of ready and of unacknowledged messages in a queue.
    pub(crate) fn messages(&self, queue: &str) -> Result<(u64, u64)> {
        let counts = ["name", "messages_ready", "messages_unacknowledged"];
        let text = self.ctl(&[&["--formatter=json", "list_queues"][..], &counts].concat())?;
        let queues: Vec<Value> = serde_json::from_str(&text)?;
        let found = queues.iter().find(|found| found["name"] == queue);
        let found =
            found.ok_or_else(|| Failure::new(format_args!("the broker has no queue {queue}")))?;
        let count = |name: &str| found[name].as_u64().unwrap_or_default();
        Ok((count("messages_ready"), count("messages_unacknowledged")))
    }

    /// Closes the connections with a name; returns their number.
    pub(crate) fn close_connection(&self, name: &str) -> Result<usize> {
        // A connection that is being opened has no properties yet.
        let expression = format!(
            "length([rabbit_networking:close_connection(Pid, \"closed by a test\") || \
             Info <- rabbit_networking:connection_info_all([pid, client_properties]), \
             {{client_properties, Table}} <- Info, is_list(Table), {{<<\"connection_name\">>, longstr, Name}} <- Table, \
             Name =:= <<\"{name}\">>, {{pid, Pid}} <- Info])."
        );
        Ok(self.eval(&expression)?.trim().parse()?)
    }
}

fn run(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    Err(Failure::new(format_args!(
        "{command:?} failed: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )))
}
