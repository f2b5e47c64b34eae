//! Slots: fields that hold the values of an attribute option, each with its key.

use syn::Ident;

/// A field of an option.
pub(crate) trait Slot {
    type Value;

    /// Stores the value of `key`.
    ///
    /// # Errors
    ///
    /// If `key` has a value already and cannot be repeated.
    fn store(&mut self, key: &Ident, value: Self::Value) -> syn::Result<()>;

    /// The keys under which values were given.
    fn keys(&self) -> Vec<&Ident>;
}

/// At most one value.
pub(crate) struct Once<T>(Option<(Ident, T)>);

/// Any number of values, under the same or different keys.
pub(crate) struct Repeated<T>(Vec<(Ident, T)>);

/// At most one value for each key.
pub(crate) struct OncePerKey<T>(Vec<(Ident, T)>);

impl<T> Once<T> {
    pub(crate) fn key(&self) -> Option<&Ident> {
        self.0.as_ref().map(|(key, _)| key)
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }

    pub(crate) fn is_given(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }
}

impl<T> Once<Vec<T>> {
    /// The values of a list; none if it is not given.
    pub(crate) fn items(&self) -> &[T] {
        self.get().map_or(&[], Vec::as_slice)
    }
}

impl<T> Repeated<T> {
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl<T> OncePerKey<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, (Ident, T)> {
        self.0.iter()
    }
}

impl<T> Slot for Once<T> {
    type Value = T;

    fn store(&mut self, key: &Ident, value: T) -> syn::Result<()> {
        if self.0.is_some() {
            return Err(given_twice(key));
        }
        self.0 = Some((key.clone(), value));
        Ok(())
    }

    fn keys(&self) -> Vec<&Ident> {
        self.key().into_iter().collect()
    }
}

impl<T> Slot for Repeated<T> {
    type Value = T;

    fn store(&mut self, key: &Ident, value: T) -> syn::Result<()> {
        self.0.push((key.clone(), value));
        Ok(())
    }

    fn keys(&self) -> Vec<&Ident> {
        self.0.iter().map(|(key, _)| key).collect()
    }
}

impl<T> Slot for OncePerKey<T> {
    type Value = T;

    fn store(&mut self, key: &Ident, value: T) -> syn::Result<()> {
        if self.0.iter().any(|(known, _)| known == key) {
            return Err(given_twice(key));
        }
        self.0.push((key.clone(), value));
        Ok(())
    }

    fn keys(&self) -> Vec<&Ident> {
        self.0.iter().map(|(key, _)| key).collect()
    }
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for Repeated<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for OncePerKey<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

fn given_twice(key: &Ident) -> syn::Error {
    syn::Error::new(key.span(), format!("`{key}` is given twice"))
}
