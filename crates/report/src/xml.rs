//! The little of XML that the formats need.

/// The text as the value of an attribute or as content. Characters that XML 1.0 does not allow, or
/// that it discourages because they are control characters, are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_dropped() {
        assert_eq!(
            escape("a<b> & \"c\"\n\u{1b}[31m\0\u{ffff}é"),
            "a&lt;b&gt; &amp; &quot;c&quot;&#10;[31mé"
        );
    }
}
