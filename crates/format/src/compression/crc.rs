//! CRC-32 as gzip has it. Its tables are made when they are first needed: as constants they would be a twentieth of what an app loads.

/// Tables, one for each byte of a word: eight bytes are taken at a time.
const TABLES: usize = 8;

/// The checksum of bytes so far, and how many they were.
pub(super) struct Crc {
    tables: Box<[[u32; 256]; TABLES]>,
    /// The checksum, every bit turned.
    state: u32,
    /// Modulo 2³².
    amount: u32,
}

impl Crc {
    pub fn new() -> Self {
        let mut tables = Box::new([[0; 256]; TABLES]);
        for byte in 0..256u32 {
            let mut entry = byte;
            for _ in 0..8 {
                entry = (entry >> 1) ^ if entry & 1 == 1 { 0xedb8_8320 } else { 0 };
            }
            tables[0][byte as usize] = entry;
        }
        for at in 1..TABLES {
            for byte in 0..256 {
                let before = tables[at - 1][byte];
                tables[at][byte] = (before >> 8) ^ tables[0][(before & 255) as usize];
            }
        }
        Self { tables, state: u32::MAX, amount: 0 }
    }

    /// Begins anew.
    pub fn reset(&mut self) {
        (self.state, self.amount) = (u32::MAX, 0);
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.amount = self.amount.wrapping_add(bytes.len() as u32);
        let (words, rest) = bytes.as_chunks::<TABLES>();
        for word in words {
            let [a, b, c, d, e, f, g, h] = (u64::from_le_bytes(*word) ^ u64::from(self.state)).to_le_bytes();
            let [t0, t1, t2, t3, t4, t5, t6, t7] = &*self.tables;
            let at = |table: &[u32; 256], byte: u8| table[usize::from(byte)];
            self.state = at(t7, a) ^ at(t6, b) ^ at(t5, c) ^ at(t4, d) ^ at(t3, e) ^ at(t2, f) ^ at(t1, g) ^ at(t0, h);
        }
        for byte in rest {
            self.state = (self.state >> 8) ^ self.tables[0][usize::from(self.state as u8 ^ byte)];
        }
    }

    /// The checksum.
    pub fn sum(&self) -> u32 {
        !self.state
    }

    /// How many bytes, modulo 2³².
    pub fn amount(&self) -> u32 {
        self.amount
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_checksum_that_others_compute() {
        let bytes: Vec<u8> = (0..5_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let (mut ours, mut theirs) = (Crc::new(), flate2::Crc::new());
        for piece in [&bytes[..0], &bytes[..1], &bytes[..9], &bytes[3..100], &bytes] {
            ours.update(piece);
            theirs.update(piece);
            assert_eq!((ours.sum(), ours.amount()), (theirs.sum(), theirs.amount()));
        }
        ours.reset();
        ours.update(b"123456789");
        assert_eq!(ours.sum(), 0xcbf4_3926);
    }
}
