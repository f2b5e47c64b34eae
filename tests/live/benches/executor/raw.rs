//! A loop on the same client library that does nothing but what any executor must: the bound for a worker's throughput.
//!
//! It consumes, publishes a prepared result, and acknowledges the request after the broker has confirmed the result.
//! With a claim, it first moves a copy of the request to a queue of its own, as a protocol must that keeps a request
//! from running twice by holding it apart from the shared queue.

use std::sync::Arc;

use futures_util::TryStreamExt;
use lapin::message::Delivery;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions,
    ConfirmSelectOptions, QueueDeclareOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, Consumer};
use live_tests::Result;

use crate::engine::{EXCHANGE, REQUESTS, RESULTS};

/// Requests under way at once, the worker's default.
const IN_FLIGHT: u16 = 64;

/// Queue of the claims.
const CLAIMS: &str = "bench_claims";

/// What the benchmark reads of a result.
const RESULT: &[u8] = br#"{"oslo.version": "2.0", "oslo.message": "{\"method\": \"on_action_complete\", \"args\": {\"result\": {\"data\": null, \"error\": null, \"cancel\": false}}}"}"#;

/// Runs the loop until the process is killed.
pub(crate) async fn run(url: &str, with_claim: bool) -> Result<()> {
    // One connection each, as the worker has.
    let receiving = Connection::connect(url, ConnectionProperties::default()).await?;
    let publishing = Connection::connect(url, ConnectionProperties::default()).await?;
    let publisher = Arc::new(publishing.create_channel().await?);
    publisher
        .confirm_select(ConfirmSelectOptions::default())
        .await?;
    let requests = consume(&receiving.create_channel().await?, REQUESTS).await?;
    if !with_claim {
        return answer(requests, &publisher).await;
    }
    let channel = receiving.create_channel().await?;
    let options = QueueDeclareOptions {
        auto_delete: true,
        ..QueueDeclareOptions::default()
    };
    channel
        .queue_declare(CLAIMS.into(), options, FieldTable::default())
        .await?;
    let claims = consume(&channel, CLAIMS).await?;
    let claiming = requests.map_err(Into::into).try_for_each_concurrent(
        usize::from(IN_FLIGHT),
        |request: Delivery| {
            let publisher = Arc::clone(&publisher);
            async move {
                publish(&publisher, "", CLAIMS, &request.data).await?;
                acknowledge(&request).await
            }
        },
    );
    futures_util::try_join!(claiming, answer(claims, &publisher))?;
    Ok(())
}

async fn consume(channel: &Channel, queue: &str) -> Result<Consumer> {
    channel
        .basic_qos(IN_FLIGHT, BasicQosOptions::default())
        .await?;
    let options = BasicConsumeOptions::default();
    let table = FieldTable::default();
    Ok(channel
        .basic_consume(queue.into(), "".into(), options, table)
        .await?)
}

async fn answer(requests: Consumer, publisher: &Arc<Channel>) -> Result<()> {
    let answering = requests.map_err(Into::into).try_for_each_concurrent(
        usize::from(IN_FLIGHT),
        |request: Delivery| {
            let publisher = Arc::clone(publisher);
            async move {
                publish(&publisher, EXCHANGE, RESULTS, RESULT).await?;
                acknowledge(&request).await
            }
        },
    );
    answering.await
}

/// Publishes a message and waits until the broker has confirmed it.
async fn publish(channel: &Channel, exchange: &str, key: &str, body: &[u8]) -> Result<()> {
    let options = BasicPublishOptions::default();
    let properties = BasicProperties::default().with_delivery_mode(2);
    channel
        .basic_publish(exchange.into(), key.into(), options, body, properties)
        .await?
        .await?;
    Ok(())
}

async fn acknowledge(request: &Delivery) -> Result<()> {
    request.ack(BasicAckOptions::default()).await?;
    Ok(())
}
