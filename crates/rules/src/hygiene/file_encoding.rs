use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::Dialect;
use source::{Category, Encoding, Severity, TextRange};

static INFO: RuleInfo = RuleInfo::new(
    "file-encoding",
    Category::Hygiene,
    Severity::Warning,
    On::Migrations,
    include_str!("file_encoding.md"),
);

/// Reports files whose bytes a migration tool would read as another text. What a byte 0 ends was asked of `psql` 15, which
/// leaves out the rest of its line without a word, and of Python's `sqlite3`, which refuses the script.
pub(crate) struct FileEncoding;

impl Rule for FileEncoding {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        if facts.index_in_file > 0 {
            return;
        }
        if let Some(at) = facts.file.text().find('\0') {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            cx.report(
                TextRange::new(at, at + 1),
                "a byte 0 stands here, where programs take the line or the text to end",
            )
            .help("remove it; a file that is full of them was cut off or is not text");
        }
        let encoding = facts.file.encoding();
        let message = match encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => return,
            // The editors of SQL Server write UTF-16, and its tools read it.
            Encoding::Utf16Le | Encoding::Utf16Be if facts.engine.dialect == Dialect::Mssql => return,
            Encoding::Utf16Le | Encoding::Utf16Be => format!("this file is {}", encoding.name()),
            Encoding::Windows1252 => {
                let at = facts.file.first_bad_byte().unwrap_or_default();
                format!(
                    "byte {at} of this file is not UTF-8, and the file was read as {}",
                    encoding.name()
                )
            }
        };
        cx.report(TextRange::empty(0), message).help("save the file as UTF-8");
    }
}
