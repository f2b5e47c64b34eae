//! The endpoints `/metrics`, `/healthz`, `/livez` and `/readyz`.
#![expect(clippy::disallowed_methods, reason = "no simulation serves HTTP")]

use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use super::State;
use crate::worker::Worker;

/// Binds the monitoring address and logs it.
///
/// # Errors
///
/// If the address cannot be bound.
pub(crate) async fn listen(address: &str) -> Result<TcpListener, String> {
    let listener = bind(address).await?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!("monitoring at http://{address}/metrics and http://{address}/healthz");
    }
    Ok(listener)
}

/// Binds the monitoring address without a line in the log.
///
/// # Errors
///
/// If the address cannot be bound.
pub(crate) async fn bind(address: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address} ([mistral_actions] monitoring_address): {error}")
    })
}

/// Serves requests. Never returns.
pub(crate) async fn serve(listener: TcpListener, worker: Arc<Worker>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // For instance out of file descriptors, which is temporary.
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            continue;
        };
        let worker = Arc::clone(&worker);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let response = respond(&request, &worker);
                async { Ok::<_, Infallible>(response) }
            });
            // A client that disconnects is not an error.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn respond(request: &Request<Incoming>, worker: &Worker) -> Response<Full<Bytes>> {
    match (request.method(), request.uri().path()) {
        // The process answers; a broker that is gone is no reason to restart it.
        (&Method::GET, "/livez") => response(
            StatusCode::OK,
            "text/plain; charset=utf-8",
            "ok\n".to_owned(),
        ),
        (&Method::GET, "/healthz" | "/readyz") => {
            let (status, text) = match worker.health() {
                Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
                Err(problem) => (StatusCode::SERVICE_UNAVAILABLE, format!("{problem}\n")),
            };
            response(status, "text/plain; charset=utf-8", text)
        }
        (&Method::GET, "/metrics") => {
            let text = worker.metrics.text(&State {
                running: worker.jobs.len(),
                free: worker.slots.available_permits(),
                outstanding: worker.dispatcher.outstanding_results().len(),
                consuming: *worker.consuming.borrow(),
                is_sending: worker.transport.is_connected(),
                reconnects: worker.transport.reconnects(),
            });
            let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            response(StatusCode::OK, form, text)
        }
        _ => response(
            StatusCode::NOT_FOUND,
            "text/plain",
            "expected GET /metrics, /healthz, /livez or /readyz\n".to_owned(),
        ),
    }
}

fn response(status: StatusCode, form: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(form));
    response
}

impl Worker {
    /// Returns the reason why this worker cannot take requests, if there is one.
    fn health(&self) -> Result<(), &'static str> {
        if self.stop.is_cancelled() {
            Err("draining")
        } else if *self.consuming.borrow() < self.transport.request_queues() {
            Err("not consuming from all queues")
        } else if !self.transport.is_connected() {
            Err("not connected for sending")
        } else {
            Ok(())
        }
    }
}
