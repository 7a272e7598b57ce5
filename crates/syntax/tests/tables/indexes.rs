use schema::Dialect;

use super::check;

#[test]
fn postgres_indexes() {
    check(
        Dialect::Postgres,
        &[
            (
                "create unique index concurrently if not exists i on only s.t using gin (a, lower(b) text_pattern_ops desc nulls last, \
          (a || b) collate \"C\", c gin_trgm_ops (siglen = 32)) include (d, e) nulls not distinct with (fillfactor = 70) \
          tablespace x where a > 0 and b is not null",
                &[
                    "create_index index i on s.t(a, expr text_pattern_ops desc nulls last, expr collate C, c gin_trgm_ops) unique using gin include d e where nulls-not-distinct if-exists <fillfactor=70; tablespace=x>",
                    "modifiers: only, concurrently",
                ],
            ),
            (
                "create index on t (coalesce(a, 'x'), (data ->> 'k'), date_trunc('day', at) asc)",
                &["create_index index on t(expr, expr, expr)"],
            ),
            (
                "alter index if exists i rename to j",
                &["rename_index i → j", "modifiers: if exists"],
            ),
            ("alter index i attach partition j", &["attach_index i j"]),
            (
                "alter index i set (fillfactor = 80)",
                &["set_options i <fillfactor=80>"],
            ),
            (
                "alter index i alter column 2 set statistics 100",
                &["set_column_statistics i: 2 <statistics=100>"],
            ),
            (
                "alter index all in tablespace a owned by r set tablespace b nowait",
                &["set_tablespace a b <owned by=r>", "modifiers: nowait"],
            ),
        ],
    );
}

#[test]
fn mysql_indexes() {
    check(
        Dialect::Mysql,
        &[
            (
                "create unique index i using btree on t (a(10), b desc, (lower(c))) key_block_size = 8 comment 'x' invisible \
          algorithm = inplace lock = none",
                &[
                    "create_index index i on t(a(10), b desc, expr) unique using btree invisible <key_block_size=8; comment='x'>",
                    "modifiers: algorithm INPLACE, lock NONE",
                ],
            ),
            (
                "create fulltext index i on t (a) with parser ngram",
                &["create_index index i on t(a) fulltext <with parser=ngram>"],
            ),
        ],
    );
    check(
        Dialect::Mariadb,
        &[(
            "create or replace index if not exists i on t (a) wait 5 ignored",
            &["create_index index i on t(a) invisible if-exists", "modifiers: wait 5"],
        )],
    );
}

#[test]
fn mssql_indexes() {
    check(
        Dialect::Mssql,
        &[
            (
                "CREATE UNIQUE NONCLUSTERED INDEX [IX] ON [dbo].[T] ([A] ASC, [B] DESC) INCLUDE ([C]) WHERE ([D] IS NOT NULL) \
          WITH (ONLINE = ON (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1)), DROP_EXISTING = OFF) ON [PRIMARY]",
                &[
                    "create_index index IX on dbo.T(A, B desc) unique include C where <online=ON (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1)); drop_existing=OFF; on=[PRIMARY]>",
                    "modifiers: online true",
                ],
            ),
            (
                "CREATE CLUSTERED COLUMNSTORE INDEX i ON t ORDER (a) ON ps (a)",
                &["create_index index i on t() columnstore <order=(a); on=ps (a)>"],
            ),
            (
                "CREATE PRIMARY XML INDEX i ON t (x)",
                &["create_index index i on t(x) special"],
            ),
            (
                "CREATE XML INDEX i ON t (x) USING XML INDEX p FOR VALUE",
                &["create_index index i on t(x) special <using xml index=p; for=VALUE>"],
            ),
            (
                "ALTER INDEX i ON t REBUILD PARTITION = 2 WITH (ONLINE = ON, MAXDOP = 4)",
                &[
                    "rebuild_index i t <partition=2; online=ON; maxdop=4>",
                    "modifiers: online true",
                ],
            ),
            ("ALTER INDEX ALL ON dbo.t REORGANIZE", &["reorganize_index ALL dbo.t"]),
            ("ALTER INDEX i ON t DISABLE", &["disable_index i t"]),
            (
                "ALTER INDEX i ON t SET (ALLOW_PAGE_LOCKS = ON)",
                &["set_options i t <allow_page_locks=ON>"],
            ),
        ],
    );
}

#[test]
fn sqlite_and_oracle_indexes() {
    check(
        Dialect::Sqlite,
        &[(
            "create unique index if not exists i on t (a collate nocase desc, b + 1, lower(c) asc) where a",
            &["create_index index i on t(a collate nocase desc, expr, expr) unique where if-exists"],
        )],
    );
    check(
        Dialect::Oracle,
        &[
            (
                "CREATE BITMAP INDEX s.i ON s.t (a) TABLESPACE x LOCAL (PARTITION p1) NOLOGGING PARALLEL 4 COMPUTE STATISTICS ONLINE",
                &[
                    "create_index index s.i on s.t(a) bitmap <tablespace=x; local=(PARTITION p1); nologging; parallel=4; compute statistics>",
                    "modifiers: online true",
                ],
            ),
            (
                "CREATE INDEX i ON t (UPPER(a) DESC, b || c) REVERSE INVISIBLE",
                &["create_index index i on t(expr desc, expr) invisible <reverse>"],
            ),
            (
                "CREATE INDEX i ON t (a) INDEXTYPE IS CTXSYS.CONTEXT PARAMETERS ('sync (on commit)')",
                &["create_index index i on t(a) <indextype is=CTXSYS.CONTEXT; parameters=('sync (on commit)')>"],
            ),
            (
                "CREATE INDEX i ON t (a) GLOBAL PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (MAXVALUE))",
                &[
                    "create_index index i on t(a) <partition by=GLOBAL PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (MAXVALUE))>",
                ],
            ),
            (
                "CREATE BITMAP INDEX i ON s (c.name) FROM s, c WHERE s.id = c.id LOCAL",
                &["create_index index i on s(expr) bitmap <from=s, c WHERE s.id = c.id; local>"],
            ),
            (
                "ALTER INDEX i REBUILD PARTITION p ONLINE TABLESPACE x PARALLEL 4",
                &[
                    "rebuild_index i <partition=p; online; tablespace=x; parallel=4>",
                    "modifiers: online true",
                ],
            ),
            ("ALTER INDEX i UNUSABLE", &["disable_index i"]),
            ("ALTER INDEX i RENAME TO j", &["rename_index i → j"]),
            ("ALTER INDEX i NOPARALLEL", &["set_options i <noparallel>"]),
            ("ALTER INDEX i INVISIBLE", &["alter_index_visibility i <invisible>"]),
        ],
    );
}
