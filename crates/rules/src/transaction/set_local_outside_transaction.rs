use std::borrow::Cow;
use std::sync::LazyLock;

use impact::Transaction;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Expr, ExprKind, Kind, KindSet, Literal, SettingScope};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    fixable: true,
    ..RuleInfo::new(
        "set-local-outside-transaction",
        Category::Transaction,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::Set,
            Kind::SetRole,
            Kind::SetTransaction,
            Kind::SetConstraints,
            Kind::Select,
        ])),
        include_str!("set_local_outside_transaction.md"),
    )
});

/// Reports settings for a transaction where there is none.
pub(crate) struct SetLocalOutsideTransaction;

impl Rule for SetLocalOutsideTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let is_outside = cx.transaction().map(|here| here.transaction) == Some(Transaction::None);
        if !is_outside || !cx.is_top_level() {
            return;
        }
        let Some(what) = what_is_local(change) else {
            return;
        };
        let local = cx.migration.script.word_of(statement, &cx.migration.file, "local");
        let local = local.filter(|_| matches!(change.kind, Kind::Set | Kind::SetRole));
        let report = cx.report(change.range, format!("{what} does nothing outside a transaction"));
        report.help("put it into a transaction with what it is meant for, or set it for the session");
        if let Some(local) = local {
            let with_space = TextRange::new(local.start, local.end + 1);
            report.fix(
                "set it for the session",
                Applicability::Unsafe,
                [(with_space, String::new())],
            );
        }
    }
}

fn what_is_local(change: &Change) -> Option<String> {
    match (&change.action, change.kind) {
        (Action::Session(setting), Kind::Set | Kind::SetRole) if setting.scope == SettingScope::Local => {
            Some(format!("`set local {}`", setting.name))
        }
        (_, Kind::SetTransaction) => Some("`set transaction`".to_owned()),
        (_, Kind::SetConstraints) => Some("`set constraints`".to_owned()),
        (Action::Select(select), Kind::Select) => {
            let name = select.exprs.iter().find_map(local_setting)?;
            Some(format!("`set_config` of `{name}` for the transaction"))
        }
        _ => None,
    }
}

/// The setting of `set_config('lock_timeout', '2s', true)`.
fn local_setting(expr: &Expr) -> Option<&str> {
    let ExprKind::Call { name, args } = &expr.kind else {
        return None;
    };
    let [setting, _, is_local] = args.as_slice() else {
        return None;
    };
    let is_local = matches!(is_local.kind, ExprKind::Literal(Literal::Boolean(true)));
    match &setting.kind {
        ExprKind::Literal(Literal::Text(text)) if is_local && name.ident.text.eq_ignore_ascii_case("set_config") => {
            Some(text)
        }
        _ => None,
    }
}
