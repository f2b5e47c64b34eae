//! [`Traces`]: OpenTelemetry spans of the worker, which continue the engine's trace.

#[cfg(feature = "otel")]
pub(crate) use with::{Traces, join};
#[cfg(not(feature = "otel"))]
pub(crate) use without::{Traces, join};

#[cfg(feature = "otel")]
mod masked;

#[cfg(feature = "otel")]
mod with {
    use std::collections::HashMap;

    use opentelemetry::propagation::TextMapPropagator;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_otlp::{SpanExporter, WithExportConfig};
    use opentelemetry_sdk::Resource;
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use opentelemetry_sdk::trace::{BatchSpanProcessor, SdkTracerProvider};
    use tracing::{Span, Subscriber};
    use tracing_opentelemetry::OpenTelemetrySpanExt;
    use tracing_subscriber::Layer;
    use tracing_subscriber::registry::LookupSpan;

    use mistral_wire::messages::LogIds;

    use super::masked::{Masked, QuotesNoSecret};

    /// Sends spans to a collector.
    pub(crate) struct Traces(SdkTracerProvider);

    impl Traces {
        /// Creates an exporter.
        ///
        /// # Errors
        ///
        /// If the endpoint is not a URL.
        pub(crate) fn to(endpoint: &str) -> Result<Self, String> {
            mistral_cloud::http::use_ring();
            let exporter = SpanExporter::builder()
                .with_http()
                .with_endpoint(endpoint)
                .build()
                .map_err(|error| format!("[mistral_actions] otlp_endpoint: {error}"))?;
            let resource = Resource::builder()
                .with_service_name("mistral-executor")
                .build();
            let processor = BatchSpanProcessor::builder(exporter).build();
            Ok(Self(
                SdkTracerProvider::builder()
                    .with_span_processor(Masked(processor))
                    .with_resource(resource)
                    .build(),
            ))
        }

        pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
        where
            S: Subscriber + for<'a> LookupSpan<'a>,
        {
            tracing_opentelemetry::layer()
                .with_tracer(self.0.tracer("mistral-executor"))
                .with_filter(QuotesNoSecret)
        }

        /// Sends the remaining spans.
        pub(crate) fn end(self) {
            if let Err(error) = self.0.shutdown() {
                tracing::warn!("cannot send the last traces: {error}");
            }
        }
    }

    /// Adds a span to the trace of its request.
    pub(crate) fn join(span: &Span, ids: &LogIds) {
        let Some(parent) = &ids.traceparent else {
            return;
        };
        let mut carrier = HashMap::from([("traceparent".to_owned(), parent.clone())]);
        if let Some(state) = &ids.tracestate {
            carrier.insert("tracestate".to_owned(), state.clone());
        }
        // Fails only if no traces are collected.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&carrier));
    }
}

#[cfg(not(feature = "otel"))]
mod without {
    use tracing::Span;
    use tracing_subscriber::layer::Identity;

    use crate::config::WITHOUT_TRACES;
    use mistral_wire::messages::LogIds;

    /// Never created: this binary cannot send traces.
    pub(crate) enum Traces {}

    impl Traces {
        /// Refuses.
        ///
        /// # Errors
        ///
        /// Always; the configuration has refused the option before.
        pub(crate) fn to(_: &str) -> Result<Self, String> {
            Err(WITHOUT_TRACES.to_owned())
        }

        pub(crate) fn layer(&self) -> Identity {
            match *self {}
        }

        pub(crate) fn end(self) {
            match self {}
        }
    }

    pub(crate) fn join(_: &Span, _: &LogIds) {}
}
