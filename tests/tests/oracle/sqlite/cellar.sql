-- What is left when a table goes that a trigger of another one writes to.
create table rack (id integer primary key, label text);
create table bottle (id integer primary key, rack_id integer, year int, note text);
create trigger count_bottles after insert on bottle begin update rack set label = 'full' where id = new.rack_id; end;
create table rack_new (id integer primary key, label text not null default '');
create table shelf (id integer primary key, depth int);
drop table rack;
-- statements
alter table rack_new rename to rack;
alter table bottle rename to bottles;
alter table bottle rename column year to vintage;
alter table bottle drop column note;
alter table bottle add column price int;
alter table shelf rename to shelves;
alter table shelf rename column depth to size;
alter table shelf drop column depth;
drop trigger count_bottles;
drop table bottle;
create table rack (id integer primary key, label text);
