use std::fmt;

use compact_str::CompactString;
use serde::Deserialize;

/// How names of one kind are made: `idx_{table}_{columns}`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct NamingTemplate {
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Text(String),
    Hole(Hole),
}

/// What a template is filled with. What is empty is not known of the object at hand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NameParts {
    /// The schema.
    pub schema: CompactString,
    /// The table that it belongs to.
    pub table: CompactString,
    /// The columns that it is about.
    pub columns: Vec<CompactString>,
    /// For a foreign key, the table referred to.
    pub referenced: CompactString,
    /// For a foreign key, the columns referred to.
    pub referenced_columns: Vec<CompactString>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Hole {
    Schema,
    Table,
    Columns,
    Referenced,
    ReferencedColumns,
}

/// The words between braces.
const HOLES: &[(&str, Hole)] = &[
    ("schema", Hole::Schema),
    ("table", Hole::Table),
    ("columns", Hole::Columns),
    ("referenced", Hole::Referenced),
    ("referenced_columns", Hole::ReferencedColumns),
];

impl NamingTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it, in lower case: a brace that is not closed, or a word that stands for nothing.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((word, after)) = behind.split_once('}') else {
                return Err(format!("`{text}` opens a brace that nothing closes"));
            };
            let Some((_, hole)) = HOLES.iter().find(|(known, _)| *known == word) else {
                let known: Vec<String> = HOLES.iter().map(|(known, _)| format!("`{{{known}}}`")).collect();
                return Err(format!(
                    "`{{{word}}}` stands for nothing; there are {}",
                    known.join(", ")
                ));
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Hole(*hole));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// The name that it makes; `None` where it asks for something that is not known.
    #[must_use]
    pub fn fill(&self, with: &NameParts) -> Option<String> {
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::Hole(hole) => {
                    let filling = hole.filling(with);
                    if filling.is_empty() {
                        return None;
                    }
                    name.push_str(&filling);
                }
            }
        }
        Some(name)
    }
}

impl TryFrom<String> for NamingTemplate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text)
    }
}

impl Hole {
    fn filling(self, with: &NameParts) -> String {
        match self {
            Self::Schema => with.schema.to_string(),
            Self::Table => with.table.to_string(),
            Self::Columns => with.columns.join("_"),
            Self::Referenced => with.referenced.to_string(),
            Self::ReferencedColumns => with.referenced_columns.join("_"),
        }
    }
}

impl fmt::Display for NamingTemplate {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Text(text) => f.write_str(text)?,
                Part::Hole(hole) => {
                    let word = HOLES
                        .iter()
                        .find(|(_, known)| known == hole)
                        .map_or("", |(word, _)| word);
                    write!(f, "{{{word}}}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_as_far_as_its_parts_are_known() {
        let template = NamingTemplate::new("idx_{table}_{columns}").unwrap();
        let mut parts = NameParts {
            table: "orders".into(),
            columns: vec!["user_id".into(), "day".into()],
            ..NameParts::default()
        };
        assert_eq!(template.fill(&parts).as_deref(), Some("idx_orders_user_id_day"));
        assert_eq!(template.to_string(), "idx_{table}_{columns}");
        parts.columns.clear();
        assert_eq!(template.fill(&parts), None);
    }

    #[test]
    fn what_cannot_be_filled_is_refused() {
        assert!(NamingTemplate::new("fk_{table").unwrap_err().contains("nothing closes"));
        assert!(NamingTemplate::new("fk_{tbl}").unwrap_err().contains("`{table}`"));
    }
}
