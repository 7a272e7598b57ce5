create table order_archive (like orders including all);
insert into order_archive overriding system value select * from orders where placed < now() - interval '2 years';
drop table customers cascade;
