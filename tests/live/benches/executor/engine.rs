//! [`Engine`]: publishes requests and counts results, as Mistral's engine would.

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

/// Topics of the benchmark's own, which the real engine does not listen on.
pub(crate) const REQUESTS: &str = "bench_executor";
pub(crate) const RESULTS: &str = "bench_engine";
const EXCHANGE: &str = "openstack";

/// Stands where Mistral's engine would.
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

    /// Makes the queues anew: what an executor had not acknowledged when it was killed is not for the next.
    pub(crate) async fn begin(&self) -> Result<()> {
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

/// The results, as they come. Only the first is read as a whole: reading takes the processor time of whoever
/// is measured.
pub(crate) struct Results(Consumer);

/// An executor that says nothing for so long says nothing any more.
const PATIENCE: Duration = Duration::from_secs(30);

impl Results {
    /// The first result, which has to be that of an action that succeeded.
    pub(crate) async fn first(&mut self) -> Result<Vec<u8>> {
        let result = self.next().await?;
        let text = String::from_utf8_lossy(&result).replace(['\\', ' '], "");
        if text.contains(r#""error":null"#) {
            return Ok(result);
        }
        Err(Failure::new(format_args!("not a success: {text}")))
    }

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
        let delivery = tokio::time::timeout(PATIENCE, self.0.next()).await;
        let delivery = delivery.map_err(|_| Failure::new("no result comes any more"))?;
        let delivery =
            delivery.ok_or_else(|| Failure::new("the broker delivers no more results"))??;
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
            "../../../../wire/tests/captured/run_action.cast.json"
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
