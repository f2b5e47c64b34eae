//! [`Engine`]: publishes requests and receives results in place of Mistral's engine.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use lapin::options::{
    BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
    QueueBindOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, Consumer, ExchangeKind};
use live_tests::{Failure, Result, Stack};

use crate::request::{Requests, request};

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
