//! A value that was chosen, and where it came from.

use crate::diagnostic::Span;
use crate::model::Address;

/// Where a value came from: the address of its node or setting, and the place in the policy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The address.
    pub address: Address,
    /// The place; `None` for a default that nobody wrote.
    pub span: Option<Span>,
}

impl Origin {
    /// What somebody wrote.
    pub fn written(address: Address, span: Span) -> Self {
        Self { address, span: Some(span) }
    }

    /// A default.
    pub fn default_of(address: Address) -> Self {
        Self { address, span: None }
    }
}

/// A value and its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Setting<T> {
    /// A value that somebody wrote.
    pub fn written(value: T, address: Address, span: Span) -> Self {
        Self { value, origin: Origin::written(address, span) }
    }

    /// The same origin with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: change(self.value), origin: self.origin }
    }

    /// A default.
    pub fn default_of(value: T, address: Address) -> Self {
        Self { value, origin: Origin::default_of(address) }
    }
}
