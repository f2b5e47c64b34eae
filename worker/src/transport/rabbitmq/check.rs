//! [`check_brokers`]: tries everything that a worker does with its brokers before it serves.

use std::sync::Arc;
use std::time::Duration;

use lapin::{Channel, Connection};

use super::declare::{
    Declared, declare, declare_topics, delete, delete_unused, delete_unused_exchange,
    exchange_exists, exists,
};
use super::dialer::Dialer;
use super::explain::{explain, is_of_connection};
use super::loss::reason_of;
use super::parking::{Parking, hold_queue, return_queue};
use super::topology::{Names, Queue, fanout_exchange, queue_number};
use crate::config::{Broker, Config};

/// Upper bound on the declarations at one broker.
const DECLARE_TIMEOUT: Duration = Duration::from_secs(15);

/// Channels of the connection for sending: for publishing, and for decisions.
const SENDING_CHANNELS: usize = 2;

/// Connects to every broker, and declares exchange and queues. Deletes those of the check alone, and other classic queues
/// that did not exist. Reports the outcome of each broker, in a sentence.
///
/// # Errors
///
/// Those of `report`.
pub(crate) async fn check_brokers<E>(
    config: Arc<Config>,
    report: &mut impl FnMut(Result<String, String>) -> Result<(), E>,
) -> Result<(), E> {
    let number = queue_number(&config.rabbit);
    let names = Names::new(&config, number.as_ref());
    let dialer = Dialer::new(Arc::clone(&config));
    for broker in dialer.brokers() {
        let checked = check(&config, &names, &dialer, broker).await;
        report(match checked {
            Ok(remark) => Ok(format!(
                "{broker}: login and queue declaration succeeded{remark}"
            )),
            Err(problem) => Err(format!("{broker}: {problem}")),
        })?;
    }
    Ok(())
}

/// Checks one broker. Returns a remark for the report.
async fn check(
    config: &Config,
    names: &Names,
    dialer: &Dialer,
    broker: &Broker,
) -> Result<String, String> {
    // A worker has two connections.
    let receiving = dialer.connect_to(broker, "checking").await?;
    let sending = dialer.connect_to(broker, "checking").await?;
    let new_exchanges = within_limit(&sending, missing_exchanges(&sending, config)).await?;
    let declared = within_limit(&receiving, declare_all(&receiving, config, names)).await;
    // On the other connection: the broker closes one on which it denies a queue.
    for exchange in &new_exchanges {
        within_limit(&sending, delete_unused_exchange(&sending, exchange)).await?;
    }
    let differing = declared?;
    let opening = open_channels(&receiving, receiving_channels(config));
    // Kept open: a limit of the user counts the channels of all connections.
    let _receiving_channels = within_limit(&receiving, opening).await?;
    let opening = open_channels(&sending, SENDING_CHANNELS);
    let _sending_channels = within_limit(&sending, opening).await?;
    for connection in [&receiving, &sending] {
        let closing = connection.close(200, "bye".into()).await;
        closing.map_err(|error| explain(&error))?;
    }
    Ok(match &differing[..] {
        [] => String::new(),
        names => format!(
            "; used as they are, with other properties than configured: {}",
            names.join(", ")
        ),
    })
}

/// Waits for operations on a connection. Returns the reason if they fail.
async fn within_limit<T>(
    connection: &Connection,
    operations: impl Future<Output = lapin::Result<T>>,
) -> Result<T, String> {
    let events = connection.events_listener();
    match tokio::time::timeout(DECLARE_TIMEOUT, operations).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) if is_of_connection(&error) => Err(explain(&error)),
        // The connection was closed because of an earlier method.
        Ok(Err(error)) if !connection.status().connected() => {
            let reason = reason_of(events).await;
            Err(reason.unwrap_or_else(|| explain(&error)))
        }
        Ok(Err(error)) => Err(explain(&error)),
        Err(_) => Err(format!("no answer within {} s", DECLARE_TIMEOUT.as_secs())),
    }
}

/// Returns the number of channels on the connection for receiving: one for each queue of requests and for the parking
/// queue, and one for declarations.
fn receiving_channels(config: &Config) -> usize {
    const QUEUES: usize = 3;
    QUEUES + usize::from(return_queue(config).is_some()) + 2
}

/// Returns the exchanges of a worker that do not exist.
async fn missing_exchanges(connection: &Connection, config: &Config) -> lapin::Result<Vec<String>> {
    let mut missing = Vec::new();
    for exchange in [
        config.control_exchange.clone(),
        fanout_exchange(&config.topic),
    ] {
        if !exchange_exists(connection, &exchange).await? {
            missing.push(exchange);
        }
    }
    Ok(missing)
}

/// Opens channels at the same time, as a worker does. The broker may limit their number.
async fn open_channels(connection: &Connection, number: usize) -> lapin::Result<Vec<Channel>> {
    let mut channels = Vec::new();
    for _ in 0..number {
        channels.push(connection.create_channel().await?);
    }
    Ok(channels)
}

/// Declares the exchanges and all queues. Returns those with other properties.
async fn declare_all(
    connection: &Connection,
    config: &Config,
    names: &Names,
) -> lapin::Result<Vec<String>> {
    declare_topics(connection, config).await?;
    let parking = Parking::new(config).queue();
    let hold = hold_queue(config);
    let unique = |queue: &Queue| {
        queue.name == parking.name || names.has_unique_fanout && queue.name == names.fanout.name
    };
    let returned = return_queue(config);
    let queues = [&names.topic, &names.server, &names.fanout, &parking, &hold];
    let mut differing = Vec::new();
    for queue in queues.into_iter().chain(&returned) {
        let is_new = unique(queue) || !exists(connection, &queue.name).await?;
        if declare(connection, queue).await? == Declared::Otherwise {
            differing.push(queue.name.clone());
        }
        if unique(queue) {
            delete(connection, &queue.name).await?;
        } else if is_new {
            delete_unused(connection, queue).await?;
        }
    }
    Ok(differing)
}
