//! Declares exchanges and queues.

use lapin::options::{
    ExchangeDeclareOptions, ExchangeDeleteOptions, QueueBindOptions, QueueDeclareOptions,
    QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, Connection, ExchangeKind};

use super::explain::{code, is_other_auto_delete, is_other_properties};
use super::topology::{Binding, Queue};
use crate::config::Config;
use crate::transport::Choice;

/// Time for which the broker keeps a decision, in milliseconds; much longer than a copy of a request waits.
const DECISION_EXPIRES: i64 = 1_800_000;

/// Outcome of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    AsWanted,
    /// The queue exists with other properties, and is used as it is.
    Otherwise,
}

/// Declares a queue with its exchange and binding. A queue that exists with other properties is used as it is.
///
/// # Errors
///
/// If the broker refuses, the exchange has another type or durability, or the connection ends.
pub(super) async fn declare(connection: &Connection, queue: &Queue) -> lapin::Result<Declared> {
    // First: without the exchange, the queue must not exist.
    if let Some(binding) = &queue.binding {
        declare_binding(connection, binding).await?;
    }
    let declared = match declare_queue(connection, queue).await {
        // The node of the queue is gone; the queue must be deleted first.
        Err(error) if code(&error) == Some(404) && !queue.durable => {
            delete_unused(connection, queue).await?;
            declare_queue(connection, queue).await?
        }
        declared => declared?,
    };
    if let Some(binding) = &queue.binding {
        bind(connection, &queue.name, binding).await?;
    }
    if declared == Declared::Otherwise {
        tracing::warn!(
            "queue {} exists with other properties and is used as it is",
            queue.name
        );
    }
    Ok(declared)
}

async fn declare_queue(connection: &Connection, queue: &Queue) -> lapin::Result<Declared> {
    // The broker closes the channel with its refusal, so each attempt opens one.
    for passive in [false, true] {
        let channel = connection.create_channel().await?;
        let options = QueueDeclareOptions {
            passive,
            durable: queue.durable,
            auto_delete: queue.auto_delete,
            ..QueueDeclareOptions::default()
        };
        let name = queue.name.as_str().into();
        let declaring = channel.queue_declare(name, options, queue.arguments.clone());
        match declaring.await {
            Ok(_) if passive => return close(&channel).await.map(|()| Declared::Otherwise),
            Ok(_) => return close(&channel).await.map(|()| Declared::AsWanted),
            Err(error) if is_other_properties(&error) && !passive => {}
            Err(error) => return Err(error),
        }
    }
    unreachable!("the second attempt returns")
}

/// Returns whether a queue exists.
pub(super) async fn exists(connection: &Connection, name: &str) -> lapin::Result<bool> {
    let options = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    let channel = connection.create_channel().await?;
    let declaring = channel.queue_declare(name.into(), options, FieldTable::default());
    match declaring.await {
        Ok(_) => close(&channel).await.map(|()| true),
        Err(error) if code(&error) == Some(404) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Deletes a queue of this process alone.
pub(super) async fn delete(connection: &Connection, name: &str) -> lapin::Result<()> {
    delete_with(connection, name, QueueDeleteOptions::default()).await
}

/// Deletes a queue if it is classic, without messages and without consumers. The broker has no such condition for others.
pub(super) async fn delete_unused(connection: &Connection, queue: &Queue) -> lapin::Result<()> {
    if !queue.is_classic() {
        return Ok(());
    }
    let options = QueueDeleteOptions {
        if_unused: true,
        if_empty: true,
        ..QueueDeleteOptions::default()
    };
    delete_with(connection, &queue.name, options).await
}

async fn delete_with(
    connection: &Connection,
    name: &str,
    options: QueueDeleteOptions,
) -> lapin::Result<()> {
    let channel = connection.create_channel().await?;
    channel.queue_delete(name.into(), options).await?;
    close(&channel).await
}

async fn declare_binding(connection: &Connection, binding: &Binding) -> lapin::Result<()> {
    let Binding {
        exchange,
        kind,
        durable,
        auto_delete,
        ..
    } = binding;
    declare_exchange(connection, exchange, kind, *durable, *auto_delete).await
}

async fn bind(connection: &Connection, queue: &str, binding: &Binding) -> lapin::Result<()> {
    let channel = connection.create_channel().await?;
    let (exchange, key) = (binding.exchange.as_str(), binding.routing_key.as_str());
    let options = QueueBindOptions::default();
    let arguments = FieldTable::default();
    channel
        .queue_bind(
            queue.into(),
            exchange.into(),
            key.into(),
            options,
            arguments,
        )
        .await?;
    close(&channel).await
}

/// Declares the exchange of the topics. Publishing to a missing exchange would close the channel.
///
/// # Errors
///
/// If the broker refuses, or the connection ends.
pub(super) async fn declare_topics(connection: &Connection, config: &Config) -> lapin::Result<()> {
    let (durable, auto_delete) = (config.rabbit.durable, config.rabbit.auto_delete);
    let kind = &ExchangeKind::Topic;
    declare_exchange(
        connection,
        &config.control_exchange,
        kind,
        durable,
        auto_delete,
    )
    .await
}

/// Returns whether an exchange exists.
pub(super) async fn exchange_exists(connection: &Connection, name: &str) -> lapin::Result<bool> {
    let options = ExchangeDeclareOptions {
        passive: true,
        ..ExchangeDeclareOptions::default()
    };
    let channel = connection.create_channel().await?;
    let kind = ExchangeKind::Topic;
    let declaring = channel.exchange_declare(name.into(), kind, options, FieldTable::default());
    match declaring.await {
        Ok(()) => close(&channel).await.map(|()| true),
        Err(error) if code(&error) == Some(404) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Deletes an exchange to which no queue is bound; another one stays.
pub(super) async fn delete_unused_exchange(
    connection: &Connection,
    name: &str,
) -> lapin::Result<()> {
    let options = ExchangeDeleteOptions {
        if_unused: true,
        ..ExchangeDeleteOptions::default()
    };
    let channel = connection.create_channel().await?;
    match channel.exchange_delete(name.into(), options).await {
        Ok(()) => close(&channel).await,
        Err(error) if code(&error) == Some(406) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn declare_exchange(
    connection: &Connection,
    name: &str,
    kind: &ExchangeKind,
    durable: bool,
    auto_delete: bool,
) -> lapin::Result<()> {
    for passive in [false, true] {
        let channel = connection.create_channel().await?;
        let options = ExchangeDeclareOptions {
            passive,
            durable,
            auto_delete,
            ..ExchangeDeclareOptions::default()
        };
        let arguments = FieldTable::default();
        let declaring = channel.exchange_declare(name.into(), kind.clone(), options, arguments);
        match declaring.await {
            Ok(()) => return close(&channel).await,
            // An exchange of another type would route otherwise, and one of another durability shows that Mistral's
            // services are configured differently. oslo.messaging refuses both.
            Err(error) if is_other_auto_delete(&error) && !passive => {
                tracing::debug!(
                    "exchange {name} exists with other properties and is used as it is"
                );
            }
            Err(error) => return Err(error),
        }
    }
    unreachable!("the second attempt returns")
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

async fn close(channel: &Channel) -> lapin::Result<()> {
    channel.close(200, "declared".into()).await
}
