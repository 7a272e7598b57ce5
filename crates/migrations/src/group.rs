use std::rc::Rc;

use source::{FileId, SourceFile, Span, TextRange};

use crate::convention::Convention;
use crate::lines::offset;
use crate::marks::{Mark, Marks};
use crate::names::{file_name, join, parent};
use crate::neighbours::Neighbours;

/// One given file, as the tools' conventions look at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script<'a> {
    pub(crate) id: FileId,
    pub(crate) file: &'a SourceFile,
    /// The last part of its path: each tool is asked what it makes of it.
    name: &'a str,
    /// The marks in its comments.
    pub(crate) marks: Marks,
}

/// What stands in the place of a path where a text has none.
const NAMELESS: &str = "-";

/// Names of migrations, for a text without one; each tool takes some of them, or looks at folders.
const NAMES: [&str; 6] = [
    "V1__stdin.sql",
    "1_stdin.sql",
    "1_stdin.up.sql",
    "000001.sql",
    "1-stdin.sql",
    "20240101000000_stdin.sql",
];

/// The ends of names of files that hold migrations in another language than SQL.
const OTHER_LANGUAGES: &[(&str, &str)] = &[
    ("rs", "Rust"),
    ("js", "JavaScript"),
    ("mjs", "JavaScript"),
    ("cjs", "JavaScript"),
    ("ts", "TypeScript"),
    ("mts", "TypeScript"),
    ("cts", "TypeScript"),
    ("py", "Python"),
    ("rb", "Ruby"),
    ("php", "PHP"),
    ("go", "Go"),
    ("java", "Java"),
    ("kt", "Kotlin"),
    ("cs", "C#"),
    ("fizz", "fizz"),
    ("xml", "XML"),
    ("yaml", "YAML"),
    ("yml", "YAML"),
    ("json", "JSON"),
];

impl<'a> Script<'a> {
    pub(crate) fn new(id: FileId, file: &'a SourceFile) -> Self {
        let mut script = Self {
            id,
            file,
            name: file_name(file.path()),
            marks: Marks::default(),
        };
        if script.other_language().is_none() {
            script.marks = Marks::of(file.text());
        }
        script
    }

    /// The same, where it has no name and is known to be a migration of a tool: under a name that the tool takes.
    pub(crate) fn of_tool(mut self, convention: &Convention) -> Self {
        if self.is_nameless()
            && let Some(name) = NAMES.into_iter().find(|name| (convention.takes)(name))
        {
            self.name = name;
        }
        self
    }

    /// Whether it is a text without a file: standard input, a new buffer of an editor.
    pub(crate) fn is_nameless(&self) -> bool {
        self.path() == NAMELESS
    }

    pub(crate) fn path(&self) -> &'a str {
        self.file.path()
    }

    pub(crate) fn folder(&self) -> &'a str {
        parent(self.file.path())
    }

    pub(crate) const fn name(&self) -> &'a str {
        self.name
    }

    pub(crate) fn text(&self) -> &'a str {
        self.file.text()
    }

    /// A part of the text.
    pub(crate) fn slice(&self, range: TextRange) -> &'a str {
        self.file.slice(range)
    }

    /// All of the file.
    pub(crate) fn range(&self) -> TextRange {
        TextRange::new(0, offset(self.text().len()))
    }

    /// A place in the file.
    pub(crate) fn span(&self, range: TextRange) -> Span {
        Span::new(self.id, range)
    }

    /// The file as such.
    pub(crate) fn start(&self) -> Span {
        self.span(TextRange::empty(0))
    }

    /// The language of a file that is not SQL.
    pub(crate) fn other_language(&self) -> Option<&'static str> {
        other_language(self.path())
    }
}

/// The language of a file that, by the ending of its name, is not SQL but may hold migrations all the same.
#[must_use]
pub fn other_language(path: &str) -> Option<&'static str> {
    let (_, extension) = file_name(path).rsplit_once('.')?;
    OTHER_LANGUAGES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(extension))
        .map(|(_, language)| *language)
}

/// Files that look like one history: a folder, or a folder of folders with one migration each.
pub(crate) struct Group<'a> {
    /// The folder that all of it lies in.
    pub(crate) home: String,
    /// The files in another language than SQL.
    pub(crate) others: Vec<Script<'a>>,
    /// The SQL files, in the order of their paths.
    pub(crate) scripts: Vec<Script<'a>>,
}

impl<'a> Group<'a> {
    pub(crate) const fn new(home: String) -> Self {
        Self {
            home,
            others: Vec::new(),
            scripts: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, script: Script<'a>) {
        if script.other_language().is_some() {
            self.others.push(script);
        } else {
            self.scripts.push(script);
        }
    }

    pub(crate) fn sort(&mut self) {
        self.scripts.sort_by_key(Script::path);
        self.others.sort_by_key(Script::path);
    }

    /// A script's path below the home: `20240131_init/up.sql`.
    pub(crate) fn below_home(&self, script: &Script<'a>) -> &'a str {
        script
            .path()
            .strip_prefix(self.home.as_str())
            .unwrap_or(script.path())
            .trim_start_matches('/')
    }

    /// How many SQL files have the mark.
    pub(crate) fn marked(&self, mark: Mark) -> usize {
        self.scripts.iter().filter(|script| script.marks.has(mark)).count()
    }

    /// Whether at least one and at least half of the SQL files are so.
    pub(crate) fn mostly(&self, is_so: impl Fn(&Script<'a>) -> bool) -> bool {
        let most_others = self.scripts.len() / 2;
        let mut others = self.scripts.iter().filter(|script| !is_so(script));
        !self.scripts.is_empty() && others.nth(most_others).is_none()
    }

    /// Whether at least one and at least half of the names are so, of SQL files or others.
    pub(crate) fn others_mostly(&self, is_so: impl Fn(&str) -> bool) -> bool {
        let count = self.others.iter().filter(|script| is_so(script.name())).count();
        count > 0 && count * 2 >= self.others.len()
    }

    /// Whether the home is, or ends in, one of these folders.
    pub(crate) fn is_in(&self, folders: &[&str]) -> bool {
        ends_in(&self.home, folders)
    }

    /// A file's text, beside or below the home.
    pub(crate) fn near(&self, near: &Neighbours<'_>, name: &str) -> Option<Rc<str>> {
        near.text(&join(&self.home, name))
    }
}

/// Whether a path is, or ends in, one of these folders.
pub(crate) fn ends_in(path: &str, folders: &[&str]) -> bool {
    folders
        .iter()
        .any(|folder| path == *folder || path.strip_suffix(folder).is_some_and(|rest| rest.ends_with('/')))
}
