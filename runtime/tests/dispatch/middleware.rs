//! Tower middleware around every call, and the dispatcher as a tower service.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use mistral_actions::dispatch::{ActionService, CallOptions, Invocation};
use mistral_actions::error::ErrorKind;
use mistral_actions::prelude::*;
use mistral_actions::tower::{self, ServiceBuilder, ServiceExt};

use crate::actions::{Signals, dispatcher, request};

#[tokio::test]
async fn tower_middleware_sees_every_call() {
    let names = Arc::new(Mutex::new(Vec::new()));
    let seen = names.clone();
    let log = tower::layer::layer_fn(move |inner| {
        let seen = seen.clone();
        ServiceBuilder::new()
            .map_request(move |invocation: Invocation| {
                let context = invocation.context();
                seen.lock()
                    .unwrap()
                    .push((invocation.action().name().to_owned(), context.depth()));
                invocation
            })
            .service(inner)
    });
    let signals = Signals::default();
    // One for each call.
    signals.proceed.send();
    signals.proceed.send();
    let dispatcher = Dispatcher::builder()
        .state(signals)
        .layer(log)
        .build()
        .unwrap();
    dispatcher.call(request("test.count_inside")).await.unwrap();
    let found = dispatcher.registry().find("test.count_inside").unwrap();
    let call = dispatcher.call_action(found, json!({}).into(), CallOptions::new());
    call.await.unwrap();
    let both_calls = [
        ("test.count_inside".to_owned(), 0),
        ("test.count".to_owned(), 1),
    ];
    assert_eq!(
        *names.lock().unwrap(),
        [both_calls.clone(), both_calls].concat()
    );
}

#[tokio::test]
async fn middleware_may_refuse_a_call() {
    let refuse = tower::layer::layer_fn(|inner: ActionService| {
        tower::service_fn(move |invocation: Invocation| {
            let inner = inner.clone();
            async move {
                match invocation.action().name() {
                    "test.count" => Err("not on Mondays".into()),
                    _ => inner.oneshot(invocation).await,
                }
            }
        })
    });
    let dispatcher = Dispatcher::builder()
        .state(Signals::default())
        .layer(refuse)
        .build()
        .unwrap();
    let error = dispatcher
        .call(request("test.count_inside"))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "not on Mondays");
    let kept = dispatcher
        .call(ActionRequest::new("test.panic", json!({})))
        .await
        .unwrap_err();
    assert_eq!(
        kept.kind(),
        ErrorKind::InvalidInput,
        "the error of an action keeps its kind"
    );
}

#[tokio::test]
async fn a_dispatcher_is_a_tower_service() {
    let signals = Signals::default();
    let service = ServiceBuilder::new()
        .map_request(|name: &'static str| request(name).timeout(Duration::from_millis(5)))
        .service(dispatcher(&signals));
    let error = service.oneshot("test.hang").await.unwrap_err();
    assert_eq!(error.0.kind(), ErrorKind::TimedOut);
}
