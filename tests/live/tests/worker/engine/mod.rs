//! [`Engine`]: a scripted engine that sends requests and stores every message that it receives.

mod received;

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use futures_util::StreamExt;
use lapin::message::Delivery;
use lapin::options::{
    BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
    QueueBindOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, ExchangeKind,
};
use live_tests::serde_json::json;
use live_tests::{Failure, Result, until};
use tokio::runtime::Runtime;

use self::received::Received;
pub(crate) use self::received::{is_refusal, read};
use crate::message::properties;
use crate::request::Request;

/// The runtime of all engines and proxies.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("the runtime must start")
});

/// A client of the broker in the role of Mistral's engine.
pub(crate) struct Engine {
    url: String,
    exchange: String,
    topic: String,
    pub(crate) queue: String,
    pub(crate) reply_queue: String,
    durable: bool,
    wire: Mutex<(Connection, Channel)>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Engine {
    /// Connects, and declares a queue for results and one for replies.
    pub(crate) fn connect(url: &str, name: &str, durable: bool) -> Result<Self> {
        let engine = Self {
            url: url.to_owned(),
            exchange: name.to_owned(),
            topic: format!("{name}_executor"),
            queue: format!("{name}_engine"),
            reply_queue: format!("reply_{name}"),
            durable,
            wire: Mutex::new(RUNTIME.block_on(connect(url))?),
            received: Arc::default(),
        };
        engine.listen()?;
        Ok(engine)
    }

    /// Reconnects after a restart of the broker.
    pub(crate) fn reconnect(&self) -> Result<()> {
        let wire = until("the engine has connected", || {
            Ok(RUNTIME.block_on(connect(&self.url)).ok())
        })?;
        *self.wire.lock().unwrap_or_else(PoisonError::into_inner) = wire;
        self.listen()
    }

    /// Declares the queues for results and replies, and consumes from them.
    pub(crate) fn listen(&self) -> Result<()> {
        self.declare_exchange()?;
        for queue in [&self.queue, &self.reply_queue] {
            self.declare(queue, FieldTable::default())?;
            self.consume(queue)?;
        }
        Ok(())
    }

    fn declare_exchange(&self) -> Result<()> {
        self.declare_other_exchange(&self.exchange, ExchangeKind::Topic, self.durable)
    }

    /// Declares an exchange of any name and kind.
    pub(crate) fn declare_other_exchange(
        &self,
        name: &str,
        kind: ExchangeKind,
        durable: bool,
    ) -> Result<()> {
        let options = ExchangeDeclareOptions {
            durable,
            ..ExchangeDeclareOptions::default()
        };
        let channel = self.channel();
        let declaring = channel.exchange_declare(name.into(), kind, options, FieldTable::default());
        Ok(RUNTIME.block_on(declaring)?)
    }

    /// Declares and binds a queue, as an executor or an engine does.
    pub(crate) fn declare(&self, queue: &str, arguments: FieldTable) -> Result<()> {
        let channel = self.channel();
        RUNTIME.block_on(async {
            let options = QueueDeclareOptions {
                durable: self.durable,
                ..QueueDeclareOptions::default()
            };
            channel
                .queue_declare(queue.into(), options, arguments)
                .await?;
            let exchange = self.exchange.as_str().into();
            let options = QueueBindOptions::default();
            let arguments = FieldTable::default();
            channel
                .queue_bind(queue.into(), exchange, queue.into(), options, arguments)
                .await
        })?;
        Ok(())
    }

    /// Consumes from a queue and stores every message.
    pub(crate) fn consume(&self, queue: &str) -> Result<()> {
        let options = BasicConsumeOptions {
            no_ack: true,
            ..BasicConsumeOptions::default()
        };
        let channel = self.channel();
        let consuming =
            channel.basic_consume(queue.into(), "".into(), options, FieldTable::default());
        let mut deliveries = RUNTIME.block_on(consuming)?;
        let received = Arc::clone(&self.received);
        RUNTIME.spawn(async move {
            while let Some(Ok(delivery)) = deliveries.next().await {
                let message = read(&delivery.data);
                let Delivery {
                    properties, data, ..
                } = delivery;
                received
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(Received {
                        properties,
                        body: data,
                        message,
                    });
            }
        });
        Ok(())
    }

    pub(crate) fn delete(&self, queue: &str) -> Result<()> {
        let channel = self.channel();
        let deleting = channel.queue_delete(queue.into(), QueueDeleteOptions::default());
        RUNTIME.block_on(deleting)?;
        Ok(())
    }

    pub(crate) fn delete_exchange(&self) -> Result<()> {
        let options = lapin::options::ExchangeDeleteOptions::default();
        let channel = self.channel();
        let deleting = channel.exchange_delete(self.exchange.as_str().into(), options);
        Ok(RUNTIME.block_on(deleting)?)
    }

    /// Consumes a message from a quorum queue without acknowledging it, and waits until the broker takes it back because
    /// of its `consumer_timeout`.
    pub(crate) fn wait_for_consumer_timeout(&self, queue: &str) -> Result<()> {
        let mut arguments = FieldTable::default();
        arguments.insert(
            "x-queue-type".into(),
            AMQPValue::LongString("quorum".into()),
        );
        self.declare(queue, arguments)?;
        self.publish(queue, b"unacknowledged", properties())?;
        RUNTIME.block_on(async {
            let wire = connect(&self.url).await?;
            let options = BasicConsumeOptions::default();
            let mut deliveries = wire
                .1
                .basic_consume(queue.into(), "".into(), options, FieldTable::default())
                .await?;
            let mut deliveries_seen = Vec::new();
            while let Some(Ok(delivery)) = deliveries.next().await {
                deliveries_seen.push(delivery);
            }
            assert_eq!(
                deliveries_seen.len(),
                1,
                "the broker has ended the consumer before the delivery"
            );
            lapin::Result::Ok(())
        })?;
        self.delete(queue)
    }

    /// Receives a number of messages and loses the connection, so that the broker delivers them again.
    pub(crate) fn redeliver(&self, queue: &str, number: usize) -> Result<()> {
        RUNTIME.block_on(async {
            let (connection, channel) = connect(&self.url).await?;
            let options = BasicConsumeOptions::default();
            let consuming =
                channel.basic_consume(queue.into(), "".into(), options, FieldTable::default());
            let deliveries = consuming.await?.take(number);
            let received: Vec<_> = deliveries.collect().await;
            assert_eq!(received.len(), number);
            connection.close(200, "lost".into()).await
        })?;
        until("the queue has the messages again", || {
            Ok((self.ready(queue)? as usize >= number).then_some(()))
        })
    }

    /// Returns the number of ready messages in a queue.
    pub(crate) fn ready(&self, queue: &str) -> Result<u32> {
        let options = QueueDeclareOptions {
            passive: true,
            ..QueueDeclareOptions::default()
        };
        let channel = self.channel();
        let declaring = channel.queue_declare(queue.into(), options, FieldTable::default());
        Ok(RUNTIME.block_on(declaring)?.message_count())
    }

    /// Publishes a request for the executors.
    pub(crate) fn send(&self, request: &Request) -> Result<()> {
        self.send_body(&request.body(), properties())
    }

    /// Publishes many requests at once.
    pub(crate) fn send_all(&self, requests: &[Request]) -> Result<()> {
        let channel = self.channel();
        RUNTIME.block_on(async {
            let mut confirmations = Vec::new();
            for request in requests {
                let options = BasicPublishOptions::default();
                let (exchange, to) = (self.exchange.as_str(), self.topic.as_str());
                let body = request.body();
                let sending =
                    channel.basic_publish(exchange.into(), to.into(), options, &body, properties());
                confirmations.push(sending.await?);
            }
            for confirmation in confirmations {
                confirmation.await?;
            }
            Ok(())
        })
    }

    pub(crate) fn send_body(&self, body: &[u8], properties: BasicProperties) -> Result<()> {
        self.publish(&self.topic, body, properties)
    }

    pub(crate) fn publish(&self, to: &str, body: &[u8], properties: BasicProperties) -> Result<()> {
        let channel = self.channel();
        let options = BasicPublishOptions {
            mandatory: true,
            ..BasicPublishOptions::default()
        };
        let exchange = self.exchange.as_str().into();
        let confirmed = RUNTIME.block_on(async {
            channel
                .basic_publish(exchange, to.into(), options, body, properties)
                .await?
                .await
        })?;
        match confirmed {
            Confirmation::Ack(None) => Ok(()),
            _ => Err(Failure::new(format_args!("no queue is bound for {to}"))),
        }
    }

    /// Returns the messages received so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits until the engine has received everything that was sent to it before.
    pub(crate) fn settle(&self) -> Result<()> {
        for queue in [&self.queue, &self.reply_queue] {
            let marker = marker();
            let message = json!({"marker": marker}).to_string();
            let body = json!({"oslo.version": "2.0", "oslo.message": message}).to_string();
            self.publish(queue, body.as_bytes(), properties())?;
            until("the engine has received the marker", || {
                let received = self.received();
                let mut markers = received.iter().map(|received| &received.message["marker"]);
                Ok(markers.any(|found| *found == marker).then_some(()))
            })?;
        }
        Ok(())
    }

    fn channel(&self) -> Channel {
        let wire = self.wire.lock().unwrap_or_else(PoisonError::into_inner);
        wire.1.clone()
    }
}

/// Returns whether a broker has transient queues that several connections share.
pub(crate) fn has_transient_queues(url: &str) -> Result<bool> {
    RUNTIME.block_on(async {
        let (_connection, channel) = connect(url).await?;
        let name = "transient";
        let options = QueueDeclareOptions::default();
        let declaring = channel.queue_declare(name.into(), options, FieldTable::default());
        if declaring.await.is_err() {
            return Ok(false);
        }
        channel
            .queue_delete(name.into(), QueueDeleteOptions::default())
            .await?;
        Ok(true)
    })
}

async fn connect(url: &str) -> lapin::Result<(Connection, Channel)> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await?;
    Ok((connection, channel))
}

fn marker() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("marker-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
