//! The browser's reader of JSON.
//!
//! It reads what our server and our own memory wrote, and no more than that: whole numbers, structures as objects, no explanation of
//! what is wrong. In exchange it is a fraction of the general reader, of which every type would have both ways of reading a
//! structure and the sentences for everything that can be wrong with it. What it accepts, the general reader reads the same way.

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;
use std::fmt;

/// The text is not what was expected. It was written by us: there is nothing to explain to anybody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed")
    }
}

impl std::error::Error for Malformed {}

impl de::Error for Malformed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

type Read<T> = Result<T, Malformed>;

/// Reads one value; nothing but blanks may follow it.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Read<T> {
    let mut reader = Reader { rest: text };
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(Malformed),
    }
}

struct Reader<'de> {
    rest: &'de [u8],
}

impl<'de> Reader<'de> {
    /// The next byte that is no blank; it is not taken.
    #[inline(never)]
    fn peek(&mut self) -> Option<u8> {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
        self.rest.first().copied()
    }

    /// Takes the next byte if it is this one.
    #[inline(never)]
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        if is_next {
            self.rest = &self.rest[1..];
        }
        is_next
    }

    fn take(&mut self, byte: u8) -> Read<()> {
        if self.takes(byte) { Ok(()) } else { Err(Malformed) }
    }

    #[inline(never)]
    fn takes_word(&mut self, word: &[u8]) -> bool {
        self.peek();
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A whole number: its size, and whether it is negative.
    #[inline(never)]
    fn number(&mut self) -> Read<(u64, bool)> {
        let is_negative = self.takes(b'-');
        let mut size = 0_u64;
        let mut digits = 0;
        let starts_with_zero = self.rest.first() == Some(&b'0');
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            size = size
                .checked_mul(10)
                .and_then(|size| size.checked_add(u64::from(digit - b'0')))
                .ok_or(Malformed)?;
            digits += 1;
            self.rest = rest;
        }
        match self.rest {
            [b'.' | b'e' | b'E', ..] => Err(Malformed),
            _ if digits == 0 || starts_with_zero && (digits > 1 || is_negative) => Err(Malformed),
            _ => Ok((size, is_negative)),
        }
    }

    /// A text between quotes.
    #[inline(never)]
    fn text(&mut self) -> Read<Cow<'de, str>> {
        self.take(b'"')?;
        let mut long = Vec::new();
        loop {
            let end = self
                .rest
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\\' | ..0x20));
            let (plain, rest) = self.rest.split_at(end.ok_or(Malformed)?);
            self.rest = &rest[1..];
            match rest[0] {
                b'"' if long.is_empty() => {
                    return std::str::from_utf8(plain)
                        .map(Cow::Borrowed)
                        .map_err(|_| Malformed);
                }
                b'"' => {
                    long.extend_from_slice(plain);
                    return String::from_utf8(long).map(Cow::Owned).map_err(|_| Malformed);
                }
                b'\\' => {
                    long.extend_from_slice(plain);
                    let escaped = self.escaped()?;
                    long.extend_from_slice(escaped.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ => return Err(Malformed),
            }
        }
    }

    /// What a backslash stands before.
    fn escaped(&mut self) -> Read<char> {
        let (kind, rest) = self.rest.split_first().ok_or(Malformed)?;
        self.rest = rest;
        Ok(match kind {
            b'"' | b'\\' | b'/' => char::from(*kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex()?;
                if (0xd800..0xdc00).contains(&unit) && self.rest.starts_with(b"\\u") {
                    self.rest = &self.rest[2..];
                    let low = self.hex()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(Malformed);
                    }
                    char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)).ok_or(Malformed)?
                } else {
                    char::from_u32(unit).ok_or(Malformed)?
                }
            }
            _ => return Err(Malformed),
        })
    }

    fn hex(&mut self) -> Read<u32> {
        let (digits, rest) = self.rest.split_at_checked(4).ok_or(Malformed)?;
        self.rest = rest;
        digits.iter().try_fold(0, |value, digit| {
            Ok(value * 16 + char::from(*digit).to_digit(16).ok_or(Malformed)?)
        })
    }

    /// Steps over a value of any shape.
    #[inline(never)]
    fn skip(&mut self) -> Read<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek().ok_or(Malformed)? {
                b'{' | b'[' => {
                    depth += 1;
                    self.rest = &self.rest[1..];
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Malformed)?;
                    self.rest = &self.rest[1..];
                }
                b',' | b':' if depth > 0 => {
                    self.rest = &self.rest[1..];
                    continue;
                }
                b'"' => drop(self.text()?),
                b'-' | b'0'..=b'9' => self.skip_number(),
                _ if [&b"true"[..], b"false", b"null"]
                    .iter()
                    .any(|word| self.takes_word(word)) => {}
                _ => return Err(Malformed),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn skip_number(&mut self) {
        while let [b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }
}

macro_rules! whole_numbers {
    ($($name:ident)*) => {
        $(
            fn $name<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
                match self.number()? {
                    (size, false) => visitor.visit_u64(size),
                    (size, true) => visitor.visit_i64(0_i64.checked_sub_unsigned(size).ok_or(Malformed)?),
                }
            }
        )*
    };
}

macro_rules! texts {
    ($($name:ident)*) => {
        $(
            fn $name<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
                visitor.visit_str(&self.text()?)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Malformed;

    /// Nothing that we write is of an unknown shape.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Read<V::Value> {
        Err(Malformed)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let is_true = self.takes_word(b"true");
        if !is_true && !self.takes_word(b"false") {
            return Err(Malformed);
        }
        visitor.visit_bool(is_true)
    }

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.takes_word(b"null") {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.takes_word(b"null") {
            visitor.visit_unit()
        } else {
            Err(Malformed)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.take(b'[')?;
        let value = visitor.visit_seq(Items {
            reader: self,
            is_first: true,
        })?;
        self.take(b']')?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.take(b'{')?;
        let value = visitor.visit_map(Items {
            reader: self,
            is_first: true,
        })?;
        self.take(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let has_content = self.takes(b'{');
        let value = visitor.visit_enum(Variant {
            reader: self,
            has_content,
        })?;
        if has_content {
            self.take(b'}')?;
        }
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { f32 f64 i128 u128 bytes byte_buf unit_struct tuple_struct }
}

/// What is between brackets, or between braces.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    is_first: bool,
}

impl Items<'_, '_> {
    /// Whether there is one more before this closing byte.
    #[inline(never)]
    fn has_more(&mut self, closing: u8) -> Read<bool> {
        if self.reader.peek() == Some(closing) {
            return Ok(false);
        }
        if !std::mem::take(&mut self.is_first) {
            self.reader.take(b',')?;
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Malformed;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.has_more(b']')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Malformed;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if self.has_more(b'}')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<T::Value> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// One case of an enumeration: its name alone, or an object of its name and its content.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    has_content: bool,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Malformed;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<(T::Value, Self)> {
        let name = seed.deserialize(&mut *self.reader)?;
        if self.has_content {
            self.reader.take(b':')?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Malformed;

    fn unit_variant(self) -> Read<()> {
        if self.has_content && !self.reader.takes_word(b"null") {
            return Err(Malformed);
        }
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        if !self.has_content {
            return Err(Malformed);
        }
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        if !self.has_content {
            return Err(Malformed);
        }
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        if !self.has_content {
            return Err(Malformed);
        }
        self.reader.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests;
