//! [`Engine`]: publishes requests at a steady rate, and counts results.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use lapin::options::{
    BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
    QueueBindOptions, QueueDeclareOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, ExchangeKind};
use live_tests::{Failure, Result};

use crate::request::{Requests, request};

pub(crate) const REQUESTS: &str = "fleet_executor";
pub(crate) const RESULTS: &str = "fleet_engine";
pub(crate) const EXCHANGE: &str = "fleet";

/// Upper bound on the wait for the next result.
const RESULT_TIMEOUT: Duration = Duration::from_secs(30);

/// A client of the broker in the role of Mistral's engine.
pub(crate) struct Engine {
    channel: Channel,
    connection: Connection,
}

impl Engine {
    /// Connects, and declares the exchange and the queue of the results.
    pub(crate) async fn connect(url: &str) -> Result<Self> {
        let connection = Connection::connect(url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        let confirms = ConfirmSelectOptions::default();
        channel.confirm_select(confirms).await?;
        let options = ExchangeDeclareOptions {
            durable: true,
            ..ExchangeDeclareOptions::default()
        };
        let table = FieldTable::default;
        let kind = ExchangeKind::Topic;
        channel
            .exchange_declare(EXCHANGE.into(), kind, options, table())
            .await?;
        let options = QueueDeclareOptions {
            durable: true,
            ..QueueDeclareOptions::default()
        };
        channel
            .queue_declare(RESULTS.into(), options, table())
            .await?;
        let options = QueueBindOptions::default();
        channel
            .queue_bind(
                RESULTS.into(),
                EXCHANGE.into(),
                RESULTS.into(),
                options,
                table(),
            )
            .await?;
        Ok(Self {
            channel,
            connection,
        })
    }

    /// Sends requests with these numbers at a steady rate, and waits until all have results.
    pub(crate) async fn load(
        &self,
        numbers: std::ops::Range<usize>,
        per_second: f64,
    ) -> Result<()> {
        let options = BasicConsumeOptions {
            no_ack: true,
            ..BasicConsumeOptions::default()
        };
        let consuming =
            self.channel
                .basic_consume(RESULTS.into(), "".into(), options, FieldTable::default());
        let mut results = consuming.await?;
        let count = numbers.len();
        let receiving = async {
            let mut received = 0;
            while received < count {
                let next = tokio::time::timeout(RESULT_TIMEOUT, results.next()).await;
                let next = next.map_err(|_| Failure::new("no result within 30 s"))?;
                let next = next.ok_or_else(|| Failure::new("the consumer has ended"))??;
                let beginning = &next.data[..next.data.len().min(200)];
                let method = b"on_action_complete";
                let is_result = beginning.windows(method.len()).any(|part| part == method);
                received += usize::from(is_result);
            }
            Ok::<_, Failure>(())
        };
        let sending = async {
            let began = Instant::now();
            for (index, number) in numbers.enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "thousands")]
                let due = Duration::from_secs_f64(index as f64 / per_second);
                tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
                let properties = BasicProperties::default()
                    .with_content_type("application/json".into())
                    .with_content_encoding("utf-8".into())
                    .with_delivery_mode(2);
                let body = request(number, Requests::USUAL);
                let options = BasicPublishOptions::default();
                let sent = self.channel.basic_publish(
                    EXCHANGE.into(),
                    REQUESTS.into(),
                    options,
                    body.as_bytes(),
                    properties,
                );
                drop(sent.await?);
            }
            Ok::<_, Failure>(())
        };
        tokio::try_join!(sending, receiving)?;
        let options = lapin::options::BasicCancelOptions::default();
        self.channel.basic_cancel(results.tag(), options).await?;
        Ok(())
    }

    /// Returns the number of consumers of the requests; 0 if the queue does not exist.
    pub(crate) async fn consumers(&self) -> Result<u32> {
        let options = QueueDeclareOptions {
            passive: true,
            ..QueueDeclareOptions::default()
        };
        // The broker closes the channel if the queue is missing.
        let channel = self.connection.create_channel().await?;
        let declaring = channel.queue_declare(REQUESTS.into(), options, FieldTable::default());
        let Ok(queue) = declaring.await else {
            return Ok(0);
        };
        channel.close(200, "asked".into()).await?;
        Ok(queue.consumer_count())
    }
}
