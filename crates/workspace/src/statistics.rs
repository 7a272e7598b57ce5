//! Row counts of tables, as a query of the database's statistics prints them.

use lint::RunError;
use source::SourceFile;

use crate::read_error::about;

/// The names of the tables that hold at least so many rows. Each line of the file is `schema.table,rows`,
/// `schema,table,rows` or `table,rows`, between commas, semicolons, tabs or bars; a heading and lines of dashes are passed
/// over.
///
/// # Errors
/// Where a line is none of these.
pub(crate) fn large_tables(file: &SourceFile, large_from: u64) -> Result<Vec<String>, RunError> {
    let mut names = Vec::new();
    let mut has_rows = false;
    for (at, line) in (1..).zip(file.text().lines()) {
        if is_frame(line) {
            continue;
        }
        match table_of(line) {
            Some((name, rows)) => {
                has_rows = true;
                if rows >= large_from {
                    names.push(name);
                }
            }
            // psql prints how many rows it printed.
            None if line.trim_start().starts_with('(') => {}
            None if !has_rows && is_heading(line) => has_rows = true,
            None => return Err(misread(file, at)),
        }
    }
    Ok(names)
}

fn misread(file: &SourceFile, line: u32) -> RunError {
    RunError {
        line: Some(line),
        column: Some(1),
        ..about(
            file.path(),
            "this line is no `schema.table,rows`; write the table's name, a comma, and a whole number",
        )
    }
}

/// Names of columns, as a client prints them above the rows.
fn is_heading(line: &str) -> bool {
    cells(line).is_some_and(|cells| cells.len() > 1 && cells.iter().all(|cell| !cell.is_empty()))
}

/// An empty line, a comment, or a line of a table's frame.
fn is_frame(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') || line.chars().all(|letter| matches!(letter, '-' | '+' | '|' | ' '))
}

fn table_of(line: &str) -> Option<(String, u64)> {
    let cells = cells(line)?;
    let (rows, name) = cells.split_last()?;
    let name = match name {
        [table] => (*table).to_owned(),
        [schema, table] => format!("{schema}.{table}"),
        _ => return None,
    };
    let is_named = !name.is_empty();
    is_named.then_some((name, count(rows)?))
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let line = line.trim().trim_matches('|');
    let separator = ['\t', ',', ';', '|'].into_iter().find(|mark| line.contains(*mark))?;
    let cells = line.split(separator).map(|cell| cell.trim().trim_matches('"'));
    Some(cells.collect())
}

/// PostgreSQL keeps estimates as floating point numbers, -1 where it has none.
fn count(text: &str) -> Option<u64> {
    if let Ok(count) = text.parse() {
        return Some(count);
    }
    let estimate: f64 = text.parse().ok()?;
    // Saturates; nobody has that many rows.
    Some(estimate.max(0.0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn large(text: &str) -> Result<Vec<String>, String> {
        large_tables(&SourceFile::from_text("sizes.csv", text), 1000).map_err(|error| error.to_string())
    }

    #[test]
    fn what_clients_print_is_read() {
        let names = |text: &str| large(text).unwrap();
        assert_eq!(names("table,rows\npublic.orders,5000\nnotes,10\n"), ["public.orders"]);
        assert_eq!(names("public\torders\t5000\r\n"), ["public.orders"]);
        let psql =
            " relname | reltuples \n---------+-----------\n orders  |   1.2e+06\n new     |        -1\n(2 rows)\n";
        assert_eq!(names(psql), ["orders"]);
        let mysql =
            "+--------+------+\n| name   | rows |\n+--------+------+\n| \"lines\" | 1000 |\n+--------+------+\n";
        assert_eq!(names(mysql), ["lines"]);
        assert_eq!(names("# measured in May\n\norders;1000\n"), ["orders"]);
    }

    #[test]
    fn a_line_that_is_no_table_is_named() {
        assert_eq!(
            large("orders,1\nlines,many\n").unwrap_err(),
            "sizes.csv:2:1: this line is no `schema.table,rows`; write the table's name, a comma, and a whole number"
        );
        assert!(large("drop table orders;\n").is_err());
        assert!(large("orders 5000\n").is_err());
    }
}
