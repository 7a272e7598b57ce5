//! Text of scripts, messages and pages as HTML in which only our own tags mean anything.

use crate::{harmless, xml};

/// Any text, between tags or in an attribute.
pub(super) fn text(text: &str) -> String {
    xml::escape(&harmless(text))
}

/// A message: what stands between back-ticks is code.
pub(super) fn message(message: &str) -> String {
    inline(&crate::on_one_line(message))
}

/// A link to a page of the web; anything else stays text.
pub(super) fn link(label: &str, url: &str) -> String {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if is_web && url.chars().all(|character| character.is_ascii_graphic()) {
        return format!("<a href=\"{}\" rel=\"noreferrer\">{label}</a>", text(url));
    }
    label.to_owned()
}

/// What rule pages are written in: paragraphs, lists, tables as they stand, fenced code, spans of code, links.
pub(super) fn markdown(page: &str) -> String {
    let mut html = String::new();
    let mut block = Block::None;
    for line in page.lines() {
        let trimmed = line.trim();
        let is_fence = trimmed.starts_with("```");
        if block == Block::Code {
            if is_fence {
                block.end(&mut html);
            } else {
                html.push_str(&text(line));
                html.push('\n');
            }
            continue;
        }
        if is_fence {
            block.become_(Block::Code, &mut html);
        } else if trimmed.is_empty() {
            block.end(&mut html);
        } else if trimmed.starts_with('|') {
            block.become_(Block::Table, &mut html);
            html.push_str(&text(line));
            html.push('\n');
        } else if let Some(item) = trimmed.strip_prefix("- ") {
            block.become_(Block::List, &mut html);
            html.push_str("<li>");
            html.push_str(&inline(&harmless(item)));
        } else {
            let space = match block {
                Block::None => "",
                _ => " ",
            };
            if block == Block::None {
                block.become_(Block::Paragraph, &mut html);
            }
            html.push_str(space);
            html.push_str(&inline(&harmless(trimmed)));
        }
    }
    block.end(&mut html);
    html
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    None,
    Paragraph,
    List,
    Table,
    Code,
}

impl Block {
    const fn tags(self) -> (&'static str, &'static str) {
        match self {
            Self::None => ("", ""),
            Self::Paragraph => ("<p>", "</p>\n"),
            Self::List => ("<ul>", "</ul>\n"),
            Self::Table | Self::Code => ("<pre>", "</pre>\n"),
        }
    }

    fn end(&mut self, html: &mut String) {
        html.push_str(self.tags().1);
        *self = Self::None;
    }

    fn become_(&mut self, next: Self, html: &mut String) {
        if *self != next {
            self.end(html);
            *self = next;
            html.push_str(next.tags().0);
        }
    }
}

/// Spans of code between back-ticks, and links.
fn inline(line: &str) -> String {
    if !line.matches('`').count().is_multiple_of(2) {
        return text(line);
    }
    let mut html = String::new();
    for (at, part) in line.split('`').enumerate() {
        if at % 2 == 1 {
            html.push_str(&format!("<code>{}</code>", text(part)));
        } else {
            push_with_links(part, &mut html);
        }
    }
    html
}

fn push_with_links(part: &str, html: &mut String) {
    let mut rest = part;
    while let Some((before, label, url, after)) = first_link(rest) {
        html.push_str(&text(before));
        html.push_str(&link(&text(label), url));
        rest = after;
    }
    html.push_str(&text(rest));
}

/// `[label](url)` or `<https://…>`, with what stands before and behind it.
fn first_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let bare = text.find("<http");
    let named = text
        .find("](")
        .and_then(|middle| Some((text[..middle].rfind('[')?, middle)));
    if let Some((open, middle)) = named.filter(|(open, _)| bare.is_none_or(|bare| *open < bare)) {
        let (url, after) = text[middle + 2..].split_once(')')?;
        return Some((&text[..open], &text[open + 1..middle], url, after));
    }
    let bare = bare?;
    let (url, after) = text[bare + 1..].split_once('>')?;
    Some((&text[..bare], url, url, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_a_tag() {
        assert_eq!(text("<b a=\"1\">&\u{1b}"), "&lt;b a=&quot;1&quot;&gt;&amp;␛");
        assert_eq!(message("a `<i>` b"), "a <code>&lt;i&gt;</code> b");
        assert_eq!(message("one ` alone"), "one ` alone");
    }

    #[test]
    fn only_pages_of_the_web_are_linked() {
        assert_eq!(link("x", "javascript:alert(1)"), "x");
        assert_eq!(
            message("see [x](https://a.b/?c&d)"),
            "see <a href=\"https://a.b/?c&amp;d\" rel=\"noreferrer\">x</a>"
        );
        assert_eq!(message("[x](javascript:alert(1))"), "x)");
    }

    #[test]
    fn pages_have_paragraphs_lists_and_code() {
        assert_eq!(
            markdown("one\ntwo `c`\n\n- a\n  b\n- <c>\n\n```sql\nselect <1>;\n```\n"),
            "<p>one two <code>c</code></p>\n<ul><li>a b<li>&lt;c&gt;</ul>\n<pre>select &lt;1&gt;;\n</pre>\n"
        );
    }
}
