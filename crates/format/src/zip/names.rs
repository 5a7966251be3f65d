//! Names of entries: UTF-8, or the character set of the first PCs, which the format falls back to.

/// What the bytes from 128 on stand for in code page 437.
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The name that the bytes stand for. Many programs write UTF-8 without saying so, and what reads as UTF-8 hardly ever is
/// anything else.
pub(super) fn name(bytes: &[u8], is_utf8: bool) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) if is_utf8 => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => {
            let upper: Vec<char> = UPPER.chars().collect();
            let letter = |byte: &u8| match byte.checked_sub(128) {
                None => char::from(*byte),
                Some(at) => upper.get(usize::from(at)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
            };
            bytes.iter().map(letter).collect()
        }
    }
}

/// Whether a name is that of something that systems put beside files.
pub fn is_hidden(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part == "__MACOSX" || part.len() > 2 && part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_utf8_or_of_the_old_code_page() {
        assert_eq!(UPPER.chars().count(), 128);
        assert_eq!(name("größe.csv".as_bytes(), true), "größe.csv");
        assert_eq!(name("größe.csv".as_bytes(), false), "größe.csv");
        assert_eq!(name(b"gr\x94\xe1e.csv", false), "größe.csv");
        assert_eq!(name(b"gr\x94e.csv", true), "gr\u{fffd}e.csv");
    }

    #[test]
    fn hidden_files_are_told_by_any_part_of_their_name() {
        assert!(is_hidden("__MACOSX/a/._log.json") && is_hidden("a/.DS_Store") && is_hidden(".git/config"));
        assert!(!is_hidden("a/../log.json") && !is_hidden("./log.json") && !is_hidden("a.b/c.json"));
    }
}
