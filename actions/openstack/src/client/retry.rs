//! When a request is sent again: the service asked for it, or the connection broke before it could matter.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

/// How often a request is sent at most.
pub(super) const ATTEMPTS: u32 = 5;
/// Nobody waits longer before another attempt, whatever the service asks for.
const LONGEST: Duration = Duration::from_secs(60);

/// How long to wait before a refused request is sent again; `None` if that is no use. A service that says
/// 429 or 503 has done nothing.
pub(super) fn after_refusal(
    status: StatusCode,
    headers: &HeaderMap,
    attempt: u32,
) -> Option<Duration> {
    let asks = [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ];
    if !asks.contains(&status) || attempt >= ATTEMPTS {
        return None;
    }
    let asked = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(wait);
    // Without a Retry-After: 1, 2, 4, … seconds.
    let wait = asked.unwrap_or_else(|| Duration::from_secs(1 << attempt.saturating_sub(1)));
    (wait <= LONGEST).then_some(wait)
}

/// Whether a request whose connection broke can be sent again: a connection that was never made has led to
/// nothing, and to read twice is as good as once.
pub(super) fn after_failure(error: &reqwest::Error, method: &Method, attempt: u32) -> bool {
    // One more attempt: what broke was a connection that had been idle, and the next one is new.
    attempt < 2 && !error.is_timeout() && (error.is_connect() || method.is_safe())
}

/// Seconds, or a date (RFC 9110, 10.2.3).
fn wait(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_says_when_to_come_again() {
        let headers = |value: &str| HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        let asked = |status: u16, value: &str, attempt| {
            after_refusal(
                StatusCode::from_u16(status).unwrap(),
                &headers(value),
                attempt,
            )
        };
        assert_eq!(asked(429, "7", 1), Some(Duration::from_secs(7)));
        assert_eq!(
            asked(503, "Sun, 06 Nov 1994 08:49:37 GMT", 1),
            Some(Duration::ZERO)
        );
        assert_eq!(asked(503, "nonsense", 3), Some(Duration::from_secs(4)));
        assert_eq!(asked(429, "3600", 1), None);
        assert_eq!(asked(429, "1", ATTEMPTS), None);
        assert_eq!(asked(500, "1", 1), None);
    }
}
