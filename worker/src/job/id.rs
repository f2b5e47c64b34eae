//! [`Id`]: an id of Mistral or oslo.messaging in sixteen bytes, since the worker stores thousands of them.

use std::fmt;

use uuid::Uuid;

/// Id of an action execution, a call or a message. Mistral's ids are UUIDs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Id {
    /// As Mistral writes it: `a7eb257e-d646-44d3-9cbe-6a765fb311e0`.
    Hyphenated(Uuid),
    /// As oslo.messaging writes it: `a7eb257ed64644d39cbe6a765fb311e0`.
    Simple(Uuid),
    Other(Box<str>),
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        let Ok(id) = Uuid::try_parse(text) else {
            return Self::Other(text.into());
        };
        let mut buffer = Uuid::encode_buffer();
        // Different texts are different ids: capital letters and braces, for instance, are not dropped.
        if id.hyphenated().encode_lower(&mut buffer) == text {
            Self::Hyphenated(id)
        } else if id.simple().encode_lower(&mut buffer) == text {
            Self::Simple(id)
        } else {
            Self::Other(text.into())
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hyphenated(id) => id.hyphenated().fmt(f),
            Self::Simple(id) => id.simple().fmt(f),
            Self::Other(text) => text.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_texts_are_different_ids() {
        let texts = [
            "a7eb257e-d646-44d3-9cbe-6a765fb311e0",
            "a7eb257ed64644d39cbe6a765fb311e0",
            "A7EB257E-D646-44D3-9CBE-6A765FB311E0",
            "{a7eb257e-d646-44d3-9cbe-6a765fb311e0}",
            "mine",
            "",
        ];
        for (index, text) in texts.into_iter().enumerate() {
            let id = Id::from(text);
            assert_eq!(id.to_string(), text);
            assert!(
                texts[index + 1..]
                    .iter()
                    .all(|other| Id::from(*other) != id)
            );
        }
        assert!(matches!(Id::from(texts[0]), Id::Hyphenated(_)));
        assert!(matches!(Id::from(texts[1]), Id::Simple(_)));
    }
}
