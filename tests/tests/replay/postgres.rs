use lockgate_tests::engines::postgres::{Postgres, Session, shared};
use lockgate_tests::engines::{EngineError, Row};
use schema::Dialect;

use super::{Lines, Target, check};

#[test]
fn on_postgres() {
    let mut open = || -> Option<Box<dyn Target>> {
        let server = shared()?;
        let (database, session) = server.new_database();
        Some(Box::new(Database {
            server,
            database,
            session,
        }))
    };
    check(Dialect::Postgres, &mut open);
}

struct Database {
    server: &'static Postgres,
    database: String,
    session: Session,
}

/// Everything but the system's own and what belongs to an extension.
const LINES: &str = r"
with rel as (
    select c.oid, n.nspname || '.' || c.relname as name, c.relkind
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^(pg_|information_schema)' and c.relpersistence <> 't'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
)
select case when relkind in ('v', 'm') then 'view ' else 'table ' end || name from rel where relkind in ('r', 'p', 'f', 'v', 'm')
union all
select 'column ' || name || '.' || attname || ' ' || format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
from rel join pg_attribute a on attrelid = rel.oid
where rel.relkind in ('r', 'p', 'f') and attnum > 0 and not attisdropped
union all
select case contype when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key' when 'c' then 'check' else 'exclude' end
    || ' ' || name || '.' || conname || ' ('
    || coalesce((select string_agg(attname, ', ' order by case when contype = 'c' then attname::text collate ucs_basic end, at)
        from unnest(conkey) with ordinality as key (number, at)
        join pg_attribute on attrelid = conrelid and attnum = number), '') || ')'
    || coalesce(' to ' || (select name from rel where rel.oid = confrelid) || ' ('
        || (select string_agg(attname, ', ' order by at) from unnest(confkey) with ordinality as key (number, at)
            join pg_attribute on attrelid = confrelid and attnum = number) || ')', '')
    || case when convalidated then '' else ' not valid' end
from pg_constraint join rel on rel.oid = conrelid where contype in ('p', 'u', 'f', 'c', 'x')
union all
select 'index ' || name || '.' || i.relname || ' (' || (
        select string_agg(case when at > indnkeyatts then 'include ' else '' end || coalesce(attname, 'expression'), ', ' order by at)
        from unnest(indkey) with ordinality as key (number, at)
        left join pg_attribute on attrelid = indrelid and attnum = number and number > 0) || ')'
    || case when indisunique then ' unique' else '' end || case when indpred is null then '' else ' where' end
from pg_index join rel on rel.oid = indrelid join pg_class i on i.oid = indexrelid where rel.relkind in ('r', 'p')
union all
select 'enum ' || nspname || '.' || typname || ' (' || string_agg(enumlabel, ', ' order by enumsortorder) || ')'
from pg_type t join pg_namespace n on n.oid = typnamespace join pg_enum e on enumtypid = t.oid
where nspname !~ '^(pg_|information_schema)' group by nspname, typname
";

impl Target for Database {
    fn start_session(&mut self) {
        self.session = self.server.session(&self.database).expect("another session");
    }

    fn run(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.session.run(sql)
    }

    fn lines(&mut self) -> Lines {
        let rows = self.session.run(LINES).expect("a query over the system's catalogue");
        rows.into_iter().flatten().flatten().collect()
    }

    /// A table with columns of these types says how the server spells them.
    fn spelt(&mut self, types: &[String]) -> Vec<String> {
        let mut spelt = Vec::new();
        for types in types.chunks(500) {
            let columns = types.iter().enumerate().map(|(at, written)| format!("c{at} {written}"));
            let columns: Vec<String> = columns.collect();
            let probe = format!("create table pg_temp.probe ({})", columns.join(", "));
            self.session
                .run(&probe)
                .unwrap_or_else(|error| panic!("{error}\n{probe}"));
            let rows = self.session.run(
                "select format_type(atttypid, atttypmod) from pg_attribute
                 where attrelid = 'pg_temp.probe'::regclass and attnum > 0 order by attnum; drop table pg_temp.probe",
            );
            spelt.extend(rows.expect("the table just made").into_iter().flatten().flatten());
        }
        spelt
    }
}
