//! [`Engine`]: publishes requests and counts results, as Mistral's engine would.

use std::sync::LazyLock;

use futures_lite::StreamExt;
use lapin::options::{
    BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
    QueueBindOptions, QueueDeclareOptions, QueuePurgeOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, Consumer, ExchangeKind};
use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Result, Stack};

/// Topics of the benchmark's own, which the real engine does not listen on.
pub(crate) const REQUESTS: &str = "bench_executor";
pub(crate) const RESULTS: &str = "bench_engine";
const EXCHANGE: &str = "openstack";

/// Stands where Mistral's engine would.
pub(crate) struct Engine {
    channel: Channel,
    _connection: Connection,
}

impl Engine {
    pub(crate) async fn connect(stack: &Stack) -> Result<Self> {
        let url = stack.variable("AMQP_URL")?;
        let connection = Connection::connect(url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        let kind = ExchangeKind::Topic;
        let table = FieldTable::default;
        channel
            .exchange_declare(
                EXCHANGE.into(),
                kind,
                ExchangeDeclareOptions::default(),
                table(),
            )
            .await?;
        for queue in [REQUESTS, RESULTS] {
            channel
                .queue_declare(queue.into(), QueueDeclareOptions::default(), table())
                .await?;
            let bound = channel.queue_bind(
                queue.into(),
                EXCHANGE.into(),
                queue.into(),
                QueueBindOptions::default(),
                table(),
            );
            bound.await?;
            channel
                .queue_purge(queue.into(), QueuePurgeOptions::default())
                .await?;
        }
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await?;
        Ok(Self {
            channel,
            _connection: connection,
        })
    }

    /// Asks for `std.noop`, on behalf of the action execution of this id.
    pub(crate) async fn request(&self, id: &str) -> Result<()> {
        let properties = BasicProperties::default()
            .with_content_type("application/json".into())
            .with_content_encoding("utf-8".into())
            .with_delivery_mode(2)
            .with_priority(0);
        let body = request(id);
        let sent = self.channel.basic_publish(
            EXCHANGE.into(),
            REQUESTS.into(),
            BasicPublishOptions::default(),
            body.as_bytes(),
            properties,
        );
        // The confirmation is waited for with all others.
        drop(sent.await?);
        Ok(())
    }

    /// Waits until the broker has all requests.
    pub(crate) async fn settled(&self) -> Result<()> {
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

/// The results, as they come. They are not read as a whole: that would take the measured executor's
/// processor time.
pub(crate) struct Results(Consumer);

impl Results {
    /// The next result; heartbeats are none.
    pub(crate) async fn next(&mut self) -> Result<Vec<u8>> {
        loop {
            let message = self.next_message().await?;
            if contains(&message, b"on_action_complete") {
                return Ok(message);
            }
        }
    }

    async fn next_message(&mut self) -> Result<Vec<u8>> {
        let delivery = self
            .0
            .next()
            .await
            .ok_or_else(|| Failure::new("the broker delivers no more results"))??;
        Ok(delivery.data)
    }
}

/// Whether the beginning of a message, where the method is, contains a text.
fn contains(message: &[u8], text: &[u8]) -> bool {
    let beginning = &message[..message.len().min(200)];
    beginning.windows(text.len()).any(|window| window == text)
}

/// The captured request that the tests of the wire use, for another action.
fn request(id: &str) -> String {
    static TEMPLATE: LazyLock<String> = LazyLock::new(|| {
        template(include_str!(
            "../../../executor/tests/wire/run_action.cast.json"
        ))
    });
    TEMPLATE.replace(PLACE, id)
}

const PLACE: &str = "a7eb257e-d646-44d3-9cbe-000000000000";

fn template(captured: &str) -> String {
    let captured: Value = serde_json::from_str(captured).expect("the captured message is JSON");
    let inner = captured["body"]["oslo.message"]
        .as_str()
        .expect("a message within the envelope");
    let mut message: Value = serde_json::from_str(inner).expect("the message is JSON");
    let object =
        json!({"cls": "mistral.actions.std_actions.NoOpAction", "cls_attrs": {}, "data": {}});
    let action = json!({
        "__serial_key": "mistral_lib.actions.base.Action", "__serial_data": object.to_string()
    });
    message["args"]["action"] = json!(action.to_string());
    message["args"]["action_ex_id"] = json!(json!(PLACE).to_string());
    // oslo.messaging drops a message whose id it has seen.
    message["_unique_id"] = json!(PLACE);
    json!({"oslo.version": "2.0", "oslo.message": message.to_string()}).to_string()
}
