use lockgate_syntax::{ReadOptions, read};
use schema::{Dialect, NameRole};

/// The relations that the first statement names: `writes a, references b`.
fn uses(sql: &str, dialect: Dialect) -> String {
    let script = read(sql, &ReadOptions::whole(sql, dialect));
    let each = script.statements[0].uses.iter().map(|used| {
        let role = match used.role {
            NameRole::Reads => "reads",
            NameRole::Writes => "writes",
            NameRole::References => "references",
            NameRole::Calls => "calls",
        };
        format!("{role} {}", used.name)
    });
    each.collect::<Vec<_>>().join(", ")
}

#[test]
fn tables_name_what_they_write_and_refer_to() {
    let cases = [
        (
            "create table s.t (a int references u, b int, foreign key (b) references v (c))",
            "writes s.t, references v, references u",
        ),
        (
            "create table t (like u) inherits (v, w)",
            "writes t, references u, references v, references w",
        ),
        ("create table t partition of p default", "writes t, references p"),
        (
            "create table t as select * from u join v on true",
            "writes t, reads u, reads v",
        ),
        ("create unique index i on s.t (a)", "writes s.t"),
        (
            "alter table t add column a int references u (b), add foreign key (c) references v",
            "writes t, references u, references v",
        ),
        ("alter table t attach partition p default", "writes t, writes p"),
        ("alter table t inherit u", "writes t, references u"),
    ];
    for (sql, expected) in cases {
        assert_eq!(uses(sql, Dialect::Postgres), expected, "{sql}");
    }
    assert_eq!(uses("ALTER INDEX i ON dbo.t REBUILD", Dialect::Mssql), "writes dbo.t");
    assert_eq!(uses("ALTER TABLE t SWITCH TO u", Dialect::Mssql), "writes t, writes u");
    let exchange = "alter table t exchange partition p with table u";
    assert_eq!(uses(exchange, Dialect::Mysql), "writes t, writes u");
}

#[test]
fn a_change_stands_where_its_action_stands() {
    let sql = "alter table t add column a int, drop column b, alter c set not null";
    let script = read(sql, &ReadOptions::whole(sql, Dialect::Postgres));
    let places: Vec<&str> = script.statements[0]
        .changes
        .iter()
        .map(|change| &sql[change.range.slice()])
        .collect();
    assert_eq!(places, ["add column a int", "drop column b", "alter c set not null"]);
    let sql = "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)";
    let script = read(sql, &ReadOptions::whole(sql, Dialect::Postgres));
    assert_eq!(&sql[script.statements[0].modifiers.head.slice()], "CREATE UNIQUE INDEX");
    let sql = "ALTER TABLE T ADD A int, B int";
    let script = read(sql, &ReadOptions::whole(sql, Dialect::Mssql));
    assert_eq!(&sql[script.statements[0].changes[1].range.slice()], "B int");
}
