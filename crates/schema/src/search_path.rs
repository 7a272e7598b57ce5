use compact_str::CompactString;

use crate::{Action, Change, Dialect, ExprKind, Kind, Literal};

/// The schemas along which names are looked up once this change has run, where it sets the `search_path`: `SET search_path`,
/// or `SELECT pg_catalog.set_config('search_path', '', false)`, as dumps begin.
#[must_use]
pub fn search_path_set_by(change: &Change, dialect: Dialect) -> Option<Vec<CompactString>> {
    match &change.action {
        Action::Session(setting) if change.kind == Kind::Set && setting.name == "search_path" => {
            Some(schemas(setting.value.as_deref()?, dialect))
        }
        Action::Select(select) => {
            let calls = select.exprs.iter().filter_map(|expr| match &expr.kind {
                ExprKind::Call { name, args } if name.ident.text.eq_ignore_ascii_case("set_config") => Some(args),
                _ => None,
            });
            let mut settings = calls.filter_map(|args| match (&args.first()?.kind, &args.get(1)?.kind) {
                (ExprKind::Literal(Literal::Text(name)), ExprKind::Literal(Literal::Text(value)))
                    if name == "search_path" =>
                {
                    Some(value)
                }
                _ => None,
            });
            settings.next_back().map(|value| schemas(value, dialect))
        }
        _ => None,
    }
}

/// The path of a session that has set none.
pub(crate) fn default_search_path(dialect: Dialect) -> CompactString {
    CompactString::const_new(dialect.default_schema().unwrap_or_default())
}

/// `pg_catalog` is looked into first in any case, and the user's schema is mostly not there.
fn schemas(value: &str, dialect: Dialect) -> Vec<CompactString> {
    if value.eq_ignore_ascii_case("default") {
        return vec![default_search_path(dialect)];
    }
    let parts = value.split(',').map(str::trim);
    let schemas = parts.map(
        |part| match part.strip_prefix('"').and_then(|part| part.strip_suffix('"')) {
            Some(quoted) => quoted.into(),
            None => dialect.fold(part.trim_matches('\''), false).into(),
        },
    );
    let is_searched = |schema: &CompactString| !matches!(schema.as_str(), "" | "pg_catalog" | "$user");
    schemas.filter(is_searched).collect()
}
