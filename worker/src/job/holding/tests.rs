//! The copies of a message: joining, losing, superseding.
#![expect(
    clippy::disallowed_methods,
    reason = "tests spawn tasks without an `Env`"
)]

use std::sync::Arc;

use futures_util::FutureExt;

use super::*;
use crate::env;
use crate::job::deliveries::{TestChannel, acknowledged};
use crate::transport::{CopyState, Inbound, Settlement};

const PATIENCE: Duration = Duration::from_secs(1);

fn holding(delivery: &Delivery) -> Holding {
    let is_safe = false;
    Holding::new(delivery, is_safe)
}

#[test]
fn message_that_was_sent_twice_takes_no_place() {
    let mut channel = TestChannel::requests();
    let holding = holding(&channel.deliver());
    holding.join(&channel.deliver());
    assert_eq!(channel.settlements(), [acknowledged(2)]);
    assert_eq!(holding.open().len(), 1);
}

#[test]
fn redelivery_on_a_new_channel_is_held() {
    let (mut broken, mut channel) = (TestChannel::requests(), TestChannel::requests());
    let holding = holding(&broken.deliver());
    broken.end();
    assert!(holding.open().is_empty());
    holding.join(&channel.redeliver());
    assert_eq!(holding.open().len(), 1);
    assert_eq!(channel.settlements(), []);
}

#[test]
fn later_copy_supersedes_earlier_ones() {
    let (mut channel, mut parking) = (TestChannel::requests(), TestChannel::new(Inbound::Parking));
    let holding = holding(&channel.deliver());
    holding.advance(1, env::now());
    assert_eq!(channel.settlements(), [acknowledged(1)]);
    assert_eq!((holding.generation(), holding.open().len()), (1, 0));
    holding.join(&channel.redeliver());
    assert_eq!(channel.settlements(), [acknowledged(2)]);
    holding.join(&parking.deliver_copy(CopyState::Parked, 1));
    assert_eq!(parking.settlements(), []);
    assert_eq!(holding.open().len(), 1);
}

/// It takes no slot, so that its message must not take a place of the prefetch.
#[test]
fn redelivered_safe_action_that_has_returned_moves_its_message() {
    let (mut broken, mut channel) = (TestChannel::requests(), TestChannel::requests());
    let holding = Holding::new(&broken.deliver(), true);
    holding.detach(true);
    holding.move_wanted().now_or_never().unwrap();
    broken.end();
    assert_eq!(holding.move_wanted().now_or_never(), None);
    holding.join(&channel.redeliver());
    holding.move_wanted().now_or_never().unwrap();
}

#[test]
fn safe_action_keeps_its_latest_copy() {
    let mut channel = TestChannel::requests();
    let holding = Holding::new(&channel.deliver(), true);
    holding.join(&channel.redeliver());
    assert_eq!(channel.settlements(), [acknowledged(1)]);
    assert_eq!(holding.open().len(), 1);
}

#[test]
fn message_is_lost_with_the_last_channel_that_has_a_copy() {
    let (mut first, mut second) = (TestChannel::requests(), TestChannel::new(Inbound::Parking));
    let holding = holding(&first.deliver());
    holding.join(&second.deliver_copy(CopyState::Parked, 1));
    first.end();
    assert!(holding.lost().now_or_never().is_none());
    assert!(!holding.was_lost());
    second.end();
    assert!(holding.lost().now_or_never().is_some());
    assert!(holding.was_lost());
}

/// Another worker may have made a copy of it.
#[test]
fn redelivered_message_is_moved() {
    let mut channel = TestChannel::requests();
    let holding = holding(&channel.deliver());
    assert!(holding.move_wanted().now_or_never().is_none());
    holding.join(&channel.redeliver());
    assert!(holding.was_lost());
    assert!(holding.move_wanted().now_or_never().is_some());
}

#[tokio::test(start_paused = true)]
async fn published_copy_is_lost_if_it_does_not_arrive_in_time() {
    let mut channel = TestChannel::requests();
    let holding = holding(&channel.deliver());
    let published = env::now();
    holding.advance(1, published);
    holding.lost().await;
    assert_eq!((env::now() - published).as_secs(), DELIVERY_TIME.as_secs());
}

#[tokio::test(start_paused = true)]
async fn published_copy_that_arrives_in_time_is_not_lost() {
    let (mut channel, mut parking) = (TestChannel::requests(), TestChannel::new(Inbound::Parking));
    let holding = Arc::new(holding(&channel.deliver()));
    holding.advance(1, env::now());
    let losing = tokio::spawn({
        let holding = Arc::clone(&holding);
        async move { holding.lost().await }
    });
    tokio::time::sleep(DELIVERY_TIME / 2).await;
    holding.join(&parking.deliver_copy(CopyState::Parked, 1));
    tokio::time::sleep(DELIVERY_TIME * 10).await;
    assert!(!losing.is_finished());
    parking.end();
    losing.await.unwrap();
}

/// Others may have had the message in between, so that a later proof says nothing about the time before.
#[tokio::test(start_paused = true)]
async fn proof_after_a_loss_does_not_count_until_a_later_copy_is_published() {
    let (mut broken, mut channel) = (TestChannel::requests(), TestChannel::requests());
    let holding = holding(&broken.deliver());
    let before = env::now();
    broken.end();
    holding.lost().await;
    tokio::time::sleep(DELIVERY_TIME).await;
    holding.join(&channel.redeliver());
    channel.prove();
    assert_eq!(holding.known_at(), before);
    let published = env::now();
    holding.advance(1, published);
    assert_eq!(holding.known_at(), published);
}

#[test]
fn settlement_after_a_loss_proves_nothing() {
    let (mut broken, mut channel) = (TestChannel::requests(), TestChannel::requests());
    let lost = holding(&broken.deliver());
    broken.end();
    lost.lost().now_or_never().unwrap();
    lost.join(&channel.redeliver());
    assert!(lost.acknowledge_all().receipts.is_empty());
    // It is acknowledged nevertheless.
    assert_eq!(channel.settlements(), [acknowledged(1)]);

    let held = holding(&channel.deliver());
    assert_eq!(held.acknowledge_all().receipts.len(), 1);
}

/// The broker may have it although the job ended before its confirm.
#[test]
fn copy_on_its_way_is_settled_too() {
    let mut channel = TestChannel::requests();
    let holding = holding(&channel.deliver());
    assert_eq!(holding.next_attempt(), 1);
    let settled = holding.acknowledge_all();
    assert_eq!(settled.generations, 0..=1);
    assert!(settled.receipts.is_empty());
}

#[test]
fn every_open_copy_is_requeued() {
    let (mut channel, mut parking) = (TestChannel::requests(), TestChannel::new(Inbound::Parking));
    let holding = holding(&channel.deliver());
    holding.join(&channel.redeliver());
    holding.join(&parking.deliver_copy(CopyState::Parked, 1));
    assert_eq!(holding.requeue_all().len(), 3);
    assert_eq!(
        channel.settlements(),
        [Settlement::Requeue(1), Settlement::Requeue(2)]
    );
    assert_eq!(parking.settlements(), [Settlement::Requeue(1)]);
}

#[tokio::test(start_paused = true)]
async fn late_result_waits_until_a_later_copy_counts() {
    let mut broken = TestChannel::requests();
    let holding = Arc::new(holding(&broken.deliver()));
    broken.end();
    holding.lost().await;
    // Too little time has passed for a refusal.
    assert!(holding.is_owned(PATIENCE).await);
    tokio::time::sleep(PATIENCE).await;
    let waiting = tokio::spawn({
        let holding = Arc::clone(&holding);
        async move { holding.is_owned(PATIENCE).await }
    });
    tokio::time::sleep(PATIENCE).await;
    assert!(!waiting.is_finished());
    holding.advance(1, env::now());
    assert!(waiting.await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn late_result_waits_for_a_proof_that_the_message_is_held() {
    let mut channel = TestChannel::requests();
    let holding = Arc::new(holding(&channel.deliver()));
    tokio::time::sleep(PATIENCE).await;
    let waiting = tokio::spawn({
        let holding = Arc::clone(&holding);
        async move { holding.is_owned(PATIENCE).await }
    });
    tokio::time::sleep(PATIENCE).await;
    assert!(!waiting.is_finished());
    channel.prove();
    assert!(waiting.await.unwrap());
}

#[test]
fn late_result_of_a_refused_action_is_not_owned() {
    let mut channel = TestChannel::requests();
    let unsafe_one = holding(&channel.deliver());
    unsafe_one.revoke();
    assert_eq!(unsafe_one.is_owned(PATIENCE).now_or_never(), Some(false));
    let safe = Holding::new(&channel.deliver(), true);
    assert_eq!(safe.is_owned(PATIENCE).now_or_never(), Some(true));
}

/// The queue may have been deleted, or the broker has taken the message back.
#[test]
fn message_of_a_cancelled_consumer_is_lost_but_settled() {
    let mut channel = TestChannel::requests();
    let holding = holding(&channel.deliver());
    assert!(holding.lost().now_or_never().is_none());
    channel.doubt();
    assert!(holding.is_in_doubt());
    assert!(holding.lost().now_or_never().is_some());
    assert!(holding.open().is_empty());
    let settled = holding.acknowledge_all();
    assert_eq!(channel.settlements(), [acknowledged(1)]);
    assert!(settled.receipts.is_empty());
}

#[test]
fn unstarted_message_of_a_cancelled_consumer_is_requeued() {
    let mut channel = TestChannel::requests();
    let holding = holding(&channel.deliver());
    channel.doubt();
    assert!(holding.requeue_all().is_empty());
    assert_eq!(channel.settlements(), [Settlement::Requeue(1)]);
}
