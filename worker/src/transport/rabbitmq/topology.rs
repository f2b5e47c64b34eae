//! Exchanges and queues, as oslo.messaging declares them (`oslo_messaging/_drivers/impl_rabbit.py`).

use std::time::Duration;

use lapin::options::{
    ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, Connection, ErrorKind, ExchangeKind};

use crate::config::{Config, Rabbit};
use crate::transport::Choice;

/// Time for which the broker keeps a decision, in milliseconds; much longer than a copy of a request waits.
const DECISION_EXPIRES: i64 = 1_800_000;

/// A queue with the properties that it is declared with.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) name: String,
    durable: bool,
    auto_delete: bool,
    arguments: FieldTable,
    pub(crate) is_stream: bool,
    /// In addition to the default exchange, to which every queue is bound.
    binding: Option<Binding>,
}

/// The exchange that a queue is bound to.
#[derive(Clone, Debug)]
struct Binding {
    exchange: String,
    kind: ExchangeKind,
    routing_key: String,
    durable: bool,
    auto_delete: bool,
}

impl Queue {
    /// Returns a durable queue without a binding, to which only its owner publishes.
    pub(super) fn private(name: String, arguments: FieldTable) -> Self {
        Self {
            name,
            durable: true,
            auto_delete: false,
            arguments,
            is_stream: false,
            binding: None,
        }
    }
}

/// The queues for requests of a worker.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) topic: Queue,
    pub(crate) server: Queue,
    pub(crate) fanout: Queue,
}

impl Names {
    pub(crate) fn new(config: &Config) -> Self {
        let topic = |name: String| topic_queue(config, name);
        Self {
            topic: topic(config.topic.clone()),
            server: topic(format!("{}.{}", config.topic, config.host)),
            fanout: fanout_queue(config),
        }
    }
}

fn topic_queue(config: &Config, name: String) -> Queue {
    let rabbit = &config.rabbit;
    let mut arguments = FieldTable::default();
    if rabbit.quorum {
        quorum(rabbit, &mut arguments);
    }
    Queue {
        binding: Some(Binding {
            exchange: config.control_exchange.clone(),
            kind: ExchangeKind::Topic,
            routing_key: name.clone(),
            durable: rabbit.durable,
            auto_delete: rabbit.auto_delete,
        }),
        name,
        durable: rabbit.durable,
        auto_delete: rabbit.auto_delete,
        arguments,
        is_stream: false,
    }
}

/// Returns the exchange that copies a message to all executors of a topic.
pub(super) fn fanout_exchange(topic: &str) -> String {
    format!("{topic}_fanout")
}

fn fanout_queue(config: &Config) -> Queue {
    let rabbit = &config.rabbit;
    let exchange = fanout_exchange(&config.topic);
    let mut arguments = FieldTable::default();
    let name = if rabbit.stream_fanout {
        put(&mut arguments, "x-queue-type", "stream");
        put(&mut arguments, "x-max-age", "1800s");
        exchange.clone()
    } else {
        if rabbit.transient_quorum {
            quorum(rabbit, &mut arguments);
        }
        if !rabbit.transient_ttl.is_zero() {
            let ttl = i64::try_from(rabbit.transient_ttl.as_millis()).unwrap_or(i64::MAX);
            arguments.insert("x-expires".into(), AMQPValue::LongLongInt(ttl));
        }
        let suffix = rabbit
            .queue_suffix
            .clone()
            .unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
        format!("{exchange}_{suffix}")
    };
    let durable = rabbit.transient_quorum || rabbit.stream_fanout;
    Queue {
        name,
        durable,
        auto_delete: false,
        arguments,
        is_stream: rabbit.stream_fanout,
        binding: Some(Binding {
            exchange,
            kind: ExchangeKind::Fanout,
            routing_key: config.topic.clone(),
            durable,
            auto_delete: true,
        }),
    }
}

fn quorum(rabbit: &Rabbit, arguments: &mut FieldTable) {
    put(arguments, "x-queue-type", "quorum");
    for (name, limit) in [
        ("x-delivery-limit", rabbit.quorum_delivery_limit),
        ("x-max-in-memory-length", rabbit.quorum_max_memory_length),
        ("x-max-in-memory-bytes", rabbit.quorum_max_memory_bytes),
    ] {
        if limit > 0 {
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            arguments.insert(name.into(), AMQPValue::LongLongInt(limit));
        }
    }
}

pub(super) fn put(arguments: &mut FieldTable, name: &str, text: &str) {
    arguments.insert(name.into(), AMQPValue::LongString(text.into()));
}

/// Declares a queue with its exchange and binding. A queue that exists with other properties is used as it is, as
/// oslo.messaging does.
///
/// # Errors
///
/// If the broker refuses, or the connection ends.
pub(crate) async fn declare(connection: &Connection, queue: &Queue) -> lapin::Result<()> {
    // The broker closes the channel with its refusal, so each attempt opens one.
    for attempt in 0..3 {
        let channel = connection.create_channel().await?;
        let declared = declare_on(&channel, queue, false).await;
        let Err(error) = declared else {
            return close(&channel).await;
        };
        match code(&error) {
            Some(406) => {
                tracing::warn!(
                    "queue {} exists with other properties and is used as it is",
                    queue.name
                );
                let channel = connection.create_channel().await?;
                declare_on(&channel, queue, true).await?;
                return close(&channel).await;
            }
            // The node of the queue is gone; the queue must be deleted first.
            Some(404) if attempt < 2 => {
                let channel = connection.create_channel().await?;
                let name = queue.name.as_str().into();
                channel
                    .queue_delete(name, QueueDeleteOptions::default())
                    .await?;
            }
            // The queue is unavailable for a moment, for instance while it elects a leader.
            Some(541) if attempt < 2 => tokio::time::sleep(Duration::from_secs(2)).await,
            _ => return Err(error),
        }
    }
    unreachable!("the last attempt returns")
}

async fn declare_on(channel: &Channel, queue: &Queue, passive: bool) -> lapin::Result<()> {
    let options = QueueDeclareOptions {
        passive,
        durable: queue.durable,
        auto_delete: queue.auto_delete,
        ..QueueDeclareOptions::default()
    };
    let name = queue.name.as_str();
    channel
        .queue_declare(name.into(), options, queue.arguments.clone())
        .await?;
    let Some(binding) = &queue.binding else {
        return Ok(());
    };
    let options = ExchangeDeclareOptions {
        passive,
        durable: binding.durable,
        auto_delete: binding.auto_delete,
        ..ExchangeDeclareOptions::default()
    };
    let exchange = binding.exchange.as_str();
    let kind = binding.kind.clone();
    channel
        .exchange_declare(exchange.into(), kind, options, FieldTable::default())
        .await?;
    channel
        .queue_bind(
            name.into(),
            exchange.into(),
            binding.routing_key.as_str().into(),
            QueueBindOptions::default(),
            FieldTable::default(),
        )
        .await
}

/// Makes a choice that all workers see: the queue of this name has the properties of the first choice. Returns whether
/// the choice holds.
///
/// # Errors
///
/// If the broker refuses, or the connection ends.
pub(super) async fn decide(
    connection: &Connection,
    decision: &str,
    choice: Choice,
) -> lapin::Result<bool> {
    let channel = connection.create_channel().await?;
    let options = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    let number = match choice {
        Choice::Superseded => 1,
        Choice::Refused => 2,
    };
    let mut arguments = FieldTable::default();
    arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(number));
    arguments.insert("x-expires".into(), AMQPValue::LongLongInt(DECISION_EXPIRES));
    match channel
        .queue_declare(decision.into(), options, arguments)
        .await
    {
        Ok(_) => {
            close(&channel).await?;
            Ok(true)
        }
        Err(error) if code(&error) == Some(406) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Declares the exchange of the topics. Publishing to a missing exchange would close the channel.
///
/// # Errors
///
/// If the broker refuses, or the connection ends.
pub(crate) async fn declare_exchange(
    connection: &Connection,
    config: &Config,
) -> lapin::Result<()> {
    for passive in [false, true] {
        let channel = connection.create_channel().await?;
        let options = ExchangeDeclareOptions {
            passive,
            durable: config.rabbit.durable,
            auto_delete: config.rabbit.auto_delete,
            ..ExchangeDeclareOptions::default()
        };
        let name = config.control_exchange.as_str();
        let declared = channel
            .exchange_declare(
                name.into(),
                ExchangeKind::Topic,
                options,
                FieldTable::default(),
            )
            .await;
        match declared {
            Ok(()) => return close(&channel).await,
            Err(error) if code(&error) == Some(406) && !passive => {}
            Err(error) => return Err(error),
        }
    }
    unreachable!("the second attempt returns")
}

async fn close(channel: &Channel) -> lapin::Result<()> {
    channel.close(200, "declared".into()).await
}

/// Returns the AMQP reply code of an error.
pub(super) fn code(error: &lapin::Error) -> Option<u16> {
    match error.kind() {
        ErrorKind::ProtocolError(error) => Some(error.get_id()),
        _ => None,
    }
}
