//! Numbers and runs of bytes as the stored records hold them: LEB128, zigzag for signed numbers, lengths in front.

/// Stored bytes end early, or hold a number that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

#[inline]
pub fn put(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub fn put_bytes(value: &[u8], out: &mut Vec<u8>) {
    put(value.len() as u64, out);
    out.extend_from_slice(value);
}

#[inline]
pub fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

#[inline]
pub fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Reads from the front of a slice.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    #[inline]
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Broken> {
        let (value, rest) = self.rest.split_at_checked(length).ok_or(Broken)?;
        self.rest = rest;
        Ok(value)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        self.take(N)?.try_into().map_err(|_| Broken)
    }

    #[inline]
    pub fn get(&mut self) -> Result<u64, Broken> {
        let mut value = 0u64;
        let mut shift = 0;
        loop {
            let (byte, rest) = self.rest.split_first().ok_or(Broken)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
            if shift > 63 {
                return Err(Broken);
            }
        }
    }

    /// A count of things that each take at least one more byte, so that no broken count can ask for much memory.
    pub fn count(&mut self) -> Result<usize, Broken> {
        let count = usize::try_from(self.get()?).map_err(|_| Broken)?;
        if count > self.rest.len() { Err(Broken) } else { Ok(count) }
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], Broken> {
        let length = self.count()?;
        self.take(length)
    }

    pub fn text(&mut self) -> Result<&'a str, Broken> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Broken)
    }
}
