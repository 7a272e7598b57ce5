use schema::Dialect;

use super::check;

#[test]
fn mysql_columns() {
    check(
        Dialect::Mysql,
        &[
            (
                "alter table t add column a int first, add b int after `a`, add (c int, d int not null, key (c))",
                &[
                    "add_column t: a int placed",
                    "add_column t: b int placed",
                    "add_column t: c int",
                    "add_column t: d int !",
                    "add_index index on t(c)",
                ],
            ),
            (
                "alter table t modify column a varchar(20) not null default 'x' after b, change old new bigint unsigned",
                &[
                    "modify_column t: a varchar(20) ! = placed",
                    "modify_column t: old → new bigint unsigned",
                ],
            ),
            (
                "alter table t drop column a, drop b, drop primary key, drop foreign key fk, drop index i, drop key k, drop check c",
                &[
                    "drop_column t: a",
                    "drop_column t: b",
                    "drop_constraint t: primary_key ",
                    "drop_constraint t: foreign_key fk",
                    "drop_index i",
                    "drop_index k",
                    "drop_constraint t: check c",
                ],
            ),
            (
                "alter table t alter column a set default 5, alter a drop default, alter index i invisible, alter check c not enforced",
                &[
                    "set_default t: a (expr)",
                    "drop_default t: a",
                    "alter_index_visibility i t <invisible>",
                    "alter_constraint t: check c <state=not enforced>",
                ],
            ),
            (
                "alter table t add index i (a(5)), add unique key u (a), add fulltext (b), add constraint fk foreign key (a) references u (b), \
          add primary key (id), add constraint c check (a > 0)",
                &[
                    "add_index index i on t(a(5))",
                    "add_constraint t: u:unique(a)",
                    "add_index index on t(b) fulltext",
                    "add_constraint t: fk:fk(a)→u(b)",
                    "add_constraint t: pk(id)",
                    "add_constraint t: c:check",
                ],
            ),
            (
                "alter table t rename column a to b, rename index i to j, rename to u, algorithm=inplace, lock=none",
                &[
                    "rename_column t: a → b",
                    "rename_index t: i → j",
                    "rename_table t → u",
                    "modifiers: algorithm INPLACE, lock NONE",
                ],
            ),
        ],
    );
    check(
        Dialect::Mariadb,
        &[
            (
                "alter table if exists t wait 5 add column if not exists a int, drop column if exists b, modify if exists c int, \
          drop index if exists i, add constraint if not exists k check (a > 0), alter index i not ignored",
                &[
                    "add_column t: a int if-exists",
                    "drop_column t: b if-exists",
                    "modify_column t: c int if-exists",
                    "drop_index i if-exists",
                    "add_constraint t: k:check if-exists",
                    "alter_index_visibility i t <not ignored>",
                    "modifiers: if exists, wait 5",
                ],
            ),
            (
                "alter table t add system versioning, add period for p (a, b), convert partition p to table u",
                &[
                    "set_system_versioning t <add system versioning>",
                    "set_period t <period for=p (a, b)>",
                    "detach_partition t: [p] …",
                ],
            ),
        ],
    );
}

#[test]
fn mysql_tables() {
    check(
        Dialect::Mysql,
        &[
            (
                "alter table t engine = InnoDB, auto_increment 5, comment = 'x', row_format = dynamic",
                &[
                    "set_engine t <engine=InnoDB>",
                    "set_auto_increment t <auto_increment=5>",
                    "set_comment t <comment='x'>",
                    "set_options t <row_format=dynamic>",
                ],
            ),
            (
                "alter table t convert to character set utf8mb4 collate utf8mb4_bin, default character set utf8mb4",
                &[
                    "convert_charset t <convert to character set=utf8mb4; collate=utf8mb4_bin>",
                    "set_options t <default character set=utf8mb4>",
                ],
            ),
            ("alter table t disable keys", &["disable_keys t <disable keys>"]),
            ("alter table t order by a desc, b", &["order_by t <order by=a desc, b>"]),
            (
                "alter table t discard tablespace",
                &["discard_tablespace t <discard tablespace>"],
            ),
            (
                "alter table t force, with validation",
                &["force_rebuild t <force>", "set_options t <with validation>"],
            ),
            (
                "alter table t add partition (partition p1 values less than (10), partition p2 values less than maxvalue)",
                &["add_partition t: [p1, p2] …"],
            ),
            ("alter table t drop partition p1, p2", &["drop_partition t: [p1, p2]"]),
            ("alter table t truncate partition all", &["truncate_partition t: [all]"]),
            (
                "alter table t reorganize partition p0, p1 into (partition q values less than (5))",
                &["reorganize_partition t: [p0, p1] …"],
            ),
            (
                "alter table t exchange partition p with table u without validation",
                &["exchange_partition t: [p] … <with table=u; without validation>"],
            ),
            ("alter table t coalesce partition 2", &["coalesce_partition t: [2]"]),
            (
                "alter table t partition by hash (a) partitions 4",
                &["partition_by t <partition by=hash (a) partitions 4>"],
            ),
            ("alter table t remove partitioning", &["remove_partitioning t: []"]),
            (
                "alter table t rebuild partition p0, p1",
                &["alter_partition t: [p0, p1] <rebuild>"],
            ),
        ],
    );
}

#[test]
fn mssql_alterations() {
    check(
        Dialect::Mssql,
        &[
            (
                "ALTER TABLE dbo.T ADD A int NULL, B nvarchar(10) NOT NULL CONSTRAINT DF_B DEFAULT (N'') WITH VALUES, CONSTRAINT U UNIQUE (A)",
                &[
                    "add_column dbo.T: A int ?",
                    "add_column dbo.T: B nvarchar(10) ! = {DF_B:default(B)} <with values>",
                    "add_constraint dbo.T: U:unique(A)",
                ],
            ),
            (
                "ALTER TABLE T WITH NOCHECK ADD CONSTRAINT FK FOREIGN KEY (A) REFERENCES U (B)",
                &[
                    "add_constraint T: FK:fk(A)→U(B) no-check",
                    "modifiers: with check false",
                ],
            ),
            (
                "ALTER TABLE T ADD CONSTRAINT DF DEFAULT (getdate()) FOR A, DEFAULT 0 FOR B",
                &["add_constraint T: DF:default(A)", "add_constraint T: default(B)"],
            ),
            (
                "ALTER TABLE T WITH CHECK CHECK CONSTRAINT FK",
                &[
                    "enable_constraint T: constraint FK checked",
                    "modifiers: with check true",
                ],
            ),
            (
                "ALTER TABLE T NOCHECK CONSTRAINT ALL",
                &["disable_constraint T: constraint "],
            ),
            (
                "ALTER TABLE T ALTER COLUMN A decimal(10, 2) COLLATE Latin1 NOT NULL WITH (ONLINE = ON)",
                &[
                    "alter_column_type T: A decimal(10,2) collate Latin1 ! <online=ON>",
                    "modifiers: online true",
                ],
            ),
            (
                "ALTER TABLE T ALTER COLUMN A ADD MASKED WITH (FUNCTION = 'default()')",
                &["alter_column T: A <property=ADD MASKED WITH (FUNCTION = 'default()')>"],
            ),
            (
                "ALTER TABLE T ALTER COLUMN A DROP ROWGUIDCOL",
                &["alter_column T: A <property=DROP ROWGUIDCOL>"],
            ),
            (
                "ALTER TABLE T DROP CONSTRAINT IF EXISTS A, B, COLUMN IF EXISTS C, D",
                &[
                    "drop_constraint T: constraint A if-exists",
                    "drop_constraint T: constraint B",
                    "drop_column T: C if-exists",
                    "drop_column T: D",
                ],
            ),
            (
                "ALTER TABLE T DROP PK WITH (ONLINE = ON)",
                &["drop_constraint T: constraint PK <online=ON>", "modifiers: online true"],
            ),
            (
                "ALTER TABLE T SWITCH PARTITION 1 TO U PARTITION 2 WITH (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1 MINUTES, ABORT_AFTER_WAIT = SELF))",
                &[
                    "switch_partition T: [U] <partition=1; partition=2; wait_at_low_priority=(MAX_DURATION = 1 MINUTES, ABORT_AFTER_WAIT = SELF)>",
                ],
            ),
            (
                "ALTER TABLE T REBUILD PARTITION = ALL WITH (ONLINE = ON, DATA_COMPRESSION = PAGE)",
                &[
                    "rebuild T <partition=ALL; online=ON; data_compression=PAGE>",
                    "modifiers: online true",
                ],
            ),
            (
                "ALTER TABLE T ENABLE TRIGGER A, B",
                &["enable_trigger T A", "enable_trigger T B"],
            ),
            ("ALTER TABLE T DISABLE TRIGGER ALL", &["disable_trigger T ALL"]),
            (
                "ALTER TABLE T SET (SYSTEM_VERSIONING = OFF)",
                &["set_system_versioning T <system_versioning=OFF>"],
            ),
            (
                "ALTER TABLE T SET (LOCK_ESCALATION = AUTO)",
                &["lock_escalation T <lock_escalation=AUTO>"],
            ),
            (
                "ALTER TABLE T ENABLE CHANGE_TRACKING WITH (TRACK_COLUMNS_UPDATED = ON)",
                &["enable_change_tracking T <track_columns_updated=ON>"],
            ),
            (
                "ALTER TABLE T ADD PERIOD FOR SYSTEM_TIME (A, B)",
                &["set_period T <period for=SYSTEM_TIME (A, B)>"],
            ),
            (
                "ALTER TABLE T ADD INDEX IX (A), B AS (A + 1) PERSISTED",
                &["add_index index IX on T(A)", "add_column T: B @stored"],
            ),
        ],
    );
}

#[test]
fn oracle_columns() {
    check(
        Dialect::Oracle,
        &[
            (
                "ALTER TABLE t ADD (a NUMBER(10) DEFAULT 0 NOT NULL, b VARCHAR2(5), CONSTRAINT c CHECK (a > 0))",
                &[
                    "add_column t: a number(10) ! =",
                    "add_column t: b varchar2(5)",
                    "add_constraint t: c:check",
                ],
            ),
            (
                "ALTER TABLE t ADD a NUMBER MODIFY (b VARCHAR2(10), c DEFAULT 5 NOT NULL) DROP COLUMN d",
                &[
                    "add_column t: a number",
                    "modify_column t: b varchar2(10)",
                    "modify_column t: c ! =",
                    "drop_column t: d",
                ],
            ),
            (
                "ALTER TABLE t DROP (a, b) CASCADE CONSTRAINTS",
                &["drop_column t: a cascade", "drop_column t: b cascade"],
            ),
            (
                "ALTER TABLE t DROP COLUMN a CASCADE CONSTRAINTS INVALIDATE",
                &["drop_column t: a cascade"],
            ),
            (
                "ALTER TABLE t SET UNUSED (a, b)",
                &["set_unused_column t: a", "set_unused_column t: b"],
            ),
            ("ALTER TABLE t SET UNUSED COLUMN a", &["set_unused_column t: a"]),
            (
                "ALTER TABLE t DROP UNUSED COLUMNS CHECKPOINT 500",
                &["drop_unused_columns t <checkpoint=500>"],
            ),
            ("ALTER TABLE t RENAME COLUMN a TO b", &["rename_column t: a → b"]),
            (
                "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES u (b) ON DELETE SET NULL ENABLE NOVALIDATE",
                &["add_constraint t: fk:fk(a)→u(b) delete SetNull no-check"],
            ),
            (
                "ALTER TABLE t ADD PRIMARY KEY (a) USING INDEX (CREATE UNIQUE INDEX i ON t (a))",
                &["add_constraint t: pk(a) <using index=(CREATE UNIQUE INDEX i ON t (a))>"],
            ),
            (
                "ALTER TABLE t DROP PRIMARY KEY CASCADE KEEP INDEX",
                &["drop_constraint t: primary_key  cascade <keep index>"],
            ),
            (
                "ALTER TABLE t DROP UNIQUE (a) CASCADE",
                &["drop_constraint t: unique  cascade <columns=(a)>"],
            ),
            (
                "ALTER TABLE t ENABLE NOVALIDATE CONSTRAINT c",
                &["enable_constraint t: constraint c unchecked"],
            ),
            (
                "ALTER TABLE t DISABLE PRIMARY KEY CASCADE",
                &["disable_constraint t: primary_key  cascade"],
            ),
            (
                "ALTER TABLE t MODIFY CONSTRAINT c DISABLE NOVALIDATE",
                &["alter_constraint t: constraint c <state=DISABLE NOVALIDATE>"],
            ),
            (
                "ALTER TABLE t ADD b CLOB LOB (b) STORE AS (TABLESPACE x)",
                &[
                    "add_column t: b clob",
                    "set_options t <lob=(b)>",
                    "set_options t <store as=(TABLESPACE x)>",
                ],
            ),
        ],
    );
}

#[test]
fn oracle_tables() {
    check(
        Dialect::Oracle,
        &[
            (
                "ALTER TABLE t MOVE TABLESPACE x ONLINE PARALLEL 4",
                &[
                    "move_table t <tablespace=x; online; parallel=4>",
                    "modifiers: online true",
                ],
            ),
            (
                "ALTER TABLE t ENABLE ROW MOVEMENT",
                &["set_options t <enable row movement>"],
            ),
            ("ALTER TABLE t SHRINK SPACE CASCADE", &["shrink t <cascade>"]),
            ("ALTER TABLE t READ ONLY", &["set_read_only t <read only>"]),
            (
                "ALTER TABLE t NOLOGGING PARALLEL (DEGREE 8) NOCOMPRESS",
                &[
                    "set_options t <nologging>",
                    "set_options t <parallel=(DEGREE 8)>",
                    "set_compression t <nocompress>",
                ],
            ),
            (
                "ALTER TABLE t ADD PARTITION p VALUES LESS THAN (10) TABLESPACE x UPDATE INDEXES",
                &["add_partition t: [p] …"],
            ),
            (
                "ALTER TABLE t DROP PARTITION p1, p2 UPDATE GLOBAL INDEXES",
                &["drop_partition t: [p1, p2] …"],
            ),
            (
                "ALTER TABLE t SPLIT PARTITION p AT (5) INTO (PARTITION a, PARTITION b)",
                &["split_partition t: [p] …"],
            ),
            (
                "ALTER TABLE t MERGE PARTITIONS a, b INTO PARTITION c",
                &["merge_partitions t: [a, b] …"],
            ),
            (
                "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u INCLUDING INDEXES WITHOUT VALIDATION",
                &["exchange_partition t: [p] … <with table=u; without validation>"],
            ),
            (
                "ALTER TABLE t TRUNCATE PARTITION FOR (DATE '2020-01-01') DROP STORAGE",
                &["truncate_partition t: [] …"],
            ),
            (
                "ALTER TABLE t MODIFY PARTITION p ADD VALUES (1, 2)",
                &["alter_partition t: [p] … <modify>"],
            ),
            ("ALTER TABLE t RENAME PARTITION a TO b", &["rename_partition t: a → b"]),
            (
                "ALTER TABLE t DISABLE ALL TRIGGERS",
                &["disable_trigger t <disable all triggers>"],
            ),
            (
                "ALTER TABLE t ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS",
                &["set_options t <data=(ALL); columns>"],
            ),
            ("ALTER TABLE t RENAME TO u", &["rename_table t → u"]),
        ],
    );
}
