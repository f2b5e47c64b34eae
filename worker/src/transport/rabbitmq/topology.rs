//! Names and properties of exchanges and queues, as oslo.messaging has them (`oslo_messaging/_drivers/impl_rabbit.py`).

use lapin::ExchangeKind;
use lapin::types::{AMQPValue, FieldTable};

use super::queue_number::QueueNumber;
use crate::config::{Config, Rabbit};

/// A queue with the properties that it is declared with.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) name: String,
    pub(super) durable: bool,
    pub(super) auto_delete: bool,
    pub(super) arguments: FieldTable,
    pub(super) is_stream: bool,
    /// In addition to the default exchange, to which every queue is bound.
    pub(super) binding: Option<Binding>,
}

/// The exchange that a queue is bound to.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub(super) exchange: String,
    pub(super) kind: ExchangeKind,
    pub(super) routing_key: String,
    pub(super) durable: bool,
    pub(super) auto_delete: bool,
}

impl Queue {
    /// Returns a durable queue without a binding, to which only workers publish.
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

impl Queue {
    pub(super) fn is_classic(&self) -> bool {
        self.arguments.inner().get("x-queue-type").is_none()
    }
}

/// The queues for requests of a worker.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) topic: Queue,
    pub(crate) server: Queue,
    pub(crate) fanout: Queue,
    /// No other worker has a fanout queue of this name, now or later.
    pub(super) has_unique_fanout: bool,
}

impl Names {
    /// Returns the names of a worker; the number is that of [`QueueNumber`].
    pub(crate) fn new(config: &Config, number: Option<&QueueNumber>) -> Self {
        let topic = |name: String| topic_queue(config, name);
        Self {
            topic: topic(config.topic.clone()),
            server: topic(format!("{}.{}", config.topic, config.host)),
            fanout: fanout_queue(config, number),
            has_unique_fanout: !config.rabbit.stream_fanout && number.is_none(),
        }
    }
}

/// Takes the number of this worker, if the names of fanout queues have one.
pub(super) fn queue_number(rabbit: &Rabbit) -> Option<QueueNumber> {
    let manager = rabbit.queue_manager.as_ref()?;
    let has_number = !rabbit.stream_fanout;
    has_number.then(|| QueueNumber::take(&manager.host, &manager.process))
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

fn fanout_queue(config: &Config, number: Option<&QueueNumber>) -> Queue {
    let rabbit = &config.rabbit;
    let exchange = fanout_exchange(&config.topic);
    let manager = rabbit.queue_manager.as_ref().zip(number);
    let name = match manager {
        _ if rabbit.stream_fanout => exchange.clone(),
        Some((manager, number)) => {
            let (host, process) = (&manager.host, &manager.process);
            format!("{exchange}_{host}:{process}:{}", number.get())
        }
        None => format!("{exchange}_{}", uuid::Uuid::new_v4().simple()),
    };
    let durable = rabbit.transient_quorum || rabbit.stream_fanout;
    Queue {
        name,
        durable,
        auto_delete: false,
        arguments: fanout_arguments(rabbit),
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

fn fanout_arguments(rabbit: &Rabbit) -> FieldTable {
    let mut arguments = FieldTable::default();
    let ttl = rabbit.transient_ttl;
    if rabbit.stream_fanout {
        put(&mut arguments, "x-queue-type", "stream");
        if !ttl.is_zero() {
            put(&mut arguments, "x-max-age", &format!("{}s", ttl.as_secs()));
        }
        return arguments;
    }
    if rabbit.transient_quorum {
        quorum(rabbit, &mut arguments);
    }
    if !ttl.is_zero() {
        let ttl = i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX);
        arguments.insert("x-expires".into(), AMQPValue::LongLongInt(ttl));
    }
    arguments
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
