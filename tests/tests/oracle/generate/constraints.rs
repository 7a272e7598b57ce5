use super::{FUNCTIONS, TYPES_USED, family};
use crate::family::Family;

/// Constraints added, validated and dropped.
pub(super) fn constraints() -> Family {
    let setup = format!(
        "{TYPES_USED}{FUNCTIONS}create table other (id int primary key, code text unique, n int);\ninsert into other select g, g::text, g from generate_series(1, 9) g;\n\
         create table tab (id int primary key, a int not null, b int, c int, o int, s text, d posint, r int4range, constraint a_positive check (a > 0), constraint b_open check (b is not null) not valid, constraint c_there check (c is not null and c > 0));\n\
         insert into tab select g, g, g, g, g, g::text, g, int4range(g, g + 1) from generate_series(1, 9) g;\n\
         alter table tab add constraint o_open foreign key (o) references other not valid;\n\
         alter table tab add constraint c_other foreign key (c) references other;\n\
         create unique index tab_a on tab (a);\ncreate unique index tab_b on tab (b);\ncreate unique index tab_ab on tab (a, b);\ncreate index tab_c on tab (c);\n\
         create table heir (h int) inherits (tab);\ninsert into heir select g, g, g, g, g, g::text, g, null, g from generate_series(11, 19) g;\n\
         create table split (id int not null, day date not null, a int, b int, primary key (id, day)) partition by range (day);\n\
         create table split_1 partition of split for values from ('2024-01-01') to ('2024-02-01');\n\
         create table split_2 partition of split for values from ('2024-02-01') to ('2024-03-01') partition by list (id);\n\
         create table split_2_1 partition of split_2 for values in (1);\n\
         insert into split select 1, '2024-01-01'::date + g, g, g from generate_series(0, 40) g;\n\
         create table points_at (id int primary key, sid int, sday date, foreign key (sid, sday) references split);\n\
         insert into points_at values (1, 1, '2024-01-01');\n\
         create extension btree_gist;\n"
    );
    let mut statements = Vec::new();
    let added = [
        "check (a > 0)",
        "check (b is not null)",
        "check (b is not null) not valid",
        "check (a > 0) no inherit",
        "unique (b)",
        "unique (a, b)",
        "unique nulls not distinct (b)",
        "unique (b) include (a)",
        "unique (b) deferrable initially deferred",
        "primary key (a)",
        "unique using index tab_a",
        "unique using index tab_ab",
        "exclude using gist (r with &&)",
        "exclude using btree (b with =)",
        "exclude (b with =) where (b > 3)",
        "foreign key (b) references other",
        "foreign key (b) references other not valid",
        "foreign key (b) references other (id) on delete cascade",
        "foreign key (b) references other (id) on update set null deferrable",
        "foreign key (s) references other (code)",
        "foreign key (b) references tab",
        "foreign key (b) references tab not valid",
        "foreign key (id, day) references split",
        "foreign key (b) references missing",
        "primary key using index tab_a",
        "primary key using index tab_b",
        "primary key using index tab_ab",
    ];
    for constraint in added {
        for table in [
            "tab",
            "only tab",
            "heir",
            "split",
            "split_1",
            "split_2",
            "only split",
            "other",
            "points_at",
        ] {
            statements.push(format!("alter table {table} add constraint fresh {constraint}"));
        }
        statements.push(format!("alter table tab add {constraint}"));
        statements.push(format!(
            "alter table tab drop constraint if exists fresh, add constraint fresh {constraint}"
        ));
        statements.push(format!("alter table tab drop constraint tab_pkey, add {constraint}"));
        statements.push(format!(
            "alter table tab drop constraint tab_pkey cascade, add constraint fresh {constraint}"
        ));
    }
    let names = [
        "a_positive",
        "b_open",
        "c_there",
        "o_open",
        "c_other",
        "tab_pkey",
        "other_pkey",
        "other_code_key",
        "split_pkey",
        "points_at_sid_sday_fkey",
        "missing",
    ];
    for name in names {
        for table in ["tab", "only tab", "heir", "other", "split", "split_1", "points_at"] {
            statements.push(format!("alter table {table} validate constraint {name}"));
            statements.push(format!("alter table {table} drop constraint {name}"));
            statements.push(format!("alter table {table} drop constraint if exists {name}"));
            statements.push(format!("alter table {table} drop constraint {name} cascade"));
            statements.push(format!("alter table {table} rename constraint {name} to fresh"));
            statements.push(format!(
                "alter table {table} alter constraint {name} deferrable initially deferred"
            ));
        }
    }
    for domain in ["posint", "plain", "required"] {
        for what in [
            "add constraint fresh check (value > 0)",
            "add constraint fresh check (value > 0) not valid",
            "add check (value is not null)",
            "drop constraint posint_check",
            "drop constraint if exists posint_check",
            "drop constraint if exists missing",
            "validate constraint posint_check",
            "set not null",
            "drop not null",
            "set default 1",
            "drop default",
            "rename constraint posint_check to fresh",
            "rename to fresh",
            "owner to current_user",
        ] {
            statements.push(format!("alter domain {domain} {what}"));
        }
    }
    family("constraints", &setup, statements)
}
