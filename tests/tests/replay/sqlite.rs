use lockgate_tests::engines::sqlite::Session;
use lockgate_tests::engines::{EngineError, Row};
use schema::Dialect;

use super::{Lines, Target, check};

#[test]
fn on_sqlite() {
    let mut open = || -> Option<Box<dyn Target>> { Some(Box::new(Database(Session::in_memory().expect("memory")))) };
    check(Dialect::Sqlite, &mut open);
}

struct Database(Session);

/// SQLite's own tables and those that belong to a virtual table are left out. The row number that a primary key may be
/// is not in any index.
const LINES: &str = r"
with t as (select m.name as name, m.sql as sql from pragma_table_list l join sqlite_schema m on m.name = l.name
           where l.type in ('table', 'virtual') and l.schema = 'main' and m.name not like 'sqlite~_%' escape '~')
select 'view ' || lower(name) from sqlite_schema where type = 'view'
union all
select 'table ' || lower(name) from t
union all
select 'column ' || lower(t.name) || '.' || lower(c.name) || ' ' || lower(c.type) || case when c.'notnull' or (c.pk = 1 and lower(c.type) = 'integer' and (select max(pk) from pragma_table_info(t.name)) = 1) then ' not null' else '' end
from t join pragma_table_xinfo(t.name) c where c.hidden <> 1
union all
select 'primary key ' || lower(t.name) || '. (' || group_concat(lower(c.name), ', ' order by c.pk) || ')'
from t join pragma_table_info(t.name) c where c.pk > 0 group by t.name
union all
select 'foreign key ' || lower(t.name) || '. (' || group_concat(lower(f.'from'), ', ' order by seq) || ') to ' || lower(f.'table') || ' ('
    || coalesce(group_concat(lower(f.'to'), ', ' order by seq),
        (select group_concat(lower(name), ', ' order by pk) from pragma_table_info(f.'table') where pk > 0), '') || ')'
from t join pragma_foreign_key_list(t.name) f group by t.name, f.id
union all
select 'index ' || lower(t.name) || '.' || case i.origin when 'c' then lower(i.name) else 'auto' end || ' ('
    || (select group_concat(coalesce(lower(name), 'expression'), ', ' order by seqno) from pragma_index_info(i.name)) || ')'
    || case when i.'unique' then ' unique' else '' end || case when i.partial then ' where' else '' end
from t join pragma_index_list(t.name) i
";

impl Target for Database {
    fn start_session(&mut self) {}

    fn run(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.0.run(sql)
    }

    fn lines(&mut self) -> Lines {
        let rows = self.0.run(LINES).expect("a query over the schema table");
        rows.into_iter().flatten().flatten().collect()
    }

    /// SQLite keeps a type as it is written.
    fn spelt(&mut self, types: &[String]) -> Vec<String> {
        types.to_vec()
    }
}
