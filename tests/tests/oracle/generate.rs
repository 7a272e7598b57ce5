//! Statements nobody wrote: every combination of the parts that decide what PostgreSQL does. The same at
//! each run.

#[path = "generate/column_facts.rs"]
mod column_facts;
#[path = "generate/constraints.rs"]
mod constraints;
#[path = "generate/foreign_keys.rs"]
mod foreign_keys;
#[path = "generate/heirs.rs"]
mod heirs;
#[path = "generate/indexes.rs"]
mod indexes;
#[path = "generate/new_columns.rs"]
mod new_columns;
#[path = "generate/objects.rs"]
mod objects;
#[path = "generate/partitions.rs"]
mod partitions;
#[path = "generate/type_changes.rs"]
mod type_changes;
#[path = "generate/views.rs"]
mod views;

use crate::family::Family;

/// Every generated family.
pub fn families() -> Vec<Family> {
    vec![
        type_changes::type_changes(),
        new_columns::new_columns(),
        constraints::constraints(),
        column_facts::column_facts(),
        partitions::partitions(),
        heirs::heirs(),
        views::views(),
        foreign_keys::foreign_keys(),
        indexes::indexes(),
        objects::objects(),
    ]
}

fn family(name: &str, setup: &str, statements: Vec<String>) -> Family {
    Family {
        name: name.to_owned(),
        setup: setup.to_owned(),
        statements,
        left_out: Vec::new(),
    }
}

/// Each statement for each name, which stands where it has `{}`.
fn filled_in(names: &[&str], statements: &[&str]) -> Vec<String> {
    let of = |name: &str| {
        statements
            .iter()
            .map(|text| text.replace("{}", name))
            .collect::<Vec<_>>()
    };
    names.iter().flat_map(|name| of(name)).collect()
}

/// The types that setups use.
const TYPES_USED: &str = "
create extension citext;
create type mood as enum ('sad', 'ok');
create type pair as (a int, b int);
create domain plain as int;
create domain posint as int check (value > 0);
create domain label as varchar(20);
create domain labels as text;
create domain required as int not null;
";

/// Functions of each volatility, and what triggers and defaults call.
const FUNCTIONS: &str = "
create function vol() returns int language sql volatile as 'select 1';
create function unsaid() returns int language sql as 'select 1';
create function stab() returns int language sql stable as 'select 1';
create function immu() returns int language sql immutable as 'select 1';
create function plvol() returns int language plpgsql as 'begin return 1; end';
create function plstab() returns int language plpgsql stable as 'begin return 1; end';
create function plimm(int) returns int language plpgsql immutable as 'begin return 1; end';
create function trf() returns trigger language plpgsql as 'begin return new; end';
create sequence counter;
";
