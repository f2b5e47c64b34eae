//! Keeps the secrets of running calls out of traces: [`Masked`] for spans, [`QuotesNoSecret`] for events.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::time::Duration;

use mistral_actions::__private::redact_log;
use opentelemetry::trace::Status;
use opentelemetry::{Context, KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer;

/// A processor that masks secrets in spans. A span of an action ends within its call.
#[derive(Debug)]
pub(super) struct Masked<P>(pub(super) P);

impl<P: SpanProcessor> SpanProcessor for Masked<P> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.0.on_start(span, context);
    }

    fn on_end(&self, mut span: SpanData) {
        let of_events = span.events.events.iter_mut();
        let attributes = of_events.flat_map(|event| &mut event.attributes);
        span.attributes.iter_mut().chain(attributes).for_each(mask);
        if let Status::Error { description } = &mut span.status
            && let Cow::Owned(masked) = redact_log(description)
        {
            *description = masked.into();
        }
        self.0.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

fn mask(attribute: &mut KeyValue) {
    let text = attribute.value.as_str();
    if let Cow::Owned(masked) = redact_log(&text) {
        attribute.value = Value::String(masked.into());
    }
}

/// A filter of events. One that quotes a secret is left out: its span may end after the call, when the secret is unknown.
pub(super) struct QuotesNoSecret;

impl<S: Subscriber> layer::Filter<S> for QuotesNoSecret {
    fn enabled(&self, _: &Metadata<'_>, _: &layer::Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &layer::Context<'_, S>) -> bool {
        let mut text = Text::default();
        event.record(&mut text);
        matches!(redact_log(&text.0), Cow::Borrowed(_))
    }
}

/// All values of an event.
#[derive(Default)]
struct Text(String);

impl Visit for Text {
    fn record_str(&mut self, _: &Field, value: &str) {
        self.0.push_str(value);
        self.0.push('\n');
    }

    fn record_debug(&mut self, _: &Field, value: &dyn fmt::Debug) {
        let _ = writeln!(self.0, "{value:?}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use mistral_actions::prelude::*;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing::Instrument;
    use tracing_subscriber::Layer;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    /// A processor that collects spans.
    #[derive(Clone, Debug, Default)]
    struct Collector(Arc<Mutex<Vec<SpanData>>>);

    impl SpanProcessor for Collector {
        fn on_start(&self, _: &mut Span, _: &Context) {}

        fn on_end(&self, span: SpanData) {
            self.0.lock().unwrap().push(span);
        }

        fn force_flush(&self) -> OTelSdkResult {
            Ok(())
        }

        fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
            Ok(())
        }
    }

    async fn log_in(password: &str) {
        tokio::task::yield_now().await;
        tracing::info!("in as {password}");
        tracing::error!(error = password, "refused");
    }

    /// Traces its secrets in attributes and events.
    #[mistral_action(name = "test.traces_secrets")]
    async fn traces_secrets(password: Secret<String>, pin: Secret<u32>) {
        let (password, pin) = (password.expose(), pin.expose());
        let span = tracing::info_span!("log_in", password, pin);
        log_in(password).instrument(span).await;
        tracing::info!("between {password}");
        tracing::info!("done");
    }

    #[test]
    fn secrets_of_the_running_call_are_not_traced() {
        let collector = Collector::default();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(Masked(collector.clone()))
            .build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(QuotesNoSecret));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        tracing::subscriber::with_default(subscriber, || {
            let dispatcher = Dispatcher::builder().build().unwrap();
            let input = json!({"password": "s3cret \"1\"", "pin": 471_147});
            let request = ActionRequest::new("test.traces_secrets", input);
            runtime.block_on(dispatcher.call(request)).unwrap();
        });
        let spans = collector.0.lock().unwrap();
        let names: Vec<&str> = spans.iter().map(|span| &*span.name).collect();
        assert_eq!(names, ["log_in", "action"]);
        let text = format!("{spans:?}");
        assert!(text.contains("***") && text.contains("done"), "{text}");
        assert!(
            !text.contains("s3cret") && !text.contains("471147"),
            "{text}"
        );
    }
}
