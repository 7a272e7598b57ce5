use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use lint::MigrationFacts;
use report::{Entry, Section, Terminal, write_sections};
use script::{SeenMember, SeenSubject, SeenThing, SeenValue, Thoroughness, seen};
use serde_json::{Map, Value, json};
use workspace::Workspace;

use super::ExplainArguments;
use crate::arguments::Document;

/// Shows what scripted rules see of the files that were asked for.
pub(super) fn write(
    workspace: &Workspace,
    arguments: &ExplainArguments,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<()> {
    let migrations = wanted(workspace);
    match arguments.format {
        Document::Json => {
            let seen = migrations.into_iter().map(|facts| seen(facts, Thoroughness::Full));
            let migrations: Vec<Value> = seen.map(|subject| of_subject(&subject)).collect();
            let document = json!({"schema": 1, "api": script::API_VERSION, "migrations": migrations});
            serde_json::to_writer_pretty(&mut *out, &document)?;
            writeln!(out)?;
        }
        Document::Full => {
            let shown = if arguments.verbose {
                Shown::All
            } else {
                Shown::WhatIsThere
            };
            for facts in migrations {
                write_sections(&[shown.migration(&seen(facts, shown.thoroughness()))], terminal, out)?;
            }
            if shown == Shown::WhatIsThere {
                writeln!(out, "\n{LEGEND}")?;
            }
        }
    }
    Ok(())
}

const LEGEND: &str = "What is false, empty or `()` is left out, and what stands further up already: --verbose shows all. \
    `lockgate rule api TYPE` says what each property means.";

/// The migrations that were asked for, in the order of their files.
fn wanted(workspace: &Workspace) -> Vec<&Arc<MigrationFacts>> {
    let mut migrations: Vec<&Arc<MigrationFacts>> = Vec::new();
    for project in workspace.projects() {
        let histories = project.histories().histories();
        let all = histories.flat_map(|history| &history.migrations);
        migrations.extend(all.filter(|facts| project.wanted().contains(&facts.migration.file)));
    }
    migrations.sort_by_key(|facts| (facts.file.path(), facts.index_in_file));
    migrations
}

/// How much is shown to people.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Without what is false, empty or not there.
    WhatIsThere,
    All,
}

impl Shown {
    const fn thoroughness(self) -> Thoroughness {
        match self {
            Self::WhatIsThere => Thoroughness::Brief,
            Self::All => Thoroughness::Full,
        }
    }

    fn migration(self, subject: &SeenSubject) -> Section {
        let mut section = self.subject(subject, "migration");
        let context = subject.context.iter().map(|context| Section {
            title: "cx".to_owned(),
            note: "what each rule knows besides".to_owned(),
            entries: self.entries(&context.members),
            sections: Vec::new(),
        });
        section.sections.splice(0..0, context);
        section
    }

    fn subject(self, subject: &SeenSubject, called: &str) -> Section {
        let (mut statements, mut changes) = (0.., 0..);
        let parts = subject.parts.iter().map(|part| {
            let word = part.thing.type_name.to_lowercase();
            let number = if part.thing.type_name == "Change" {
                changes.next()
            } else {
                statements.next()
            };
            self.subject(part, &format!("{word} {}", number.unwrap_or_default()))
        });
        Section {
            title: format!("{called}: {}", subject.thing.printed),
            note: subject.on.clone(),
            entries: self.entries(&subject.thing.members),
            sections: parts.collect(),
        }
    }

    fn entries(self, members: &[SeenMember]) -> Vec<Entry> {
        let shown = members
            .iter()
            .filter(|member| self == Self::All || says_something(member));
        shown
            .map(|member| self.entry(member.name.to_owned(), &member.value))
            .collect()
    }

    fn entry(self, name: String, value: &SeenValue) -> Entry {
        let (value, entries) = match value {
            SeenValue::Flag(true) => (String::new(), Vec::new()),
            SeenValue::Thing(thing) if !thing.is_text => (in_words(thing), self.entries(&thing.members)),
            SeenValue::List(items) if items.iter().any(has_members) => {
                let items = items
                    .iter()
                    .zip(0..)
                    .map(|(item, at)| self.entry(format!("[{at}]"), item));
                (String::new(), items.collect())
            }
            plain => (plain_text(plain), Vec::new()),
        };
        Entry { name, value, entries }
    }
}

/// Whether the answer is another than that of most subjects.
fn says_something(member: &SeenMember) -> bool {
    match &member.value {
        SeenValue::Nothing => false,
        SeenValue::Flag(flag) => *flag || member.is_optional,
        SeenValue::Text(text) => !text.is_empty(),
        SeenValue::List(items) => !items.is_empty(),
        SeenValue::Thing(thing) => !(thing.is_text && thing.printed.is_empty()),
        SeenValue::Number(_) | SeenValue::Failed(_) => true,
    }
}

fn has_members(value: &SeenValue) -> bool {
    matches!(value, SeenValue::Thing(thing) if !thing.members.is_empty())
}

/// `orders (Table)`; the type's name alone where the thing prints as nothing.
fn in_words(thing: &SeenThing) -> String {
    if thing.printed.is_empty() {
        return format!("({})", thing.type_name);
    }
    format!("{} ({})", thing.printed, thing.type_name)
}

fn plain_text(value: &SeenValue) -> String {
    match value {
        SeenValue::Nothing => "()".to_owned(),
        SeenValue::Flag(flag) => flag.to_string(),
        SeenValue::Number(number) => number.to_string(),
        SeenValue::Text(text) => format!("\"{text}\""),
        SeenValue::Thing(thing) => thing.printed.clone(),
        SeenValue::List(items) => {
            let items: Vec<String> = items.iter().map(plain_text).collect();
            format!("[{}]", items.join(", "))
        }
        SeenValue::Failed(why) => format!("cannot be had: {why}"),
    }
}

fn of_subject(subject: &SeenSubject) -> Value {
    let parts: Vec<Value> = subject.parts.iter().map(of_subject).collect();
    let mut document = json!({"on": subject.on, "subject": of_thing(&subject.thing), "parts": parts});
    if let Some(context) = &subject.context {
        document["cx"] = of_thing(context);
    }
    document
}

fn of_thing(thing: &SeenThing) -> Value {
    let members = thing
        .members
        .iter()
        .map(|member| (member.name.to_owned(), of_value(&member.value)));
    let members: Map<String, Value> = members.collect();
    json!({"type": thing.type_name, "text": thing.printed, "properties": members})
}

fn of_value(value: &SeenValue) -> Value {
    match value {
        SeenValue::Nothing => Value::Null,
        SeenValue::Flag(flag) => (*flag).into(),
        SeenValue::Number(number) => (*number).into(),
        SeenValue::Text(text) => text.as_str().into(),
        SeenValue::List(items) => items.iter().map(of_value).collect(),
        SeenValue::Thing(thing) => of_thing(thing),
        SeenValue::Failed(why) => json!({"error": why}),
    }
}
