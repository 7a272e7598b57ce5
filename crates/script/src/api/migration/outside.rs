use migrations::{OptOut, PolicyOrigin};
use rhai::ImmutableString;
use source::TextRange;

use super::Migration;
use crate::api::describe::Members;
use crate::api::placeholder::Placeholder;
use crate::api::suppression::Suppression;
use crate::api::value::texts;
use crate::api::variable::Variable;

/// What stands around its SQL: comments that suppress, placeholders, the files beside it, what was released.
pub(super) fn describe(members: &mut Members<'_, Migration>) {
    members
        .property("suppressions", "Its comments that suppress findings.", |this| {
            Suppression::all(&this.facts)
        })
        .property("placeholders", "The placeholders in its text.", |this| {
            Placeholder::within(&this.facts, this.facts.migration.section.range)
        })
        .property(
            "placeholder_names",
            "The placeholders that its tool knows a value of, where any are known.",
            |this| {
                let known = this.facts.migration.placeholders.as_ref();
                known.map_or_else(Vec::new, |known| texts(&known.values.keys().collect::<Vec<_>>()))
            },
        )
        .property(
            "variables",
            "SQL Server's variables wherever its text names them, in order.",
            |this| Variable::all(&this.facts),
        )
        .property(
            "dialects",
            "The engines that it is for, as its tool names them; empty for all.",
            |this| texts(&this.facts.migration.dialects),
        )
        .property(
            "encoding",
            "How its file is written: `UTF-8`, `UTF-16 (little endian)`, `Windows-1252` …",
            |this| this.facts.file.encoding().name(),
        )
        .property(
            "first_bad_byte",
            "Where its file stops being UTF-8, if it does.",
            |this| {
                let at = this.facts.file.first_bad_byte()?;
                Some(this.text(TextRange::empty(u32::try_from(at).unwrap_or(u32::MAX))))
            },
        );
    describe_policy(members);
    describe_release(members);
}

/// Who decided how it runs.
fn describe_policy(members: &mut Members<'_, Migration>) {
    members
        .property(
            "transaction_set_by",
            "Who decided what the runner wraps: the tool's `default`, its `settings`, an `annotation` of the script, a \
             `sidecar` file beside it, the `configuration`.",
            |this| match this.facts.migration.policy.origin {
                PolicyOrigin::Default => "default",
                PolicyOrigin::Settings(_) => "settings",
                PolicyOrigin::Annotation(_) => "annotation",
                PolicyOrigin::Sidecar(_) => "sidecar",
                PolicyOrigin::Configuration => "configuration",
            },
        )
        .property(
            "transaction_annotation",
            "The annotation that decided it.",
            |this| match this.facts.migration.policy.origin {
                PolicyOrigin::Annotation(span) => Some(this.text(span.range)),
                _ => None,
            },
        )
        .property(
            "sidecar",
            "The file beside it that can take it out of the runner's transaction: `V1__x.sql.conf`, `metadata.toml`.",
            |this| match &this.facts.migration.policy.opt_out {
                OptOut::File { path, .. } => Some(ImmutableString::from(path.as_str())),
                _ => None,
            },
        )
        .property(
            "has_sidecar",
            "Whether that file is there; `()` where its tool knows none.",
            |this| {
                let policy = &this.facts.migration.policy;
                match &policy.opt_out {
                    OptOut::File { is_there, .. } => {
                        Some(*is_there || matches!(policy.origin, PolicyOrigin::Sidecar(_)))
                    }
                    _ => None,
                }
            },
        )
        .property(
            "leaves_transaction_by_itself",
            "Whether the runner looks at the statements and leaves its transaction where one cannot run inside.",
            |this| this.facts.migration.policy.detects_non_transactional,
        )
        .property(
            "refuses_mixed",
            "Whether the runner refuses statements that can run in a transaction beside others that cannot.",
            |this| this.facts.migration.policy.refuses_mixed,
        );
}

/// What version control knows of it.
fn describe_release(members: &mut Members<'_, Migration>) {
    members
        .property(
            "released_text",
            "Its text as it was released, where that is known and differs.",
            |this| {
                let text = this.facts.migration.provenance.released_text.as_deref();
                text.map(ImmutableString::from)
            },
        )
        .property(
            "released_path",
            "The path under which it was released, where that says something else.",
            |this| {
                let path = this.facts.migration.provenance.released_as.as_deref();
                path.map(ImmutableString::from)
            },
        )
        .property(
            "overtaken_by",
            "The path of the released migration that it comes too late for.",
            |this| {
                let overtaken = this.facts.migration.provenance.overtaken_by.as_ref();
                overtaken.map(|overtaken| ImmutableString::from(overtaken.by.as_str()))
            },
        );
}
