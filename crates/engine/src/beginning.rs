use std::sync::Arc;

use impact::Engine;
use migrations::{History, Tool};
use rustc_hash::FxHashSet;
use schema::catalog::{Start, TableNames};
use schema::{Action, Catalog, Name, Origin, Script, Statement, TokenKind};
use source::{FileId, SourceFile};
use syntax::ReadOptions;

/// The schema before the first migration of a history.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    catalog: Catalog,
    dump: Option<Dump>,
}

/// What a dump says besides the schema.
#[derive(Clone, Debug)]
struct Dump {
    /// The versions that the database had when it was dumped, as rows of the tool's own table.
    versions: FxHashSet<String>,
}

impl Beginning {
    /// A database about which nothing is known.
    pub(crate) fn unknown(engine: Engine, table_names: TableNames) -> Self {
        Self {
            catalog: Catalog::new(engine.dialect, Start::Unknown).comparing(table_names),
            dump: None,
        }
    }

    /// The database that a dump describes: what is not in it is not there.
    pub(crate) fn of_dump(id: FileId, file: &SourceFile, engine: Engine, table_names: TableNames, tool: Tool) -> Self {
        let text = file.text();
        let script = syntax::read(text, &ReadOptions::whole(text, engine.dialect));
        let mut catalog = Catalog::new(engine.dialect, Start::Empty).comparing(table_names);
        for (at, statement) in (0..).zip(&script.statements) {
            catalog.apply(statement, Origin::new(id, 0, at));
        }
        catalog.start_session();
        Self {
            catalog,
            dump: Some(Dump {
                versions: versions_in(file, &script, tool),
            }),
        }
    }

    /// The same for a history of which a part is not read.
    pub(crate) fn with_gaps(self) -> Self {
        Self {
            catalog: self.catalog.with_gaps(),
            ..self
        }
    }

    /// The schema.
    pub(crate) const fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Whether the schema is known, so that every migration after it is pending.
    pub(crate) const fn is_known(&self) -> bool {
        self.dump.is_some()
    }

    /// Marks the migrations that the schema holds already: they are not replayed once more, nor reported.
    pub(crate) fn mark(&self, history: &mut History) {
        let Some(dump) = &self.dump else {
            return;
        };
        for migration in &mut history.migrations {
            if dump.versions.contains(migration.version_text.as_str()) {
                let provenance = &mut Arc::make_mut(migration).provenance;
                provenance.is_released = true;
                provenance.is_in_start = true;
            }
        }
    }
}

/// Every text and number that the dump inserts into the tool's own table.
fn versions_in(file: &SourceFile, script: &Script, tool: Tool) -> FxHashSet<String> {
    let tables = tool.history_tables();
    let is_own = |name: &Name| {
        let bare = |table: &str| table.rsplit('.').next().unwrap_or(table).to_owned();
        tables
            .iter()
            .any(|table| name.ident.text.eq_ignore_ascii_case(&bare(table)))
    };
    let inserts_versions = |statement: &&Statement| {
        let mut changes = statement.changes.iter();
        changes.any(|change| matches!(&change.action, Action::Insert(insert) if is_own(&insert.table)))
    };
    let statements = script.statements.iter().filter(inserts_versions);
    let tokens = statements.flat_map(|statement| script.tokens_of(statement));
    tokens
        .filter(|token| matches!(token.kind, TokenKind::String | TokenKind::Number))
        .map(|token| file.slice(token.range).trim_matches('\'').to_owned())
        .collect()
}
