use schema::Dialect;

use super::check;

#[test]
fn postgres_tables() {
    check(
        Dialect::Postgres,
        &[
            (
                "create table if not exists s.t (id bigint generated always as identity (start 5) primary key, \
             name varchar(20) collate \"C\" not null default 'x', tags text[][], at timestamp(3) with time zone, \
             d double precision default 1 check (d > 0) no inherit, n numeric(10, 2) null)",
                &[
                    "create_table s.t(id bigint #always {pk(id)}, name varchar(20) collate C ! =, tags text[][], at timestamp with time zone(3), d double precision = {check no-inherit}, n numeric(10,2) ?) if-exists",
                ],
            ),
            (
                "create unlogged table t (a int constraint a_pos check (a > 0) not valid, b int references s.u (id) match full on delete \
             cascade on update set null deferrable initially deferred, constraint k primary key (a, b) include (c) \
             with (fillfactor = 70) using index tablespace fast, unique nulls not distinct (b), \
             foreign key (a) references v on delete set null (a) not enforced)",
                &[
                    "create_table unlogged t(a int {a_pos:check not-valid}, b int {fk(b)→s.u(id) full delete cascade update setnull deferrable deferred}, k:pk(a, b) <include=(c); fillfactor=70; using index tablespace=fast>, unique(b) nulls-not-distinct, fk(a)→v() delete setnull not-enforced)",
                ],
            ),
            (
                "create table t (like u including all excluding indexes, c int, exclude using gist (c with =, p with &&) \
             where (c > 0) deferrable, constraint nn not null c no inherit) inherits (p, s.q) \
             with (fillfactor = 70, toast.autovacuum_enabled = false) on commit drop tablespace x",
                &[
                    "create_table t(c int, exclude(c, p) where deferrable, nn:not-null(c) <no inherit>) like u inherits p, s.q <fillfactor=70; toast.autovacuum_enabled=false; on commit drop; tablespace=x>",
                ],
            ),
            (
                "create table t partition of p for values from (1) to (2) partition by list (a, lower(b))",
                &["create_table t() of p bounds by list/2 []"],
            ),
            (
                "create table t partition of p (c default 3) default",
                &["create_table t(c =) of p default"],
            ),
            (
                "create temp table t (a, b) as select 1, 2 with no data",
                &["create_table temporary t(a, b) as-query no-data"],
            ),
            (
                "create table t as with x as (select 1) select * from x",
                &["create_table t() as-query"],
            ),
            (
                "create foreign table f (a int options (column_name 'b') not null) server s options (table_name 'f')",
                &["create_foreign_table foreign f(a int ! <column_name='b'>) <server=s; table_name='f'>"],
            ),
            (
                "create table t of my_type (primary key (a), b with options default 1) using heap",
                &["create_table t(b = <with options>, pk(a)) <of=my_type; using=heap>"],
            ),
            (
                "create table t (g int generated always as (a * 2) stored, v int generated always as (a) virtual, \
             e \"MyEnum\" default 'a'::\"MyEnum\", i interval day to second(3), x pg_catalog.int4, \
             r text[] default array['a', 'b']::text[] not null, z timestamp without time zone default now() not null, \
             period daterange, key text, primary key (a, period without overlaps))",
                &[
                    "create_table t(g int @stored, v int @virtual, e MyEnum =, i interval day to second(3), x pg_catalog.int4, r text[] ! =, z timestamp without time zone ! =, period daterange, key text, pk(a, period))",
                ],
            ),
            (
                "create table ${schema}.t (${columns}, a int)",
                &["create_table ${schema}.t(a int)", "opaque: [\"${columns}\"]"],
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
                "create table `t` (`id` int(11) unsigned not null auto_increment comment 'the key', e enum('a','b') \
             character set utf8mb4 collate utf8mb4_bin default 'a', at timestamp null default current_timestamp on \
             update current_timestamp(6), primary key (`id`), unique key `uk` (`a`, `b`(10) desc) using btree, \
             key `k` (a) comment 'why', fulltext index ft (b) with parser ngram, spatial key (g), index ((lower(a))), \
             constraint `fk` foreign key `ix` (a) references u (id) on delete cascade, check (a > 0) not enforced) \
             engine=InnoDB auto_increment = 5 default charset=utf8mb4 collate utf8mb4_bin row_format=dynamic, \
             comment='it''s' union=(a, b)",
                &[
                    "create_table t(id int(11) unsigned ! # 'the key', e enum('a','b') charset utf8mb4 collate utf8mb4_bin =, at timestamp ? = on-update, pk(id), uk:unique(a, b(10) desc) <using=btree>, fk:fk(a)→u(id) delete Cascade, check not-enforced, index k on t(a) <comment='why'>, index ft on t(b) fulltext <with parser=ngram>, index on t(g) spatial, index on t(expr)) <engine=InnoDB; auto_increment=5; default charset=utf8mb4; collate=utf8mb4_bin; row_format=dynamic; comment='it''s'; union=(a, b)>",
                ],
            ),
            (
                "create table t (a int not null, b bigint(20) zerofill, c varchar(5) binary, d int generated always as (a + 1) \
             virtual not null, e json invisible, f int as (a) stored unique key, g int key, h serial, \
             i point not null srid 4326) partition by range columns (a) \
             subpartition by hash (b) subpartitions 2 (partition p0 values less than (10) engine = InnoDB, \
             partition p1 values less than maxvalue)",
                &[
                    "create_table t(a int !, b bigint(20) unsigned, c varchar(5), d int ! @virtual, e json <invisible>, f int @stored {unique(f)}, g int {pk(g)}, h serial, i point ! <srid=4326>) by range/1 [p0 p1]",
                ],
            ),
            (
                "create temporary table if not exists t like u",
                &["create_table temporary t() if-exists like u"],
            ),
            ("create table t (like u)", &["create_table t() like u"]),
            (
                "create table t (a int) ignore as select * from u",
                &["create_table t(a int) as-query <ignore>"],
            ),
            (
                "create table t engine = memory select 1 as a",
                &["create_table t() as-query <engine=memory>"],
            ),
            (
                "create table t (a int) partition by linear key algorithm=2 (a) partitions 4",
                &["create_table t(a int) by key/1 []"],
            ),
        ],
    );
    check(
        Dialect::Mariadb,
        &[(
            "create or replace table t (a uuid default uuid(), b int check (b > 0), row_start timestamp(6) generated \
             always as row start invisible, period for system_time (row_start, row_end), c int as (b) persistent) \
             with system versioning page_compressed=1",
            &[
                "create_table t(a uuid =, b int {check}, row_start timestamp(6) <generated=always as row start; invisible>, c int @stored) or-replace <period for=system_time (row_start, row_end); with system versioning; page_compressed=1>",
            ],
        )],
    );
}

#[test]
fn mssql_tables() {
    check(
        Dialect::Mssql,
        &[
            (
                "CREATE TABLE [dbo].[T] ([Id] [int] IDENTITY(1,1) NOT FOR REPLICATION NOT NULL, [Name] [nvarchar](max) COLLATE \
             Latin1_General_CI_AS NULL, [D] [decimal](18, 2) NOT NULL CONSTRAINT [DF_D] DEFAULT ((0)), V AS ([Id] + 1) \
             PERSISTED NOT NULL, W AS a.b + 1, R uniqueidentifier ROWGUIDCOL DEFAULT newid(), S int SPARSE NULL, \
             M varchar(9) MASKED WITH (FUNCTION = 'default()') NULL, \
             CONSTRAINT [PK_T] PRIMARY KEY CLUSTERED ([Id] ASC, [Name] DESC) WITH (PAD_INDEX = OFF, FILLFACTOR = 90) \
             ON [PRIMARY], INDEX IX NONCLUSTERED (Name) INCLUDE (D) WHERE D > 0, \
             CONSTRAINT FK FOREIGN KEY (S) REFERENCES dbo.U (Id) ON DELETE NO ACTION NOT FOR REPLICATION) \
             ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]",
                &[
                    "create_table dbo.T(Id int ! #always, Name nvarchar(max) collate Latin1_General_CI_AS ?, D decimal(18,2) ! = {DF_D:default(D)}, V ! @stored, W @, R uniqueidentifier = <rowguidcol>, S int ? <sparse>, M varchar(9) ? <masked with=(FUNCTION = 'default()')>, PK_T:pk(Id, Name desc) <clustered; pad_index=OFF; fillfactor=90; on=[PRIMARY]>, FK:fk(S)→dbo.U(Id) delete NoAction <not for replication>, index IX on dbo.T(Name) include D where) <on=[PRIMARY]; textimage_on=[PRIMARY]>",
                ],
            ),
            (
                "CREATE TABLE #t (a int PRIMARY KEY NONCLUSTERED, b int REFERENCES x (y), c xml(content dbo.s), UNIQUE (b))",
                &[
                    "create_table temporary #t(a int {pk(a) <nonclustered>}, b int {fk(b)→x(y)}, c xml(content dbo.s), unique(b))",
                ],
            ),
            (
                "CREATE TABLE t (a datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME (a, b)) \
             ON ps (a) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.h), DATA_COMPRESSION = PAGE ON PARTITIONS (1, 2))",
                &[
                    "create_table t(a datetime2 ! <generated=ALWAYS AS ROW START HIDDEN>) <period for=SYSTEM_TIME (a, b); on=ps (a); system_versioning=ON (HISTORY_TABLE = dbo.h); data_compression=PAGE ON PARTITIONS (1, 2)>",
                ],
            ),
            (
                "CREATE TABLE m (a int PRIMARY KEY NONCLUSTERED HASH WITH (BUCKET_COUNT = 8)) WITH (MEMORY_OPTIMIZED = ON)",
                &["create_table m(a int {pk(a) <nonclustered; hash; bucket_count=8>}) <memory_optimized=ON>"],
            ),
            (
                "CREATE TABLE e (CONSTRAINT c CONNECTION (a TO b) ON DELETE CASCADE) AS EDGE",
                &["create_table e(c:other <connection=(a TO b); on delete=CASCADE>) <as edge>"],
            ),
        ],
    );
}

#[test]
fn sqlite_tables() {
    check(
        Dialect::Sqlite,
        &[
            (
                "create table if not exists t (id integer primary key asc on conflict replace autoincrement, n unsigned big int, \
             v varchar ( 20 ) collate nocase not null on conflict fail default (1), x, j text generated always as (a) stored, \
             r references u (id) deferrable initially deferred, 'q' text default -1.5, key blob, \
             check (x > 0) constraint u unique (n) on conflict ignore foreign key (x) references v) strict, without rowid",
                &[
                    "create_table t(id integer # {pk(id) <asc; on conflict=replace>}, n unsigned big int, v varchar(20) collate nocase ! = <on conflict=fail>, x, j text @stored, r {fk(r)→u(id) deferrable deferred}, q text =, key blob, check, u:unique(n) <on conflict=ignore>, fk(x)→v()) if-exists <strict; without rowid>",
                ],
            ),
            (
                "create virtual table v using fts5 (a, b, tokenize = 'porter')",
                &["create_table virtual v() <using=fts5 (a, b, tokenize = 'porter')>"],
            ),
            (
                "create temp table t as select 1",
                &["create_table temporary t() as-query"],
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
                "CREATE TABLE s.t (id NUMBER(10,0) GENERATED BY DEFAULT ON NULL AS IDENTITY START WITH 1 INCREMENT BY 1 NOCACHE \
             NOT NULL ENABLE, v VARCHAR2(10 CHAR) DEFAULT 'x' NOT NULL, n NUMBER(*,0), d TIMESTAMP(6) WITH LOCAL TIME ZONE \
             DEFAULT SYSTIMESTAMP, i INTERVAL DAY(2) TO SECOND(6), l LONG RAW, c AS (id * 2) VIRTUAL, \
             k CONSTRAINT k_fk REFERENCES u (id) ON DELETE CASCADE, e VARCHAR2(5) INVISIBLE, \
             CONSTRAINT pk PRIMARY KEY (id) USING INDEX TABLESPACE idx STORAGE (INITIAL 64K) ENABLE NOVALIDATE, \
             CONSTRAINT uq UNIQUE (v) USING INDEX uq_ix DISABLE, CHECK (n > 0) RELY) \
             SEGMENT CREATION IMMEDIATE PCTFREE 10 TABLESPACE users STORAGE (INITIAL 64K NEXT 1M) NOLOGGING \
             COMPRESS FOR OLTP PARALLEL (DEGREE 4) ENABLE ROW MOVEMENT",
                &[
                    "create_table s.t(id number(10,0) ! #, v varchar2(10 CHAR) ! =, n number(*,0), d timestamp with local time zone(6) =, i interval day to second(2,6), l long raw, c @virtual, k {k_fk:fk(k)→u(id) delete Cascade}, e varchar2(5) <invisible>, pk:pk(id) no-check <using index tablespace=idx; storage=(INITIAL 64K)>, uq:unique(v) using uq_ix not-enforced, check <rely>) <segment creation=IMMEDIATE; pctfree=10; tablespace=users; storage=(INITIAL 64K NEXT 1M); nologging; compress for=OLTP; parallel=(DEGREE 4); enable row movement>",
                ],
            ),
            (
                "CREATE TABLE t (a NUMBER, b CLOB) LOB (b) STORE AS SECUREFILE (TABLESPACE x) PARTITION BY RANGE (a) INTERVAL (100) \
             SUBPARTITION BY HASH (a) SUBPARTITIONS 4 (PARTITION p1 VALUES LESS THAN (10) TABLESPACE x, PARTITION VALUES \
             LESS THAN (MAXVALUE)) CACHE MONITORING",
                &[
                    "create_table t(a number, b clob) by range/1 [p1] <lob=(b); store as securefile=(TABLESPACE x); cache; monitoring>",
                ],
            ),
            (
                "CREATE GLOBAL TEMPORARY TABLE t (a NUMBER) ON COMMIT PRESERVE ROWS",
                &["create_table temporary t(a number) <on commit preserve rows>"],
            ),
            (
                "CREATE TABLE t (a PRIMARY KEY) ORGANIZATION INDEX TABLESPACE x AS SELECT a FROM u",
                &["create_table t(a {pk(a)}) as-query <organization=INDEX; tablespace=x>"],
            ),
            (
                "CREATE TABLE t (a t.b%TYPE) NESTED TABLE a STORE AS a_nt",
                &["create_table t(a t.b%type) <nested table=a; store as=a_nt>"],
            ),
            ("CREATE TABLE &owner..t (a DATE)", &["create_table &owner..t(a date)"]),
        ],
    );
}

#[test]
fn a_primary_key_of_sqlite_may_be_null() {
    let is_required = |dialect: Dialect, column: &str| {
        let text = format!("create table t ({column})");
        let script = lockgate_syntax::read(&text, &lockgate_syntax::ReadOptions::whole(&text, dialect));
        match &script.statements[0].changes[0].action {
            schema::Action::CreateTable(table) => table.columns[0].is_required(dialect),
            other => panic!("{other:?}"),
        }
    };
    assert!(is_required(Dialect::Postgres, "c text primary key"));
    assert!(is_required(Dialect::Sqlite, "c integer primary key"));
    assert!(is_required(Dialect::Sqlite, "c text not null"));
    assert!(!is_required(Dialect::Sqlite, "c text primary key"));
    assert!(!is_required(Dialect::Sqlite, "c int primary key"));
}
