//! [`Engine`]: sends requests, and keeps all that it is told.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use futures_util::StreamExt;
use lapin::message::Delivery;
use lapin::options::{
    BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
    QueueBindOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::FieldTable;
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, ExchangeKind,
};
use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Result, until};
use tokio::runtime::Runtime;

use crate::request::Request;

/// Where all engines and proxies live.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
});

/// A message that came for the engine.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) properties: BasicProperties,
    pub(crate) body: Vec<u8>,
    /// What is within the envelope.
    pub(crate) message: Value,
}

/// One side of a conversation with an executor.
pub(crate) struct Engine {
    url: String,
    exchange: String,
    topic: String,
    pub(crate) queue: String,
    pub(crate) reply_queue: String,
    durable: bool,
    wire: Mutex<(Connection, Channel)>,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Engine {
    /// Connects, with a queue of its own for results and one for replies.
    pub(crate) fn connect(url: &str, name: &str, durable: bool) -> Result<Self> {
        let engine = Self {
            url: url.to_owned(),
            exchange: name.to_owned(),
            topic: format!("{name}_executor"),
            queue: format!("{name}_engine"),
            reply_queue: format!("reply_{name}"),
            durable,
            wire: Mutex::new(RUNTIME.block_on(connect(url))?),
            told: Arc::default(),
        };
        engine.listen()?;
        Ok(engine)
    }

    /// Connects again after the broker was gone.
    pub(crate) fn reconnect(&self) -> Result<()> {
        let wire = until("the engine can connect", || {
            Ok(RUNTIME.block_on(connect(&self.url)).ok())
        })?;
        *self.wire.lock().unwrap_or_else(PoisonError::into_inner) = wire;
        self.listen()
    }

    /// Declares the queues for results and replies, and takes what arrives there.
    pub(crate) fn listen(&self) -> Result<()> {
        self.declare_exchange()?;
        for queue in [&self.queue, &self.reply_queue] {
            self.declare(queue, FieldTable::default())?;
            self.consume(queue)?;
        }
        Ok(())
    }

    fn declare_exchange(&self) -> Result<()> {
        let options = ExchangeDeclareOptions {
            durable: self.durable,
            ..ExchangeDeclareOptions::default()
        };
        let channel = self.channel();
        let declaring = channel.exchange_declare(
            self.exchange.as_str().into(),
            ExchangeKind::Topic,
            options,
            FieldTable::default(),
        );
        Ok(RUNTIME.block_on(declaring)?)
    }

    /// Declares a queue and binds it, as an executor or an engine would.
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

    /// Keeps whatever arrives in a queue.
    pub(crate) fn consume(&self, queue: &str) -> Result<()> {
        let options = BasicConsumeOptions {
            no_ack: true,
            ..BasicConsumeOptions::default()
        };
        let channel = self.channel();
        let consuming =
            channel.basic_consume(queue.into(), "".into(), options, FieldTable::default());
        let mut deliveries = RUNTIME.block_on(consuming)?;
        let told = Arc::clone(&self.told);
        RUNTIME.spawn(async move {
            while let Some(Ok(delivery)) = deliveries.next().await {
                let message = read(&delivery);
                let Delivery {
                    properties, data, ..
                } = delivery;
                told.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(Told {
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

    /// Takes a message from a queue, and waits until the broker has lost patience with us because we do not
    /// acknowledge it.
    pub(crate) fn try_patience(&self, queue: &str) -> Result<()> {
        self.declare(queue, FieldTable::default())?;
        self.publish(queue, b"patience", properties())?;
        RUNTIME.block_on(async {
            let wire = connect(&self.url).await?;
            let options = BasicConsumeOptions::default();
            let mut deliveries = wire
                .1
                .basic_consume(queue.into(), "".into(), options, FieldTable::default())
                .await?;
            let mut taken = Vec::new();
            while let Some(Ok(delivery)) = deliveries.next().await {
                taken.push(delivery);
            }
            assert_eq!(
                taken.len(),
                1,
                "the broker has closed the channel too early"
            );
            lapin::Result::Ok(())
        })?;
        self.delete(queue)
    }

    /// How many messages of a queue are ready to be delivered.
    pub(crate) fn ready(&self, queue: &str) -> Result<u32> {
        let options = QueueDeclareOptions {
            passive: true,
            ..QueueDeclareOptions::default()
        };
        let channel = self.channel();
        let asking = channel.queue_declare(queue.into(), options, FieldTable::default());
        Ok(RUNTIME.block_on(asking)?.message_count())
    }

    /// Sends a request to the executors.
    pub(crate) fn send(&self, request: &Request) -> Result<()> {
        self.send_body(&request.body(), properties())
    }

    /// Sends many requests at once.
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
            _ => Err(Failure::new(format_args!("nobody has a queue for {to}"))),
        }
    }

    /// All that it was told so far.
    pub(crate) fn told(&self) -> Vec<Told> {
        self.told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The results of an action execution: `{"data": …, "error": …, "cancel": …}`.
    pub(crate) fn results(&self, id: &str) -> Vec<Value> {
        let told = self.told();
        let results = told.iter().filter(|told| {
            told.message["method"] == "on_action_complete"
                && parsed(&told.message["args"]["action_ex_id"]) == id
        });
        results
            .map(|told| result_of(&told.message["args"]["result"]))
            .collect()
    }

    /// Waits for the first result of an action execution.
    pub(crate) fn result(&self, id: &str) -> Result<Value> {
        until(&format!("the engine is told the result of {id}"), || {
            Ok(self.results(id).pop())
        })
    }

    /// The action executions of each heartbeat so far.
    pub(crate) fn heartbeats(&self) -> Vec<Vec<String>> {
        let told = self.told();
        let beats = told
            .iter()
            .filter(|told| told.message["method"] == "report_running_actions");
        beats
            .map(|told| {
                let ids = parsed(&told.message["args"]["action_ex_ids"]);
                serde_json::from_value(ids).expect("ids")
            })
            .collect()
    }

    /// What came in reply to a call.
    pub(crate) fn replies(&self, message_id: &str) -> Vec<Value> {
        let mut told = self.told();
        told.retain(|told| told.message["_msg_id"] == message_id);
        told.into_iter().map(|told| told.message).collect()
    }

    /// Waits for the reply that ends a call.
    pub(crate) fn reply(&self, message_id: &str) -> Result<Value> {
        until(&format!("there is a reply to {message_id}"), || {
            let mut replies = self.replies(message_id).into_iter();
            Ok(replies.find(|reply| reply["ending"] == true))
        })
    }

    /// Waits until whatever was sent to it before has arrived.
    pub(crate) fn settle(&self) -> Result<()> {
        for queue in [&self.queue, &self.reply_queue] {
            let marker = marker();
            let message = json!({"marker": marker}).to_string();
            let body = json!({"oslo.version": "2.0", "oslo.message": message}).to_string();
            self.publish(queue, body.as_bytes(), properties())?;
            until("the engine has read its queue", || {
                let told = self.told();
                let mut markers = told.iter().map(|told| &told.message["marker"]);
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

async fn connect(url: &str) -> lapin::Result<(Connection, Channel)> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await?;
    Ok((connection, channel))
}

/// As oslo.messaging has them.
pub(crate) fn properties() -> BasicProperties {
    BasicProperties::default()
        .with_content_type("application/json".into())
        .with_content_encoding("utf-8".into())
        .with_delivery_mode(2)
        .with_priority(0)
}

fn read(delivery: &Delivery) -> Value {
    let envelope: Value = serde_json::from_slice(&delivery.data).unwrap_or_default();
    parsed(&envelope["oslo.message"])
}

/// What a JSON text within JSON says.
pub(crate) fn parsed(text: &Value) -> Value {
    serde_json::from_str(text.as_str().unwrap_or("null")).unwrap_or_default()
}

/// A result as Mistral serializes it.
pub(crate) fn result_of(text: &Value) -> Value {
    let entity = parsed(text);
    assert_eq!(
        entity["__serial_key"], "mistral_lib.actions.types.Result",
        "{text}"
    );
    parsed(&entity["__serial_data"])
}

fn marker() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("marker-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
