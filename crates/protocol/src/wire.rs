//! Numbers, texts and runs of bytes as frames hold them: LEB128, lengths in front, what may be absent behind 0 or 1.

/// Bytes end early, or hold something that cannot stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

#[inline]
pub fn number(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub fn bytes(value: &[u8], out: &mut Vec<u8>) {
    number(value.len() as u64, out);
    out.extend_from_slice(value);
}

pub fn optional<T>(value: Option<T>, out: &mut Vec<u8>, write: impl FnOnce(T, &mut Vec<u8>)) {
    out.push(u8::from(value.is_some()));
    if let Some(value) = value {
        write(value, out);
    }
}

/// Reads from the front of a slice.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub rest: &'a [u8],
}

impl<'a> Reader<'a> {
    #[inline]
    pub fn byte(&mut self) -> Result<u8, Broken> {
        let (first, rest) = self.rest.split_first().ok_or(Broken)?;
        self.rest = rest;
        Ok(*first)
    }

    /// A number. Its writing may be longer than need be: a writer that does not know a length yet keeps room for it.
    #[inline]
    pub fn number(&mut self) -> Result<u64, Broken> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    /// A count of things that each take at least `least` more bytes, so that no broken count can ask for much memory.
    pub fn count(&mut self, least: usize) -> Result<usize, Broken> {
        let count = usize::try_from(self.number()?).map_err(|_| Broken)?;
        if count > self.rest.len() / least { Err(Broken) } else { Ok(count) }
    }

    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Broken> {
        let (value, rest) = self.rest.split_at_checked(length).ok_or(Broken)?;
        self.rest = rest;
        Ok(value)
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], Broken> {
        let length = usize::try_from(self.number()?).map_err(|_| Broken)?;
        self.take(length)
    }

    pub fn text(&mut self) -> Result<&'a str, Broken> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Broken)
    }

    pub fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Broken>) -> Result<Option<T>, Broken> {
        match self.byte()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(Broken),
        }
    }
}
