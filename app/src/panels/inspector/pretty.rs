//! A JSON value over several lines.
//! Never changes a digit of it.

use foldback_event::Json;

/// Writes a value with a line for each member, as long as the text has no more than so many bytes.
pub fn pretty(value: &Json, depth: usize, most: usize, out: &mut String) {
    let members: Vec<(Option<&str>, &Json)> = match value {
        Json::Object(members) if !members.is_empty() => {
            members.iter().map(|(name, value)| (Some(&**name), value)).collect()
        }
        Json::Array(items) if !items.is_empty() => items.iter().map(|item| (None, item)).collect(),
        other => return other.write(out),
    };
    let (open, close) = if matches!(value, Json::Array(_)) { ('[', ']') } else { ('{', '}') };
    out.push(open);
    for (at, (name, member)) in members.into_iter().enumerate() {
        if out.len() > most {
            out.push_str(" …");
            break;
        }
        if at > 0 {
            out.push(',');
        }
        out.push('\n');
        (0..=depth).for_each(|_| out.push_str("  "));
        if let Some(name) = name {
            foldback_event::json::write_string(name, out);
            out.push_str(": ");
        }
        pretty(member, depth + 1, most, out);
    }
    out.push('\n');
    (0..depth).for_each(|_| out.push_str("  "));
    out.push(close);
}

#[cfg(test)]
mod tests {
    use foldback_event::json::parse;

    use super::*;

    #[test]
    fn whole_values_have_a_line_for_each_member() {
        let mut out = String::new();
        pretty(&parse(br#"{"a":[1.10,{}],"b":"c"}"#).unwrap(), 0, usize::MAX, &mut out);
        assert_eq!(out, "{\n  \"a\": [\n    1.10,\n    {}\n  ],\n  \"b\": \"c\"\n}");
    }
}
