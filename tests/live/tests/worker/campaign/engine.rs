//! [`Engine`]: sends requests until the broker has confirmed them, and records results. Unlike the engine of the tests, it
//! survives crashes of the broker, and acknowledges results after it has recorded them.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions,
    ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::FieldTable;
use lapin::{Channel, Confirmation, Connection, ConnectionProperties, Consumer, ExchangeKind};
use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};
use tokio::task::JoinSet;

use super::history::{History, Outcome};
use super::plan::Request;
use super::process::Executor;
use crate::engine::{RUNTIME, is_refusal, read};
use crate::message::{parsed, properties, result_of};
use crate::request::Request as Message;

/// Pause before another attempt.
const RETRY: Duration = Duration::from_millis(200);
/// Time after which a confirm is taken for lost.
const CONFIRM: Duration = Duration::from_secs(20);
/// Upper bound on connecting: a broker that starts may accept a connection and not answer.
const CONNECT: Duration = Duration::from_secs(5);

/// A client of the broker in the role of Mistral's engine.
pub(crate) struct Engine {
    shared: Arc<Shared>,
    /// Aborted with this value.
    tasks: Mutex<JoinSet<()>>,
}

struct Shared {
    url: String,
    /// Exchange, and first part of the queues' names.
    name: String,
    is_durable: bool,
    executor: Executor,
    journal: PathBuf,
    history: Arc<History>,
    wire: tokio::sync::Mutex<Option<(Connection, Channel)>>,
}

impl Engine {
    pub(crate) fn start(
        (url, name): (&str, &str),
        is_durable: bool,
        executor: Executor,
        journal: PathBuf,
        history: Arc<History>,
    ) -> Self {
        let shared = Arc::new(Shared {
            url: url.to_owned(),
            name: name.to_owned(),
            is_durable,
            executor,
            journal,
            history,
            wire: tokio::sync::Mutex::default(),
        });
        let engine = Self {
            shared: Arc::clone(&shared),
            tasks: Mutex::default(),
        };
        engine.spawn(async move { shared.record_results().await });
        engine
    }

    /// Sends a request, and sends it again if its confirm is lost.
    pub(crate) fn send(&self, request: Request) {
        let shared = Arc::clone(&self.shared);
        self.spawn(async move { shared.send(&request).await });
    }

    /// Deletes the queue of the topic.
    pub(crate) fn delete_topic(&self) -> Result<()> {
        let queue = self.shared.topic();
        RUNTIME.block_on(async {
            let channel = self.shared.channel().await;
            let options = QueueDeleteOptions::default();
            channel.queue_delete(queue.as_str().into(), options).await
        })?;
        Ok(())
    }

    /// Waits until a number of workers consume.
    pub(crate) fn wait_consumers(&self, number: u32) -> Result<()> {
        let queue = self.shared.topic();
        until("the workers consume", || {
            let counted = RUNTIME.block_on(async {
                let channel = self.shared.channel().await;
                let options = QueueDeclareOptions {
                    passive: true,
                    ..QueueDeclareOptions::default()
                };
                let table = FieldTable::default();
                channel
                    .queue_declare(queue.as_str().into(), options, table)
                    .await
            });
            // A missing queue ends the channel.
            Ok(counted
                .is_ok_and(|queue| queue.consumer_count() >= number)
                .then_some(()))
        })
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(task, RUNTIME.handle());
    }
}

impl Shared {
    fn topic(&self) -> String {
        format!("{}_executor", self.name)
    }

    /// Returns an open channel with confirms; connects until it succeeds.
    async fn channel(&self) -> Channel {
        let mut wire = self.wire.lock().await;
        loop {
            if let Some((_, channel)) = wire.as_ref().filter(|(_, it)| it.status().connected()) {
                return channel.clone();
            }
            match tokio::time::timeout(CONNECT, self.connect()).await {
                Ok(Ok(connected)) => *wire = Some(connected),
                Ok(Err(_)) | Err(_) => tokio::time::sleep(RETRY).await,
            }
        }
    }

    async fn connect(&self) -> lapin::Result<(Connection, Channel)> {
        let connection = Connection::connect(&self.url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await?;
        let options = ExchangeDeclareOptions {
            durable: self.is_durable,
            ..ExchangeDeclareOptions::default()
        };
        let (name, table) = (self.name.as_str().into(), FieldTable::default());
        channel
            .exchange_declare(name, ExchangeKind::Topic, options, table)
            .await?;
        Ok((connection, channel))
    }

    async fn send(&self, request: &Request) {
        let body = self.message(request).body();
        loop {
            let channel = self.channel().await;
            self.history.publishing(request);
            let publishing = async {
                let options = BasicPublishOptions {
                    mandatory: true,
                    ..BasicPublishOptions::default()
                };
                let (exchange, topic) = (self.name.as_str(), self.topic());
                channel
                    .basic_publish(exchange.into(), topic.into(), options, &body, properties())
                    .await?
                    .await
            };
            match tokio::time::timeout(CONFIRM, publishing).await {
                Ok(Ok(Confirmation::Ack(None))) => return self.history.published(request.id, true),
                Ok(Ok(_)) => self.history.published(request.id, false),
                // The broker may have the message.
                Ok(Err(_)) | Err(_) => {}
            }
            tokio::time::sleep(RETRY).await;
        }
    }

    fn message(&self, request: &Request) -> Message {
        let id = request.id.to_string();
        let input = json!({"journal": self.journal, "id": request.id, "millis": request.millis});
        let mut message = match self.executor {
            Executor::Python => Message::of_class(&id, "campaign_actions.Work", &input),
            Executor::Rust if request.is_asynchronous => {
                Message::new(&id, "campaign.later", &input)
            }
            Executor::Rust => Message::new(&id, "campaign.work", &input),
        };
        if request.is_safe {
            message = message.safe_rerun();
        }
        match request.limit {
            Some(limit) => message.argument("timeout", &limit.into()),
            None => message,
        }
    }

    /// Records results until it is aborted.
    async fn record_results(&self) {
        let mut known = HashSet::new();
        loop {
            let consuming = tokio::time::timeout(CONNECT, self.consume()).await;
            if let Ok(Ok((_connection, mut deliveries))) = consuming {
                while let Some(Ok(delivery)) = deliveries.next().await {
                    self.record(&read(&delivery.data), &mut known);
                    // If it is lost, the result comes again.
                    let _ = delivery.ack(BasicAckOptions::default()).await;
                }
            }
            // The broker restarts, or is not ready yet.
            tokio::time::sleep(RETRY).await;
        }
    }

    /// Declares the queue for results, and consumes from it.
    async fn consume(&self) -> lapin::Result<(Connection, Consumer)> {
        let (connection, channel) = self.connect().await?;
        let queue = format!("{}_engine", self.name);
        let queue = queue.as_str();
        let options = QueueDeclareOptions {
            durable: self.is_durable,
            ..QueueDeclareOptions::default()
        };
        let table = FieldTable::default;
        channel
            .queue_declare(queue.into(), options, table())
            .await?;
        let (exchange, options) = (self.name.as_str().into(), QueueBindOptions::default());
        channel
            .queue_bind(queue.into(), exchange, queue.into(), options, table())
            .await?;
        let options = BasicConsumeOptions::default();
        let deliveries = channel
            .basic_consume(queue.into(), "".into(), options, table())
            .await?;
        Ok((connection, deliveries))
    }

    fn record(&self, message: &Value, known: &mut HashSet<String>) {
        if message["method"] != "on_action_complete" {
            return;
        }
        // A message that comes again is the same result.
        let is_new = known.insert(message["_unique_id"].to_string());
        let id = parsed(&message["args"]["action_ex_id"]);
        let id = id.as_str().and_then(|id| id.parse().ok());
        if let Some(id) = id.filter(|_| is_new) {
            let result = result_of(&message["args"]["result"]);
            self.history.completed(id, Outcome::of(id, &result));
        }
    }
}

impl Outcome {
    fn of(id: u32, result: &Value) -> Self {
        let error = result["error"].as_str().unwrap_or_default();
        if result["data"] == id && result["error"].is_null() {
            Self::Done
        } else if is_refusal(result) {
            Self::Refused
        } else if error.contains("timed out") || error.contains("Timeout after") {
            Self::TimedOut
        } else if error.contains("stopped before the action delivered its result") {
            Self::Stopped
        } else {
            Self::Other(result.to_string())
        }
    }
}
