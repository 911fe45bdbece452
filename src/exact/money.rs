//! Amounts of money and the currencies they are in.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::decimal;

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The US dollar: what stands in where a policy does not say its currency.
    pub const USD: Self = Self(*b"USD");

    /// The code, such as `USD`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Digits after the point in the currency's own money: 2 for USD, 0 for JPY, 3 for KWD (ISO 4217).
    pub fn exponent(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// The least amount of the currency's own money: 0.01 for USD, 1 for JPY.
    pub fn minor_unit(&self) -> Decimal {
        Decimal::new(1, self.exponent())
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::USD
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| ())?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self(code)).ok_or(())
    }
}

/// An amount of 0 or more as written: `19.99`, or `"19.99 EUR"` with its own currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The digits, exactly.
    pub amount: Decimal,
    /// The currency, where the text names one; otherwise that of the policy, or of the channel.
    pub currency: Option<Currency>,
}

impl FromStr for Money {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (digits, currency) = match text.rsplit_once(' ') {
            None => (text, None),
            Some((digits, code)) => (digits, Some(code.parse()?)),
        };
        let amount = decimal::parse(digits).filter(|amount| *amount >= Decimal::ZERO).ok_or(())?;
        Ok(Self { amount, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.currency {
            None => write!(formatter, "{}", self.amount),
            Some(currency) => write!(formatter, "{} {currency}", self.amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_with_and_without_a_currency() {
        let bare: Money = "19.99".parse().unwrap();
        assert_eq!((bare.amount.to_string().as_str(), bare.currency), ("19.99", None));
        let euro: Money = "19.99 EUR".parse().unwrap();
        assert_eq!(euro.currency.unwrap().code(), "EUR");
        for text in ["$19.99", "19.99EUR", "EUR 19.99", "19.99 eur", "", " EUR", "1e3 EUR"] {
            assert!(text.parse::<Money>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn minor_units_by_iso_4217() {
        let unit = |code: &str| code.parse::<Currency>().unwrap().minor_unit().to_string();
        assert_eq!(
            (unit("USD").as_str(), unit("JPY").as_str(), unit("KWD").as_str()),
            ("0.01", "1", "0.001")
        );
    }
}
