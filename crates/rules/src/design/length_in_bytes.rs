use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Oracle]),
    partial_aliases: lint::names(&["zpa:CharacterDatatypeUsage"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "length-in-bytes",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("length_in_bytes.md"),
    )
});

/// Reports lengths of texts that the session decides on.
pub(crate) struct LengthInBytes;

impl Rule for LengthInBytes {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for given in change.given_types() {
            let data_type = given.data_type;
            let [length] = data_type.args.as_slice() else {
                continue;
            };
            let is_text = matches!(data_type.name.as_str(), "varchar2" | "varchar" | "char");
            if !is_text || length.chars().any(|letter| !letter.is_ascii_digit()) {
                continue;
            }
            let edit = cx.retype(data_type, &format!("{}({length} char)", data_type.name));
            cx.report(
                data_type.range,
                format!(
                    "whether `{given}` holds {length} bytes or {length} characters is for the \
                     session to say"
                ),
            )
            .about(given.to_string())
            .help("write `char` or `byte` behind the length")
            .fix("count characters", Applicability::Unsafe, [edit]);
        }
    }
}
