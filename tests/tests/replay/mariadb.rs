use lockgate_tests::engines::mariadb::{Mariadb, Session, shared};
use lockgate_tests::engines::{EngineError, Row};
use schema::Dialect;

use super::{Lines, Target, check};

#[test]
fn on_mariadb() {
    let mut open = || -> Option<Box<dyn Target>> {
        let server = shared()?;
        let (database, session) = server.new_database();
        Some(Box::new(Database {
            server,
            database,
            session,
        }))
    };
    check(Dialect::Mariadb, &mut open);
}

struct Database {
    server: &'static Mariadb,
    database: String,
    session: Session,
}

const LINES: &str = r"
select concat(if(table_type = 'VIEW', 'view ', 'table '), lower(table_name)) from information_schema.tables where table_schema = database()
union all
select concat('column ', lower(c.table_name), '.', lower(column_name), ' ', column_type, if(is_nullable = 'NO', ' not null', ''))
from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
where table_schema = database() and table_type = 'BASE TABLE'
union all
select concat('foreign key ', lower(table_name), '.', lower(constraint_name), ' (', group_concat(lower(column_name) order by ordinal_position separator ', '),
    ') to ', lower(referenced_table_name), ' (', group_concat(lower(referenced_column_name) order by ordinal_position separator ', '), ')')
from information_schema.key_column_usage where table_schema = database() and referenced_table_name is not null
group by table_name, constraint_name, referenced_table_name
union all
select concat('primary key ', lower(table_name), '.', index_name, ' (', group_concat(lower(column_name) order by seq_in_index separator ', '), ')')
from information_schema.statistics where table_schema = database() and index_name = 'PRIMARY' group by table_name, index_name
union all
select concat('check ', lower(table_name), '.', lower(constraint_name), ' ') from information_schema.check_constraints where constraint_schema = database() and check_clause not like 'json_valid(%'
union all
select concat('index ', lower(table_name), '.', if(index_name = 'PRIMARY', index_name, lower(index_name)), ' (', group_concat(lower(column_name) order by seq_in_index separator ', '), ')', if(non_unique = 0, ' unique', ''))
from information_schema.statistics where table_schema = database() group by table_name, index_name, non_unique
";

impl Target for Database {
    fn start_session(&mut self) {
        self.session = self.server.session(&self.database).expect("another session");
        // What is strict is data; the histories were written for a MySQL that was less so.
        self.session
            .run("set session sql_mode = ''")
            .expect("a setting of the session");
    }

    fn run(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.session.run(sql)
    }

    fn lines(&mut self) -> Lines {
        let rows = self.session.run(LINES).expect("a query over the information schema");
        rows.into_iter().flatten().flatten().collect()
    }

    /// A table with columns of these types says how the server spells them.
    fn spelt(&mut self, types: &[String]) -> Vec<String> {
        let mut spelt = Vec::new();
        for types in types.chunks(10) {
            let columns = types.iter().enumerate().map(|(at, written)| format!("c{at} {written}"));
            let columns: Vec<String> = columns.collect();
            let probe = format!("create table probe ({})", columns.join(", "));
            self.session
                .run(&probe)
                .unwrap_or_else(|error| panic!("{error}\n{probe}"));
            let rows = self.session.run(
                "select column_type from information_schema.columns
                 where table_schema = database() and table_name = 'probe' order by ordinal_position",
            );
            spelt.extend(rows.expect("the table just made").into_iter().flatten().flatten());
            self.session.run("drop table probe").expect("the table just made");
        }
        spelt
    }
}
