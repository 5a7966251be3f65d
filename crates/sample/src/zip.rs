//! Zip archives of made files, also such as no tool makes any more. It compresses nothing: whoever wants an entry compressed
//! hands it in so.

/// The method of data that stand as they are.
pub const STORED: u16 = 0;
/// Deflate.
pub const DEFLATED: u16 = 8;

/// One entry of an archive, said in full.
#[derive(Clone, Debug, Default)]
pub struct Entry<'a> {
    /// Its name, in whatever character set.
    pub name: &'a [u8],
    /// General purpose flags: 1 is encrypted, 8 that sizes follow the data, `1 << 11` that the name is UTF-8.
    pub flags: u16,
    /// The compression.
    pub method: u16,
    /// What is in it, unpacked: its length and checksum are the entry's.
    pub text: &'a [u8],
    /// Its data as they lie in the archive; `text` where this is nothing.
    pub data: Option<&'a [u8]>,
    /// Whether sizes and places are written as 64 bits.
    pub zip64: bool,
}

/// An archive.
pub fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let data = entry.data.unwrap_or(entry.text);
        let (packed, size, at) = (data.len() as u64, entry.text.len() as u64, file.len() as u64);
        let (crc, later) = (crc(entry.text), entry.flags & 8 != 0);
        let narrow = |value: u64| if entry.zip64 { u32::MAX } else { value as u32 };
        let version: u16 = if entry.zip64 { 45 } else { 20 };
        let wide = |values: &[u64]| {
            let mut extra = Vec::new();
            if entry.zip64 {
                put(&mut extra, &[&1u16.to_le_bytes(), &(values.len() as u16 * 8).to_le_bytes()]);
                values.iter().for_each(|value| extra.extend_from_slice(&value.to_le_bytes()));
            }
            extra
        };

        let header = [version, entry.flags, entry.method, 0, 0x21].map(u16::to_le_bytes).concat();
        let sizes = |packed: u32, size: u32, crc: u32| [crc, packed, size].map(u32::to_le_bytes).concat();
        let said = if later { sizes(0, 0, 0) } else { sizes(narrow(packed), narrow(size), crc) };
        // The extra field of the entry itself is another one than that of the directory.
        let extra = if later { Vec::new() } else { wide(&[size, packed]) };
        let lengths = [entry.name.len() as u16, extra.len() as u16].map(u16::to_le_bytes).concat();
        put(&mut file, &[b"PK\x03\x04", &header, &said, &lengths, entry.name, &extra, data]);
        if later {
            put(&mut file, &[b"PK\x07\x08", &sizes(packed as u32, size as u32, crc)]);
        }

        let extra = wide(&[size, packed, at]);
        let lengths = [entry.name.len() as u16, extra.len() as u16, 0, 0, 0].map(u16::to_le_bytes).concat();
        let said = sizes(narrow(packed), narrow(size), crc);
        let places = [0, narrow(at)].map(u32::to_le_bytes).concat();
        put(
            &mut directory,
            &[b"PK\x01\x02", &version.to_le_bytes(), &header, &said, &lengths, &places, entry.name, &extra],
        );
    }
    let (count, length, at) = (entries.len() as u64, directory.len() as u64, file.len() as u64);
    file.append(&mut directory);
    if entries.iter().any(|entry| entry.zip64) {
        let end = file.len() as u64;
        put(&mut file, &[b"PK\x06\x06", &44u64.to_le_bytes(), &[45, 0, 45, 0], &[0; 8]]);
        [count, count, length, at].iter().for_each(|value| file.extend_from_slice(&value.to_le_bytes()));
        put(&mut file, &[b"PK\x06\x07", &[0; 4], &end.to_le_bytes(), &1u32.to_le_bytes()]);
        put(&mut file, &[b"PK\x05\x06", &[0; 4], &[0xff; 12], &[0; 2]]);
    } else {
        let count = (count as u16).to_le_bytes();
        let places = [length as u32, at as u32].map(u32::to_le_bytes).concat();
        put(&mut file, &[b"PK\x05\x06", &[0; 4], &count, &count, &places, &[0; 2]]);
    }
    file
}

fn put(to: &mut Vec<u8>, parts: &[&[u8]]) {
    parts.iter().for_each(|part| to.extend_from_slice(part));
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |state: u32, byte: &u8| {
        (0..8).fold(state ^ u32::from(*byte), |state, _| state >> 1 ^ if state & 1 == 1 { 0xedb8_8320 } else { 0 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_begins_and_ends_as_the_format_says() {
        let file = zip(&[Entry { name: b"a.txt", text: b"123456789", ..Entry::default() }]);
        assert!(file.starts_with(b"PK\x03\x04") && file.len() == 30 + 5 + 9 + 46 + 5 + 22);
        assert_eq!(file[14..18], 0xcbf4_3926u32.to_le_bytes());
        assert_eq!(file[file.len() - 22..][..4], *b"PK\x05\x06");
    }
}
