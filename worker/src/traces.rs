//! [`Traces`]: what the worker does, for OpenTelemetry, as part of the trace that the engine has begun.

#[cfg(feature = "otel")]
pub(crate) use with::{Traces, join};
#[cfg(not(feature = "otel"))]
pub(crate) use without::{Traces, join};

#[cfg(feature = "otel")]
mod with {
    use std::collections::HashMap;

    use opentelemetry::propagation::TextMapPropagator;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_otlp::{SpanExporter, WithExportConfig};
    use opentelemetry_sdk::Resource;
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use opentelemetry_sdk::trace::{SdkTracerProvider, Tracer};
    use tracing::{Span, Subscriber};
    use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt};
    use tracing_subscriber::registry::LookupSpan;

    use mistral_wire::messages::LogIds;

    /// Sends spans to a collector.
    pub(crate) struct Traces(SdkTracerProvider);

    impl Traces {
        /// # Errors
        ///
        /// If the endpoint is no URL.
        pub(crate) fn to(endpoint: &str) -> Result<Self, String> {
            crate::tls::use_ring();
            let exporter = SpanExporter::builder()
                .with_http()
                .with_endpoint(endpoint)
                .build()
                .map_err(|error| format!("[mistral_actions] otlp_endpoint: {error}"))?;
            let resource = Resource::builder()
                .with_service_name("mistral-executor")
                .build();
            Ok(Self(
                SdkTracerProvider::builder()
                    .with_batch_exporter(exporter)
                    .with_resource(resource)
                    .build(),
            ))
        }

        pub(crate) fn layer<S>(&self) -> OpenTelemetryLayer<S, Tracer>
        where
            S: Subscriber + for<'a> LookupSpan<'a>,
        {
            tracing_opentelemetry::layer().with_tracer(self.0.tracer("mistral-executor"))
        }

        /// Sends what is not sent yet.
        pub(crate) fn end(self) {
            if let Err(error) = self.0.shutdown() {
                tracing::warn!("the last traces could not be sent: {error}");
            }
        }
    }

    /// Makes a span part of the trace that its request belongs to.
    pub(crate) fn join(span: &Span, ids: &LogIds) {
        let Some(parent) = &ids.traceparent else {
            return;
        };
        let mut carrier = HashMap::from([("traceparent".to_owned(), parent.clone())]);
        if let Some(state) = &ids.tracestate {
            carrier.insert("tracestate".to_owned(), state.clone());
        }
        // Fails only where nobody collects traces.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&carrier));
    }
}

#[cfg(not(feature = "otel"))]
mod without {
    use tracing::Span;
    use tracing_subscriber::layer::Identity;

    use crate::config::WITHOUT_TRACES;
    use mistral_wire::messages::LogIds;

    /// Never made: this binary cannot send traces.
    pub(crate) enum Traces {}

    impl Traces {
        /// # Errors
        ///
        /// Always. The configuration has refused it before.
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
