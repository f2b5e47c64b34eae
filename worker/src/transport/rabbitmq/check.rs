//! [`check_brokers`]: tries everything that a worker does with its brokers before it serves.

use std::sync::Arc;

use lapin::Connection;

use super::declare::{Declared, declare, declare_topics, delete, delete_unused, exists};
use super::dialer::{CONNECT_TIMEOUT, Dialer};
use super::explain::{explain, is_of_connection};
use super::loss::reason_of;
use super::parking::{Parking, hold_queue, return_queue};
use super::topology::{Names, Queue, queue_number};
use crate::config::{Broker, Config};

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
        let checking = check(&config, &names, &dialer, broker);
        let checked = tokio::time::timeout(CONNECT_TIMEOUT, checking).await;
        let checked = checked.unwrap_or_else(|_| {
            let seconds = CONNECT_TIMEOUT.as_secs();
            Err(format!("no answer within {seconds} s"))
        });
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
    let connection = dialer.connect_to(broker, "checking").await?;
    let events = connection.events_listener();
    let checked = declare_all(&connection, config, names).await;
    let differing = match checked {
        Ok(differing) => differing,
        Err(error) if is_of_connection(&error) => return Err(explain(&error)),
        // The connection was closed because of an earlier method.
        Err(error) if !connection.status().connected() => {
            let reason = reason_of(events).await;
            return Err(reason.unwrap_or_else(|| explain(&error)));
        }
        Err(error) => return Err(explain(&error)),
    };
    let closing = connection.close(200, "bye".into()).await;
    closing.map_err(|error| explain(&error))?;
    Ok(match &differing[..] {
        [] => String::new(),
        names => format!(
            "; used as they are, with other properties than configured: {}",
            names.join(", ")
        ),
    })
}

/// Declares the exchange and all queues. Returns those with other properties.
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
