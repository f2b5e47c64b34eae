//! [`Engine`]: publishes requests and receives results in place of Mistral's engine.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures_util::StreamExt;
use lapin::options::{
    BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
    QueueBindOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, Consumer, ExchangeKind};
use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Result, Stack};

/// Topics that the real engine does not consume.
pub(crate) const REQUESTS: &str = "bench_executor";
pub(crate) const RESULTS: &str = "bench_engine";
pub(crate) const EXCHANGE: &str = "openstack";

/// A client of the broker in the role of Mistral's engine.
#[derive(Clone)]
pub(crate) struct Engine {
    channel: Channel,
    _connection: Arc<Connection>,
}

impl Engine {
    pub(crate) async fn connect(stack: &Stack) -> Result<Self> {
        let url = stack.variable("AMQP_URL")?;
        let connection = Connection::connect(url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        let confirms = ConfirmSelectOptions::default();
        channel.confirm_select(confirms).await?;
        let kind = ExchangeKind::Topic;
        let (options, table) = (ExchangeDeclareOptions::default(), FieldTable::default());
        channel
            .exchange_declare(EXCHANGE.into(), kind, options, table)
            .await?;
        Ok(Self {
            channel,
            _connection: Arc::new(connection),
        })
    }

    /// Deletes and declares the queues, so that no executor gets messages that a killed one had not acknowledged.
    pub(crate) async fn reset_queues(&self) -> Result<()> {
        let table = FieldTable::default;
        for queue in [REQUESTS, RESULTS] {
            let options = QueueDeleteOptions::default();
            self.channel.queue_delete(queue.into(), options).await?;
            let options = QueueDeclareOptions::default();
            self.channel
                .queue_declare(queue.into(), options, table())
                .await?;
            let (name, key) = (queue.into(), queue.into());
            let options = QueueBindOptions::default();
            self.channel
                .queue_bind(name, EXCHANGE.into(), key, options, table())
                .await?;
        }
        Ok(())
    }

    /// Requests `std.noop` for the action execution with this number.
    pub(crate) async fn request(&self, number: usize, requests: Requests) -> Result<()> {
        let properties = BasicProperties::default()
            .with_content_type("application/json".into())
            .with_content_encoding("utf-8".into())
            .with_delivery_mode(2)
            .with_priority(0);
        let body = request(number, requests);
        let sent = self.channel.basic_publish(
            EXCHANGE.into(),
            REQUESTS.into(),
            BasicPublishOptions::default(),
            body.as_bytes(),
            properties,
        );
        // `wait_confirmed` waits for all confirmations.
        drop(sent.await?);
        Ok(())
    }

    /// Waits until the broker has confirmed all requests.
    pub(crate) async fn wait_confirmed(&self) -> Result<()> {
        self.channel.wait_for_confirms().await?;
        Ok(())
    }

    pub(crate) async fn results(&self) -> Result<Results> {
        let consumer = self.channel.basic_consume(
            RESULTS.into(),
            "".into(),
            BasicConsumeOptions {
                no_ack: true,
                ..BasicConsumeOptions::default()
            },
            FieldTable::default(),
        );
        Ok(Results(consumer.await?))
    }
}

/// The results in the order of their arrival. Only the first is decoded completely, because decoding takes processor
/// time from the measured executor.
pub(crate) struct Results(Consumer);

/// Upper bound on the wait for the next result.
const RESULT_TIMEOUT: Duration = Duration::from_secs(30);

impl Results {
    /// Returns the first result, which must be a success.
    pub(crate) async fn first(&mut self) -> Result<Vec<u8>> {
        let result = self.next().await?;
        let text = String::from_utf8_lossy(&result).replace(['\\', ' '], "");
        if text.contains(r#""error":null"#) {
            return Ok(result);
        }
        Err(Failure::new(format_args!(
            "the first result is an error: {text}"
        )))
    }

    /// Returns the next result and skips heartbeats.
    pub(crate) async fn next(&mut self) -> Result<Vec<u8>> {
        loop {
            let message = self.next_message().await?;
            if contains(&message, b"on_action_complete") {
                return Ok(message);
            }
        }
    }

    async fn next_message(&mut self) -> Result<Vec<u8>> {
        let delivery = tokio::time::timeout(RESULT_TIMEOUT, self.0.next()).await;
        let delivery = delivery.map_err(|_| Failure::new("no result within 30 s"))?;
        let delivery =
            delivery.ok_or_else(|| Failure::new("the broker has cancelled the consumer"))??;
        Ok(delivery.data)
    }
}

/// Returns whether the beginning of a message, which contains the method, contains a text.
fn contains(message: &[u8], text: &[u8]) -> bool {
    let beginning = &message[..message.len().min(200)];
    beginning.windows(text.len()).any(|window| window == text)
}

/// The contexts of the requests. An executor can cache what it reads of a context.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Contexts {
    /// All requests belong to one workflow execution.
    One,
    /// Each request belongs to a workflow execution of its own, as most do in a cloud.
    Each,
}

/// The requests of a measurement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requests {
    pub(crate) contexts: Contexts,
    /// The actions have `safe_rerun`: they may run a second time after a crash, so that the worker begins them without a
    /// proof that it still has the message.
    pub(crate) safe_rerun: bool,
}

impl Requests {
    /// A context each, as most requests in a cloud, and without `safe_rerun`, as by default.
    pub(crate) const USUAL: Self = Self {
        contexts: Contexts::Each,
        safe_rerun: false,
    };
}

const PLACEHOLDER_ID: &str = "a7eb257e-d646-44d3-9cbe-000000000000";

/// The ids in the context of the captured request.
const CONTEXT_IDS: [&str; 2] = [
    "c1d27d0d-4174-4b53-9c08-d80027a798c7",
    "c77b6df0-6f33-4bd9-aa29-8c7f378f763f",
];

/// Returns the id of the action execution with a number.
pub(crate) fn action_execution_id(number: usize) -> String {
    format!("a7eb257e-d646-44d3-9cbe-{number:012}")
}

/// Returns the captured request of the wire tests with another action.
fn request(number: usize, requests: Requests) -> String {
    static TEMPLATE: LazyLock<String> = LazyLock::new(|| {
        template(include_str!(
            "../../../../wire/tests/captured/run_action.cast.json"
        ))
    });
    let request = TEMPLATE.replace(PLACEHOLDER_ID, &action_execution_id(number));
    let request = if requests.safe_rerun {
        request.replace(UNSAFE, SAFE)
    } else {
        request
    };
    match requests.contexts {
        Contexts::One => request,
        Contexts::Each => CONTEXT_IDS.iter().fold(request, |request, id| {
            request.replace(id, &format!("{}{number:012}", &id[..24]))
        }),
    }
}

/// The argument `safe_rerun` of the captured request, and the other one.
const UNSAFE: &str = r#"\"safe_rerun\":\"false\""#;
const SAFE: &str = r#"\"safe_rerun\":\"true\""#;

fn template(captured: &str) -> String {
    let captured: Value =
        serde_json::from_str(captured).expect("the captured message must be JSON");
    let inner = captured["body"]["oslo.message"]
        .as_str()
        .expect("the envelope must contain a message");
    for id in CONTEXT_IDS {
        assert!(
            inner.contains(id),
            "the captured message must have the id {id}"
        );
    }
    let mut message: Value = serde_json::from_str(inner).expect("the message must be JSON");
    let object =
        json!({"cls": "mistral.actions.std_actions.NoOpAction", "cls_attrs": {}, "data": {}});
    let action = json!({
        "__serial_key": "mistral_lib.actions.base.Action", "__serial_data": object.to_string()
    });
    message["args"]["action"] = json!(action.to_string());
    message["args"]["action_ex_id"] = json!(json!(PLACEHOLDER_ID).to_string());
    // oslo.messaging drops a message whose id it has seen.
    message["_unique_id"] = json!(PLACEHOLDER_ID);
    let request = envelope(&message);
    assert!(request.contains(UNSAFE), "the request must have {UNSAFE}");
    request
}

/// Returns a message in the form that Python writes: with spaces, and the context at its end.
fn envelope(message: &Value) -> String {
    let object = message.as_object().expect("a message must be an object");
    let (context, others): (Vec<_>, Vec<_>) = object
        .iter()
        .partition(|(name, _)| name.starts_with("_context_"));
    let members = others.into_iter().chain(context);
    let members = members.map(|(name, value)| format!("{}: {value}", json!(name)));
    let message = format!("{{{}}}", members.collect::<Vec<_>>().join(", "));
    format!(
        r#"{{"oslo.version": "2.0", "oslo.message": {}}}"#,
        json!(message)
    )
}
