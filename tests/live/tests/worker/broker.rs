//! [`Broker`]: a RabbitMQ, by way of the script `tests/stack/rabbitmq`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use live_tests::serde_json::{self, Value};
use live_tests::{Failure, Result, Servers};

/// The brokers of the trials, each brought up when it is first needed.
#[derive(Default)]
pub(crate) struct Brokers {
    calm: OnceLock<Broker>,
    rough: Mutex<Option<Broker>>,
}

impl Brokers {
    /// The one that nobody disturbs.
    pub(crate) fn calm(&self) -> &Broker {
        self.calm.get_or_init(|| up("calm"))
    }

    /// The one that is the trial's alone while it holds it.
    pub(crate) fn rough(&self) -> impl std::ops::Deref<Target = Broker> + '_ {
        let mut broker = self.rough.lock().unwrap_or_else(PoisonError::into_inner);
        broker.get_or_insert_with(|| up("rough"));
        Held(broker)
    }
}

struct Held<'a>(MutexGuard<'a, Option<Broker>>);

impl std::ops::Deref for Held<'_> {
    type Target = Broker;

    fn deref(&self) -> &Broker {
        self.0.as_ref().expect("it was just brought up")
    }
}

/// Without a broker nothing can be tested, and each trial would wait for it in vain.
fn up(name: &str) -> Broker {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("worker-{name}"));
    Broker::up(&folder).unwrap_or_else(|failure| {
        eprintln!("{failure}");
        std::process::exit(1)
    })
}

/// A RabbitMQ that goes down with this value or with this process, however it ends.
pub(crate) struct Broker(Servers);

impl Broker {
    fn up(folder: &Path) -> Result<Self> {
        Servers::up("rabbitmq", folder, &["--tls"]).map(Self)
    }

    /// What `tests/stack/rabbitmq env` prints under this name.
    pub(crate) fn variable(&self, name: &str) -> Result<&str> {
        self.0.variable(name)
    }

    pub(crate) fn servers(&self) -> &Servers {
        &self.0
    }

    /// `127.0.0.1:port`
    pub(crate) fn address(&self) -> Result<&str> {
        let url = self.variable("AMQP_URL")?;
        let address = url
            .split_once('@')
            .and_then(|(_, rest)| rest.split_once('/'));
        let address = address.ok_or_else(|| Failure::new(format_args!("no address in {url}")))?;
        Ok(address.0)
    }

    pub(crate) fn start(&self) -> Result<()> {
        self.0.run("start", &[]).map(drop)
    }

    /// Stops it, as an operator would.
    pub(crate) fn stop(&self) -> Result<()> {
        self.0.run("stop", &[]).map(drop)
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(&self) -> Result<()> {
        self.0.run("kill", &[]).map(drop)
    }

    /// What `rabbitmqctl` says.
    pub(crate) fn ctl(&self, arguments: &[&str]) -> Result<String> {
        let mut words = self.variable("RABBITMQCTL")?.split_whitespace();
        let program = words.next().unwrap_or_default();
        run(Command::new(program)
            .args(words)
            .arg("--quiet")
            .args(arguments))
    }

    /// Evaluates Erlang within the broker.
    pub(crate) fn eval(&self, expression: &str) -> Result<String> {
        self.ctl(&["eval", expression])
    }

    /// How many messages of a queue are ready, and how many are delivered and not acknowledged.
    pub(crate) fn messages(&self, queue: &str) -> Result<(u64, u64)> {
        let counts = ["name", "messages_ready", "messages_unacknowledged"];
        let text = self.ctl(&[&["--formatter=json", "list_queues"][..], &counts].concat())?;
        let queues: Vec<Value> = serde_json::from_str(&text)?;
        let found = queues.iter().find(|found| found["name"] == queue);
        let found = found.ok_or_else(|| Failure::new(format_args!("there is no queue {queue}")))?;
        let count = |name: &str| found[name].as_u64().unwrap_or_default();
        Ok((count("messages_ready"), count("messages_unacknowledged")))
    }

    /// Closes the connection of this name; returns how many there were.
    pub(crate) fn close_connection(&self, name: &str) -> Result<usize> {
        // One that is just being opened has no properties yet.
        let expression = format!(
            "length([rabbit_networking:close_connection(Pid, \"the trial wants it\") || \
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
