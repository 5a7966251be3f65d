//! Event ids at rest: 16 bytes for a UUID in its usual writing, the text for anything else.

/// The 16 bytes of a UUID written in lower case with its four hyphens; `None` for any other text, even an equal UUID,
/// because an id comes back as it was given.
#[inline]
pub fn to_uuid(text: &str) -> Option<[u8; 16]> {
    let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if [bytes[8], bytes[13], bytes[18], bytes[23]] != [b'-'; 4] {
        return None;
    }
    const STARTS: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
    let mut uuid = [0; 16];
    let mut wrong = 0;
    for (byte, start) in uuid.iter_mut().zip(STARTS) {
        let (high, low) = (NIBBLES[bytes[start] as usize], NIBBLES[bytes[start + 1] as usize]);
        wrong |= high | low;
        *byte = high << 4 | (low & 15);
    }
    (wrong < 16).then_some(uuid)
}

/// The value of each lower-case hex digit; 0xff for every other byte.
const NIBBLES: [u8; 256] = {
    let mut table = [0xff; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789abcdef"[digit] as usize] = digit as u8;
        digit += 1;
    }
    table
};

/// The usual writing of 16 bytes.
pub fn write_uuid(uuid: &[u8], out: &mut String) {
    for (at, byte) in uuid.iter().enumerate() {
        if let 4 | 6 | 8 | 10 = at {
            out.push('-');
        }
        for nibble in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
}

/// Makes 16 bytes of a hash a UUID of version 8, which RFC 9562 leaves to whoever makes it.
pub fn derived(hash: &[u8; 32]) -> [u8; 16] {
    let mut uuid = [0; 16];
    uuid.copy_from_slice(&hash[..16]);
    uuid[6] = 0x80 | (uuid[6] & 0x0f);
    uuid[8] = 0x80 | (uuid[8] & 0x3f);
    uuid
}

/// 64 bits of a text. Two of a million different ids have the same ones once in ten million logs.
///
/// The usual hashers have 32 bits where pointers do, which is the engine's case; that would be once in every log.
pub fn fingerprint(text: &str) -> u64 {
    // Both odd, from the golden ratio and from the square root of three.
    const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
    const SECOND: u64 = 0xbb67_ae85_84ca_a73b;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let mixed = words.fold(text.len() as u64, |hash, word| {
        let hash = (hash ^ word).wrapping_mul(FIRST);
        (hash ^ hash >> 32).wrapping_mul(SECOND)
    });
    mixed ^ mixed >> 29
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_usual_writing_is_16_bytes() {
        let text = "0aaec32e-5395-4898-9189-9a065faa47e5";
        let uuid = to_uuid(text).unwrap();
        let mut written = String::new();
        write_uuid(&uuid, &mut written);
        assert_eq!(written, text);
        for other in [
            "",
            "0AAEC32E-5395-4898-9189-9a065faa47e5",
            "0aaec32e-5395-4898-9189-9a065faa47eg",
            "0aaec32e053954898-9189-9a065faa47e5x",
            "evt_1",
        ] {
            assert_eq!(to_uuid(other), None, "{other}");
        }
    }
}
