//! A page as a list of fenced blocks and headings.

/// What is in a rule's page, as far as it can be run.
#[derive(Debug, Default)]
pub(crate) struct Page<'a> {
    /// The first paragraph, on one line.
    pub(crate) summary: String,
    /// The headings of the second level, with their lines.
    pub(crate) headings: Vec<(u32, &'a str)>,
    pub(crate) blocks: Vec<Block<'a>>,
}

/// A fenced block.
#[derive(Clone, Debug)]
pub(crate) struct Block<'a> {
    /// The heading of the second level that it stands under.
    pub(crate) heading: &'a str,
    /// What stands behind the fence that opens it.
    pub(crate) info: &'a str,
    /// The line of that fence, from 1.
    pub(crate) line: u32,
    /// What stands between the fences.
    pub(crate) text: String,
    /// Whether a fence closes it.
    pub(crate) is_closed: bool,
}

impl Block<'_> {
    /// The first word of the info string.
    pub(crate) fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }
}

pub(crate) fn parse(text: &str) -> Page<'_> {
    let mut page = Page::default();
    let mut open: Option<Block<'_>> = None;
    let mut heading = "";
    let paragraph = text.trim_start().lines().take_while(|line| !line.trim().is_empty());
    page.summary = paragraph.collect::<Vec<_>>().join(" ");
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(mut block) = open.take() {
            if line.trim_end() == "```" {
                block.is_closed = true;
                page.blocks.push(block);
            } else {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
        } else if let Some(info) = line.strip_prefix("```") {
            open = Some(Block {
                heading,
                info: info.trim(),
                line: number,
                text: String::new(),
                is_closed: false,
            });
        } else if let Some(title) = line.strip_prefix("## ") {
            heading = title.trim();
            page.headings.push((number, heading));
        }
    }
    page.blocks.extend(open);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_know_their_heading_and_line() {
        let page = parse("One\nsentence.\n\n## Why\n\n```sql tool=psql\nselect 1;\n\n```\n```fixed\nx\n");
        assert_eq!(page.summary, "One sentence.");
        assert_eq!(page.headings, [(4, "Why")]);
        let [first, second] = page.blocks.as_slice() else {
            panic!("{page:?}");
        };
        assert_eq!((first.heading, first.language(), first.line), ("Why", "sql", 6));
        assert_eq!(first.text, "select 1;\n\n");
        assert!(first.is_closed && !second.is_closed);
    }
}
