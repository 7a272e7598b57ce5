//! Where `sqlparser` accepts a DDL statement, both readings name the same objects.

#![allow(clippy::print_stdout, reason = "the comparison says how much it compared")]

use lockgate_syntax as syntax;
use schema::{Action, Dialect, Kind, Statement};
use source::SourceFile;
use sqlparser::ast;
use sqlparser::dialect as dialects;
use sqlparser::parser::Parser;

use corpus::{Corpus, FOLDERS};

#[path = "support/corpus.rs"]
mod corpus;

fn parser_dialect(dialect: Dialect) -> Box<dyn dialects::Dialect> {
    match dialect {
        Dialect::Postgres => Box::new(dialects::PostgreSqlDialect {}),
        Dialect::Mysql | Dialect::Mariadb => Box::new(dialects::MySqlDialect {}),
        Dialect::Mssql => Box::new(dialects::MsSqlDialect {}),
        Dialect::Sqlite => Box::new(dialects::SQLiteDialect {}),
        Dialect::Oracle | Dialect::Generic => Box::new(dialects::GenericDialect {}),
    }
}

fn part_name(name: &ast::ObjectName) -> String {
    let parts: Vec<String> = name
        .0
        .iter()
        .filter_map(|part| part.as_ident())
        .map(|ident| ident.value.to_lowercase())
        .collect();
    parts.join(".")
}

/// What `sqlparser` says the statement is about: objects first, then columns. `None` for other statements.
fn theirs(statement: &ast::Statement) -> Option<Vec<String>> {
    match statement {
        ast::Statement::CreateTable(table) => {
            let columns = table.columns.iter().map(|column| column.name.value.to_lowercase());
            Some(std::iter::once(part_name(&table.name)).chain(columns).collect())
        }
        ast::Statement::CreateIndex(index) => Some(vec![part_name(&index.table_name)]),
        ast::Statement::CreateView(view) => Some(vec![part_name(&view.name)]),
        ast::Statement::AlterTable(table) => Some(vec![part_name(&table.name)]),
        ast::Statement::Drop { names, .. } => Some(names.iter().map(part_name).collect()),
        _ => None,
    }
}

/// What we say.
fn ours(statement: &Statement) -> Vec<String> {
    let name = |name: &schema::Name| name.to_string().to_lowercase();
    if statement.kind == Kind::AlterTable {
        return statement.changes[0].table().map(name).into_iter().collect();
    }
    let mut names = Vec::new();
    for change in &statement.changes {
        match &change.action {
            Action::CreateTable(table) => {
                names.push(name(&table.name));
                names.extend(
                    table
                        .columns
                        .iter()
                        .map(|column| column.name.text.to_lowercase().to_string()),
                );
            }
            Action::CreateIndex(index) => names.push(name(&index.table)),
            Action::CreateView(view) => names.push(name(&view.name)),
            // `DROP INDEX table.index` of SQL Server: the table is no qualifier of the name in our model.
            Action::Drop(dropped) => match &dropped.table {
                Some(table) if table.range().start < dropped.name.range().start => {
                    names.push(format!("{}.{}", name(table), name(&dropped.name)));
                }
                _ => names.push(name(&dropped.name)),
            },
            _ => {}
        }
    }
    names
}

#[test]
fn both_readings_name_the_same_objects() {
    let Some(corpus) = Corpus::find() else { return };
    let mut compared = 0;
    let mut differences = Vec::new();
    for &(folder, dialect) in FOLDERS {
        for file in corpus.sql_files(&format!("migrations/{folder}")) {
            let file = SourceFile::from_text(file.path, file.text);
            let script = syntax::read(file.text(), &syntax::ReadOptions::whole(file.text(), dialect));
            let is_ddl = |statement: &&Statement| {
                matches!(
                    statement.kind,
                    Kind::CreateTable
                        | Kind::CreateIndex
                        | Kind::CreateView
                        | Kind::AlterTable
                        | Kind::DropTable
                        | Kind::DropIndex
                        | Kind::DropView
                )
            };
            for statement in script.statements.iter().filter(is_ddl) {
                let text = file.slice(statement.range);
                let Ok(parsed) = Parser::parse_sql(&*parser_dialect(dialect), text) else {
                    continue;
                };
                let [parsed] = parsed.as_slice() else { continue };
                let Some(theirs) = theirs(parsed) else { continue };
                compared += 1;
                let ours = ours(statement);
                if ours != theirs {
                    let place = file.line_column(statement.range.start);
                    differences.push(format!("{}:{}: {ours:?} against {theirs:?}", file.path(), place.line));
                }
            }
        }
    }
    println!("{compared} statements compared, {} differ", differences.len());
    for difference in differences.iter().take(30) {
        println!("{difference}");
    }
    assert!(compared > 5_000, "only {compared} statements were compared");
    assert!(differences.is_empty(), "{} of {compared} differ", differences.len());
}
