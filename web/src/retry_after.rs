//! When to try again: a `Retry-After` header and a sentence. Both round up, so that nobody retries too early.

use std::time::Duration;

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use registration_core::text;

use crate::view::View;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// Adds the `Retry-After` header.
pub fn with_retry_after(mut response: Response, wait: Duration) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds(wait)));
    response
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// The wait in minutes or hours.
pub fn sentence(view: &View, wait: Duration) -> String {
    match seconds(wait) {
        seconds if seconds <= 59 * MINUTE => {
            text!(in view.language, "web-wait-minutes", minutes = seconds.div_ceil(MINUTE).max(1))
        }
        seconds => text!(in view.language, "web-wait-hours", hours = seconds.div_ceil(HOUR)),
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_to_minutes_or_hours() {
        for (wait, seconds_, said) in [
            (0, 0, "Please try again in 1 minute."),
            (1, 1, "Please try again in 1 minute."),
            (60_000, 60, "Please try again in 1 minute."),
            (60_001, 61, "Please try again in 2 minutes."),
            (480_000, 480, "Please try again in 8 minutes."),
            (3_540_000, 3540, "Please try again in 59 minutes."),
            (3_540_001, 3541, "Please try again in 1 hour."),
            (3_600_001, 3601, "Please try again in 2 hours."),
            (86_399_999, 86_400, "Please try again in 24 hours."),
        ] {
            let wait = Duration::from_millis(wait);
            assert_eq!((seconds(wait), &*sentence(&View::example(), wait)), (seconds_, said), "{wait:?}");
        }
    }
}
