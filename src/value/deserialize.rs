//! Values into types, by serde.

use serde::de::value::{BorrowedStrDeserializer, U32Deserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::diagnostic::Span;

use super::spanned::SPANNED;
use super::{Kind, Member, Value};

/// Why a value does not fit its type; after the judge of `model`, none is left that does not.
pub type Unfit = serde::de::value::Error;

/// Reads a value into a type.
pub fn from_value<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, Unfit> {
    T::deserialize(ValueDeserializer(value))
}

#[derive(Clone, Copy)]
struct ValueDeserializer<'de>(&'de Value);

impl<'de> Deserializer<'de> for ValueDeserializer<'de> {
    type Error = Unfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match &self.0.kind {
            Kind::Object(members) => visitor.visit_map(Members { rest: members.iter(), value: None }),
            Kind::List(values) => visitor.visit_seq(Items(values.iter())),
            Kind::Text(text) => visitor.visit_borrowed_str(text),
            Kind::Flag(flag) => visitor.visit_bool(*flag),
            Kind::Null | Kind::Told => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &str, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &str,
        _: &[&str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        if name == SPANNED {
            return visitor.visit_map(Place { span: self.0.span, inner: self, next: 0 });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &str, _: &[&str], visitor: V) -> Result<V::Value, Unfit> {
        match &self.0.kind {
            Kind::Text(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Kind::Object(members) => match members.as_slice() {
                [member] => visitor.visit_enum(Variant(member)),
                _ => Err(Unfit::invalid_length(members.len(), &"one variant")),
            },
            _ => Err(Unfit::invalid_type(Unexpected::Other("value"), &"a variant")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

struct Members<'de> {
    rest: std::slice::Iter<'de, Member>,
    value: Option<&'de Value>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Unfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unfit> {
        let Some(member) = self.rest.next() else { return Ok(None) };
        self.value = Some(&member.value);
        seed.deserialize(Key(member)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unfit> {
        let value = self.value.take().ok_or_else(|| Unfit::custom("a value without its key"))?;
        seed.deserialize(ValueDeserializer(value))
    }
}

/// A key, which knows its place too.
#[derive(Clone, Copy)]
struct Key<'de>(&'de Member);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Unfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_borrowed_str(&self.0.key)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &str,
        _: &[&str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        if name == SPANNED {
            return visitor.visit_map(Place { span: self.0.key_span, inner: self, next: 0 });
        }
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Unfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Unfit> {
        self.0.next().map(|value| seed.deserialize(ValueDeserializer(value))).transpose()
    }
}

/// The three fields of a spanned value, in their order.
struct Place<D> {
    span: Span,
    inner: D,
    next: u8,
}

impl<'de, D: Deserializer<'de, Error = Unfit> + Copy> MapAccess<'de> for Place<D> {
    type Error = Unfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unfit> {
        let key = match self.next {
            0 => "start",
            1 => "end",
            2 => "value",
            _ => return Ok(None),
        };
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unfit> {
        self.next += 1;
        match self.next {
            1 => seed.deserialize(U32Deserializer::new(self.span.start)),
            2 => seed.deserialize(U32Deserializer::new(self.span.end)),
            _ => seed.deserialize(self.inner),
        }
    }
}

struct Variant<'de>(&'de Member);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Unfit;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Unfit> {
        let name = seed.deserialize(BorrowedStrDeserializer::<Unfit>::new(&self.0.key))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Unfit;

    fn unit_variant(self) -> Result<(), Unfit> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Unfit> {
        seed.deserialize(ValueDeserializer(&self.0.value))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unfit> {
        ValueDeserializer(&self.0.value).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        ValueDeserializer(&self.0.value).deserialize_any(visitor)
    }
}
