//! [`StreamOffset`]: the position in a stream, as oslo.messaging keeps it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use lapin::types::{AMQPValue, FieldTable};

/// Header of a message, and argument of a consumer.
const OFFSET: &str = "x-stream-offset";

/// Offset of the next message of a stream. A consumer begins with the last chunk, and continues after a reconnect.
#[derive(Debug, Default)]
pub(super) struct StreamOffset(Mutex<Option<i64>>);

impl StreamOffset {
    /// Notes the headers of a received message.
    pub(super) fn note(&self, headers: Option<&FieldTable>) {
        if let Some(AMQPValue::LongLongInt(offset)) =
            headers.and_then(|headers| headers.inner().get(OFFSET))
        {
            *self.lock() = Some(offset + 1);
        }
    }

    /// Begins with the last chunk again: the stream was perhaps deleted.
    pub(super) fn reset(&self) {
        *self.lock() = None;
    }

    /// Returns the argument of a consumer.
    pub(super) fn argument(&self) -> (&'static str, AMQPValue) {
        let offset = self.lock().map_or_else(
            || AMQPValue::LongString("last".into()),
            AMQPValue::LongLongInt,
        );
        (OFFSET, offset)
    }

    fn lock(&self) -> MutexGuard<'_, Option<i64>> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consumer_continues_after_the_last_message() {
        let last = AMQPValue::LongString("last".into());
        let offset = StreamOffset::default();
        assert_eq!(offset.argument(), (OFFSET, last.clone()));
        let mut headers = FieldTable::default();
        headers.insert(OFFSET.into(), AMQPValue::LongLongInt(41));
        offset.note(Some(&headers));
        assert_eq!(offset.argument().1, AMQPValue::LongLongInt(42));
        offset.note(None);
        assert_eq!(offset.argument().1, AMQPValue::LongLongInt(42));
        offset.reset();
        assert_eq!(offset.argument().1, last);
    }
}
