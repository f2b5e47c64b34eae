//! Conditions under which a request is sent again.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

/// Number of attempts at a request.
const ATTEMPTS: u32 = 5;
/// Longest wait before another attempt. A service that asks for more gets none.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// Returns the wait before a refused request is sent again; `None` if it must not be. A service that responds with 429
/// or 503 has done nothing.
pub(super) fn after_refusal(
    status: StatusCode,
    headers: &HeaderMap,
    attempt: u32,
) -> Option<Duration> {
    let is_busy = matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    );
    if !is_busy || attempt >= ATTEMPTS {
        return None;
    }
    let retry_after = headers.get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| parse(value.to_str().ok()?));
    // Without the header: 1, 2, 4, … seconds.
    let wait = retry_after.unwrap_or_else(|| Duration::from_secs(1 << attempt.saturating_sub(1)));
    (wait <= MAX_WAIT).then_some(wait)
}

/// Returns true if a request may be sent again after its connection broke: the connection was never opened, or the
/// request only reads.
pub(super) fn after_failure(error: &reqwest::Error, method: &Method, attempt: u32) -> bool {
    // One more attempt suffices: an idle connection broke, and the next one is new.
    attempt < 2 && !error.is_timeout() && (error.is_connect() || method.is_safe())
}

/// Parses seconds or a date (RFC 9110, 10.2.3).
fn parse(retry_after: &str) -> Option<Duration> {
    if let Ok(seconds) = retry_after.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(retry_after).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_sets_the_wait() {
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
