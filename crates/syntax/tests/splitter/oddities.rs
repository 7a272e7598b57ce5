//! Oddities that real files hold: each a text in a dialect, and the statements it has.

use lockgate_syntax::{ReadOptions, read};
use schema::{Dialect, Kind, ProblemKind, Script};

use Dialect::{Mariadb, Mssql, Mysql, Oracle, Postgres, Sqlite};

fn script(dialect: Dialect, text: &str) -> Script {
    read(text, &ReadOptions::whole(text, dialect))
}

/// The statements' texts, those for the client between `{` and `}`.
fn cut(dialect: Dialect, text: &str) -> Vec<String> {
    let script = script(dialect, text);
    assert_eq!(script.problems, [], "{text}");
    texts(&script, text)
}

fn texts(script: &Script, text: &str) -> Vec<String> {
    let shown = script.statements.iter().map(|statement| {
        let text = &text[statement.range.slice()];
        if statement.kind == Kind::ClientCommand {
            format!("{{{text}}}")
        } else {
            text.to_owned()
        }
    });
    shown.collect()
}

#[test]
fn delimiters_of_mysql() {
    let text = "delimiter //\ncreate procedure p() begin select 1; select 2; end//\nDELIMITER ;\nselect 3; select 4";
    let procedure = "create procedure p() begin select 1; select 2; end";
    assert_eq!(cut(Mysql, text), [procedure, "select 3", "select 4"]);
    let text = "DELIMITER $$\r\ncreate trigger t before insert on a for each row set new.x = 1 $$\r\nDELIMITER ;\r\n";
    assert_eq!(
        cut(Mysql, text),
        ["create trigger t before insert on a for each row set new.x = 1"]
    );
    let text = "DELIMITER //\ndrop procedure if exists p; create procedure p() if a then b; end if//\n";
    assert_eq!(
        cut(Mysql, text),
        ["drop procedure if exists p", "create procedure p() if a then b; end if"]
    );
}

#[test]
fn delimiters_that_a_tool_says() {
    let text = "create function f() returns int as $$ select 1; $$\n@@\nselect 1\n@@";
    let options = ReadOptions {
        delimiter: Some("@@"),
        ..ReadOptions::whole(text, Postgres)
    };
    let script = read(text, &options);
    assert_eq!(
        texts(&script, text),
        ["create function f() returns int as $$ select 1; $$", "select 1"]
    );
    let text = "create procedure p as begin null; end;\n/\ninsert into t values (1)\n/\n";
    let options = ReadOptions {
        delimiter: Some("/"),
        ..ReadOptions::whole(text, Oracle)
    };
    let script = read(text, &options);
    assert_eq!(
        texts(&script, text),
        ["create procedure p as begin null; end", "insert into t values (1)"]
    );
}

#[test]
fn batches_of_sql_server() {
    let text = "select 1\nGO\nselect 2\ngo 5\nselect 3\r\n  Go -- comment\r\nselect 4\nGO;\nselect 5\nGO /* x */\nselect 'a\nGO\nb' as go\n";
    let script = script(Mssql, text);
    assert_eq!(
        texts(&script, text),
        [
            "select 1",
            "select 2",
            "select 3",
            "select 4",
            "select 5",
            "select 'a\nGO\nb' as go"
        ]
    );
    let repeats: Vec<u32> = script.batches.iter().map(|batch| batch.repeat).collect();
    assert_eq!(repeats, [1, 5, 1, 1, 1, 1]);
}

#[test]
fn commands_of_sqlcmd() {
    let text = ":setvar db x\nUSE [$(db)]\nGO\n:r other.sql\n!!dir\nselect 1\n";
    assert_eq!(
        cut(Mssql, text),
        ["{:setvar db x}", "USE [$(db)]", "{:r other.sql}", "{!!dir}", "select 1"]
    );
}

#[test]
fn slashes_and_commands_of_sqlplus() {
    let text = "SET DEFINE OFF\nPROMPT it's; here\nWHENEVER SQLERROR EXIT\nbegin\n  x := 4\n / 2;\nend;\n/\nselect 1 from dual;\n@other.sql\nSTART more.sql\nselect 2\n/\n";
    assert_eq!(
        cut(Oracle, text),
        [
            "{SET DEFINE OFF}",
            "{PROMPT it's; here}",
            "{WHENEVER SQLERROR EXIT}",
            "begin\n  x := 4\n / 2;\nend",
            "select 1 from dual",
            "{@other.sql}",
            "{START more.sql}",
            "select 2"
        ]
    );
}

#[test]
fn alternative_quotes_of_oracle() {
    let text = "insert into t values (q'[it's; here]', nq'{a}', Q'!b'c!');\nselect 1 from dual;";
    assert_eq!(
        cut(Oracle, text),
        [
            "insert into t values (q'[it's; here]', nq'{a}', Q'!b'c!')",
            "select 1 from dual"
        ]
    );
}

#[test]
fn units_of_oracle() {
    let package = "create or replace package body p is\n procedure a is begin null; end;\n function b return number is begin return 1; end b;\nbegin\n a;\nend p";
    assert_eq!(
        cut(Oracle, &format!("{package};\n/\ncreate sequence s;")),
        [package, "create sequence s"]
    );
    let compound = "create trigger t for insert on x compound trigger\n n number;\n before statement is begin n := 1; end before statement;\n after each row is begin null; end after each row;\nend t";
    assert_eq!(
        cut(Oracle, &format!("{compound};\ncreate sequence s;")),
        [compound, "create sequence s"]
    );
    let call = "create function f return number as language java name 'A.b() return int'";
    assert_eq!(
        cut(Oracle, &format!("{call};\nselect 1 from dual;")),
        [call, "select 1 from dual"]
    );
    let declared = "declare\n cursor c is select 1 from dual;\n procedure q is begin null; end;\nbegin\n case when true then null; end case;\nend";
    assert_eq!(
        cut(Oracle, &format!("{declared};\n/\ndrop table t;")),
        [declared, "drop table t"]
    );
}

#[test]
fn atomic_bodies_of_postgres() {
    let text = "create function f() returns int begin atomic select case when true then 1 end; select 2; end;\nbegin; select 1; end;";
    assert_eq!(
        cut(Postgres, text),
        [
            "create function f() returns int begin atomic select case when true then 1 end; select 2; end",
            "begin",
            "select 1",
            "end"
        ]
    );
}

#[test]
fn dollar_quotes_of_postgres() {
    let text = "select $a$ ; $$ $b$ $a$; select $$;$$; select a$b, $1;";
    assert_eq!(
        cut(Postgres, text),
        ["select $a$ ; $$ $b$ $a$", "select $$;$$", "select a$b, $1"]
    );
}

#[test]
fn rows_after_copy() {
    let text = "copy t (a) from stdin with (format text);\n1;\t'x\n\\N\n\\.\nselect 1;";
    assert_eq!(
        cut(Postgres, text),
        ["copy t (a) from stdin with (format text)", "select 1"]
    );
    let text = "copy t from stdin;\n";
    assert_eq!(script(Postgres, text).statements.len(), 1);
    let text = "copy t from stdin;\nselect 1;\n";
    let script = script(Postgres, text);
    assert_eq!(script.problems[0].kind, ProblemKind::UnterminatedCopyData);
    assert_eq!(texts(&script, text), ["copy t from stdin", "select 1"]);
}

#[test]
fn commands_of_psql() {
    let text =
        "\\set x 1\n\\connect it's\nselect 1 \\gexec\nselect 2\\; select 3;\n\\if :x\nselect :'x', :\"y\";\n\\endif";
    assert_eq!(
        cut(Postgres, text),
        [
            "{\\set x 1}",
            "{\\connect it's}",
            "select 1",
            "{\\gexec}",
            "select 2",
            "select 3",
            "{\\if :x}",
            "select :'x', :\"y\"",
            "{\\endif}"
        ]
    );
}

#[test]
fn tags_of_templates_are_no_sql() {
    let text = "{% if env == 'prod' %}\ncreate table a (b int);\n{% else %}\ncreate table c (d int {# later #}, e text);\n{%- endif -%}\n\
                drop table {{ name }};\nselect 1 {% for x in y %}, {{ x }}{% endfor %};\n{%\n  set list = [1,\n 2] %}drop table z";
    for dialect in [Postgres, Mysql, Sqlite, Mssql, Oracle] {
        assert_eq!(
            cut(dialect, text),
            [
                "create table a (b int)",
                "create table c (d int {# later #}, e text)",
                "drop table {{ name }}",
                "select 1 {% for x in y %}, {{ x }}",
                "drop table z"
            ],
            "{dialect}"
        );
    }
    // What has no end is no tag.
    assert_eq!(cut(Postgres, "{% if x\ndrop table a; drop table b").len(), 2);
}

#[test]
fn marks_of_tools_are_comments() {
    for dialect in [Postgres, Mysql, Sqlite] {
        let text =
            "create table a (b int);\n--> statement-breakpoint\ncreate table c (d int);--> statement-breakpoint\n";
        assert_eq!(cut(dialect, text), ["create table a (b int)", "create table c (d int)"]);
    }
}

#[test]
fn placeholders_stand_for_names_values_and_statements() {
    for dialect in Dialect::ALL {
        let text =
            "${before};\ncreate table ${schema}.t_{{name}} (a varchar(${length}) default '{{x}}');\n{{ after }};\n";
        assert_eq!(
            cut(*dialect, text),
            [
                "${before}",
                "create table ${schema}.t_{{name}} (a varchar(${length}) default '{{x}}')",
                "{{ after }}"
            ],
            "{dialect}"
        );
    }
    assert_eq!(
        cut(Oracle, "select '&a', &b..c, &1 from &&t;"),
        ["select '&a', &b..c, &1 from &&t"]
    );
    assert_eq!(cut(Postgres, "select :a, @b@, %c%;"), ["select :a, @b@, %c%"]);
}

#[test]
fn executable_comments_of_mysql() {
    let text =
        "/*!40101 SET NAMES utf8 */;\ncreate table t (a int /*!80000 invisible */);\n/*M! set a = 1 */; select 1;";
    assert_eq!(
        cut(Mysql, text),
        [
            "SET NAMES utf8",
            "create table t (a int /*!80000 invisible */)",
            "select 1"
        ]
    );
    assert_eq!(
        cut(Mariadb, "/*M!100100 set a = 1 */; select 1;"),
        ["set a = 1", "select 1"]
    );
}

#[test]
fn executable_comments_that_no_server_runs() {
    let never = "/*!999999 drop table t /* all of it */ */; select 1;";
    for dialect in [Mysql, Mariadb] {
        assert_eq!(cut(dialect, never), ["select 1"], "{dialect}");
    }
    // Measured on MariaDB 10.11, which takes 5.7 to 9.99 to be versions of MySQL.
    let numbers = "/*!50699 set a = 1 */; /*!50700 set a = 2 */; /*!99999 set a = 3 */; /*!100000 set a = 4 */;";
    assert_eq!(cut(Mariadb, numbers), ["set a = 1", "set a = 4"]);
    assert_eq!(
        cut(Mariadb, "/*M!80000 set a = 5 */; /*M!999999 set a = 6 */;"),
        ["set a = 5"]
    );
    assert_eq!(
        cut(Mysql, "/*!50700 set a = 1 */; /*!99999 set a = 2 */; /*! set a = 3 */;"),
        ["set a = 1", "set a = 3"]
    );
}

#[test]
fn blanks_of_all_kinds() {
    let text = "\u{feff}select 1;\u{feff}\u{a0}select\u{a0}2;\0\u{1a}select 3;\u{1a}";
    for dialect in Dialect::ALL {
        let script = script(*dialect, text);
        assert_eq!(
            texts(&script, text),
            ["select 1", "select\u{a0}2", "select 3"],
            "{dialect}"
        );
        let problems = script.problems.iter().map(|problem| problem.kind);
        let is_foreign = !matches!(dialect, Mssql | Dialect::Oracle | Dialect::Generic);
        let wanted = if is_foreign {
            vec![ProblemKind::ForeignSpace; 4]
        } else {
            Vec::new()
        };
        assert_eq!(problems.collect::<Vec<_>>(), wanted, "{dialect}");
    }
}

#[test]
fn line_ends_of_all_kinds() {
    for end in ["\n", "\r", "\r\n"] {
        let text = ["-- a; b", "select 1;", "select 2 -- c", ";", "select 3"].join(end);
        assert_eq!(
            cut(Postgres, &text),
            ["select 1".to_owned(), "select 2".to_owned(), "select 3".to_owned()]
        );
        let text = ["select 1", "GO", "select 2", "GO"].join(end);
        assert_eq!(cut(Mssql, &text), ["select 1", "select 2"]);
    }
}

#[test]
fn comments_nest_where_they_do() {
    let text = "/* a /* b */ ; */ select 1;";
    assert_eq!(cut(Postgres, text), ["select 1"]);
    assert_eq!(cut(Mssql, text), ["select 1"]);
    assert_eq!(cut(Mysql, "/* a /* b */ select 1;"), ["select 1"]);
}

#[test]
fn what_has_no_end_does_not_swallow_the_rest() {
    let cases = [
        (
            Postgres,
            "select 'a;\ncreate table t (a int);\n",
            ProblemKind::UnterminatedString,
        ),
        (
            Postgres,
            "select \"a;\ncreate table t (a int);\n",
            ProblemKind::UnterminatedIdent,
        ),
        (
            Postgres,
            "select $$a;\ncreate table t (a int);\n",
            ProblemKind::UnterminatedDollarString,
        ),
        (
            Postgres,
            "/* a;\ncreate table t (a int);\n",
            ProblemKind::UnterminatedComment,
        ),
        (
            Mysql,
            "select `a;\ncreate table t (a int);\n",
            ProblemKind::UnterminatedIdent,
        ),
        (
            Mssql,
            "select [a\nGO\ncreate table t (a int)\n",
            ProblemKind::UnterminatedIdent,
        ),
        (
            Oracle,
            "select q'[a\n/\ncreate table t (a int);\n",
            ProblemKind::UnterminatedString,
        ),
    ];
    for (dialect, text, problem) in cases {
        let script = script(dialect, text);
        assert_eq!(script.problems[0].kind, problem, "{text}");
        let last = script.statements.last().unwrap();
        assert_eq!(&text[last.range.slice()], "create table t (a int)");
        assert_eq!(last.kind, Kind::CreateTable);
    }
}

#[test]
fn words_that_look_like_blocks() {
    assert_eq!(
        cut(Mysql, "select if(a, 1, 2); create table `begin` (`end` int); select 1;"),
        ["select if(a, 1, 2)", "create table `begin` (`end` int)", "select 1"]
    );
    assert_eq!(
        cut(
            Sqlite,
            "create trigger t after insert on a begin update a set b = case when 1 then 2 end; end; select 1"
        ),
        [
            "create trigger t after insert on a begin update a set b = case when 1 then 2 end; end",
            "select 1"
        ]
    );
    assert_eq!(
        cut(
            Postgres,
            "create rule r as on insert to t do (delete from a; delete from b); select 1"
        ),
        [
            "create rule r as on insert to t do (delete from a; delete from b)",
            "select 1"
        ]
    );
}

#[test]
fn a_part_of_a_text_is_read_with_the_places_of_the_whole() {
    let text = "select 1;\n-- up\nselect 2;\nselect 3;\n-- down\nselect 4;";
    let from = text.find("-- up").unwrap();
    let to = text.find("-- down").unwrap();
    let options = ReadOptions {
        range: source::TextRange::new(u32::try_from(from).unwrap(), u32::try_from(to).unwrap()),
        ..ReadOptions::whole(text, Postgres)
    };
    assert_eq!(texts(&read(text, &options), text), ["select 2", "select 3"]);
}
