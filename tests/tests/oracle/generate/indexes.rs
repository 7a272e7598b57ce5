use super::{FUNCTIONS, family, filled_in};
use crate::family::Family;

/// Indexes of each sort.
pub(super) fn indexes() -> Family {
    let setup = format!(
        "{FUNCTIONS}create table tab (id int primary key, a int, b text, j jsonb, t tsvector, r int4range, constraint tab_u unique (a));\ninsert into tab select g, g, g::text, '{{}}', 'a', null from generate_series(1, 9) g;\n\
         create index tab_b on tab (b);\ncreate unique index tab_ab on tab (a, b);\ncreate materialized view kept as select * from tab;\ncreate index kept_a on kept (a);\n\
         create extension btree_gist;\ncreate extension pg_trgm;\n"
    );
    let mut statements = Vec::new();
    let keys = [
        "(a)",
        "(a desc nulls last)",
        "(a, b)",
        "(lower(b))",
        "((a + 1))",
        "(a) where b <> ''",
        "(a) include (b)",
        "using hash (a)",
        "using gin (j)",
        "using gin (j jsonb_path_ops)",
        "using gin (t)",
        "using gist (r)",
        "using brin (a)",
        "using gin (b gin_trgm_ops)",
        "(b text_pattern_ops)",
        "(b collate \"C\")",
        "(a) with (fillfactor = 70)",
        "(a) tablespace pg_default",
    ];
    for key in keys {
        statements.push(format!("create index on tab {key}"));
        statements.push(format!("create index fresh on tab {key}"));
        statements.push(format!("create index if not exists fresh on tab {key}"));
        statements.push(format!("create index if not exists tab_b on tab {key}"));
        statements.push(format!("create unique index fresh on tab {key}"));
        statements.push(format!("create index concurrently fresh on tab {key}"));
        statements.push(format!("create index fresh on kept {key}"));
    }
    statements.extend(filled_in(
        &["tab_b", "tab_ab", "tab_pkey", "tab_u", "kept_a", "missing"],
        &[
            "drop index {}",
            "drop index if exists {}",
            "drop index {} cascade",
            "drop index {}, tab_b",
            "drop index if exists {}, missing_too",
            "drop index concurrently {}",
            "drop index concurrently if exists {}",
            "reindex index {}",
            "reindex (verbose) index {}",
            "reindex index concurrently {}",
            "reindex (concurrently) index {}",
            "alter index {} rename to fresh",
            "alter index if exists {} rename to fresh",
            "alter table {} rename to fresh",
            "alter index {} set (fillfactor = 50)",
            "alter index {} reset (fillfactor)",
            "alter index {} set tablespace pg_default",
            "alter index {} alter column 1 set statistics 100",
            "alter index {} owner to current_user",
            "alter index {} depends on extension pg_trgm",
            "comment on index {} is 'x'",
            "cluster tab using {}",
            "alter table tab cluster on {}",
            "alter table tab replica identity using index {}",
            "alter table tab add constraint f unique using index {}",
            "alter table tab add constraint f primary key using index {}",
            "alter table tab drop constraint {}",
            "analyze {}",
        ],
    ));
    for other in [
        "reindex table tab",
        "reindex table kept",
        "reindex table concurrently tab",
        "reindex schema public",
        "reindex schema concurrently public",
        "reindex database family_indexes",
        "reindex system family_indexes",
        "cluster tab",
        "cluster",
        "vacuum tab",
        "vacuum (full) tab",
        "vacuum full tab",
        "vacuum",
        "vacuum (analyze) tab",
        "analyze tab",
        "analyze tab (a)",
        "analyze verbose tab",
        "analyze tab, kept",
        "alter table tab set without cluster",
    ] {
        statements.push(other.to_owned());
    }
    family("indexes", &setup, statements)
}
