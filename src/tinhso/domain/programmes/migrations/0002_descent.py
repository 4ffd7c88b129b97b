"""What stands below what, and how the duties of tasks stand, kept by triggers: no loop can come about, and the
roll-up of 50,000 tasks is one join of two narrow tables.

programmes_descent holds every pair of a node and one below it (itself included), each once. All changes of links go
one after the other, under one lock of the transaction: two links that would close a loop together cannot both pass.
Links are made and taken away, never changed.
"""

from django.db import migrations

FORWARD = """
create function programmes_node_begins() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into programmes_descent (ancestor_id, descendant_id) values (new.id, new.id);
  return null;
end $$;
create trigger node_begins after insert on programmes_node for each row execute function programmes_node_begins();

-- One at a time, and no loop: the parent must not stand below the child.
create function programmes_link_guard() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    raise exception using errcode = 'check_violation', constraint = 'a_link_is_never_changed',
      message = 'a link is made or taken away, never changed';
  end if;
  perform pg_advisory_xact_lock(hashtext('programmes.cascade'));
  if tg_op = 'DELETE' then return old; end if;
  if exists (select 1 from programmes_descent where ancestor_id = new.child_id and descendant_id = new.parent_id) then
    raise exception using errcode = 'check_violation', constraint = 'the_cascade_has_no_loop',
      message = 'the parent stands below the child already';
  end if;
  return new;
end $$;
create trigger link_guard before insert or delete on programmes_link
  for each row execute function programmes_link_guard();
create trigger link_stays before update of parent_id, child_id on programmes_link
  for each row execute function programmes_link_guard();

create function programmes_link_begins() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into programmes_descent (ancestor_id, descendant_id)
  select up.ancestor_id, down.descendant_id
    from programmes_descent up cross join programmes_descent down
   where up.descendant_id = new.parent_id and down.ancestor_id = new.child_id
  on conflict do nothing;
  return null;
end $$;
create trigger link_begins after insert on programmes_link for each row execute function programmes_link_begins();

-- What the link carried goes, and what other ways still carry comes back.
create function programmes_link_ends() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare below bigint[] := array(select descendant_id from programmes_descent where ancestor_id = old.child_id);
begin
  delete from programmes_descent x
   using programmes_descent up, unnest(below) as b(id)
   where up.descendant_id = old.parent_id and x.ancestor_id = up.ancestor_id and x.descendant_id = b.id;
  insert into programmes_descent (ancestor_id, descendant_id)
  with recursive ways (ancestor_id, descendant_id) as (
    select l.parent_id, b.id from unnest(below) as b(id) join programmes_link l on l.child_id = b.id
    union
    select l.parent_id, w.descendant_id from ways w join programmes_link l on l.child_id = w.ancestor_id
  )
  select ancestor_id, descendant_id from ways
  on conflict do nothing;
  return null;
end $$;
create trigger link_ends after delete on programmes_link for each row execute function programmes_link_ends();

-- The clock of a task is its duty's, changed with it in one transaction.
create function programmes_node_points() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from programmes_clock where node_id = new.id;
  insert into programmes_clock (node_id, duty_id, due_at, done_at, confirmed_at, paused_at, state, readers)
  select new.id, d.id, d.due_at, d.done_at, d.confirmed_at, d.paused_at, d.state, d.readers
    from duties_duty d where d.id = new.duty_id;
  return null;
end $$;
create trigger node_points after insert or update of duty_id on programmes_node
  for each row execute function programmes_node_points();

create function programmes_duty_moves() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update programmes_clock
     set due_at = new.due_at, done_at = new.done_at, confirmed_at = new.confirmed_at, paused_at = new.paused_at,
         state = new.state, readers = new.readers
   where duty_id = new.id;
  return null;
end $$;
create trigger programmes_duty_moves
  after update of due_at, done_at, confirmed_at, paused_at, state, readers on duties_duty for each row
  when (row(old.due_at, old.done_at, old.confirmed_at, old.paused_at, old.state, old.readers)
        is distinct from row(new.due_at, new.done_at, new.confirmed_at, new.paused_at, new.state, new.readers))
  execute function programmes_duty_moves();

-- For loads that switched the triggers off.
create function programmes_rebuild() returns void
language sql set search_path = public, pg_temp as $$
  delete from programmes_descent;
  insert into programmes_descent (ancestor_id, descendant_id)
  with recursive ways (ancestor_id, descendant_id) as (
    select id, id from programmes_node
    union
    select w.ancestor_id, l.child_id from ways w join programmes_link l on l.parent_id = w.descendant_id
  )
  select ancestor_id, descendant_id from ways;
  delete from programmes_clock;
  insert into programmes_clock (node_id, duty_id, due_at, done_at, confirmed_at, paused_at, state, readers)
  select n.id, d.id, d.due_at, d.done_at, d.confirmed_at, d.paused_at, d.state, d.readers
    from programmes_node n join duties_duty d on d.id = n.duty_id $$;
revoke execute on function programmes_rebuild() from public;

-- A node that waits for a directive's task is left without one where the candidate goes.
do $$
declare name text;
begin
  select conname into name from pg_constraint
   where conrelid = 'programmes_node'::regclass and contype = 'f'
     and confrelid = 'directives_directivetask'::regclass;
  execute format('alter table programmes_node drop constraint %I', name);
end $$;
alter table programmes_node add constraint programmes_node_of_a_directive_task
  foreign key (directive_task_id) references directives_directivetask (id) on delete set null
  deferrable initially deferred;
"""

BACKWARD = """
alter table programmes_node drop constraint programmes_node_of_a_directive_task;
alter table programmes_node add constraint programmes_node_of_a_directive_task
  foreign key (directive_task_id) references directives_directivetask (id) deferrable initially deferred;
drop function programmes_rebuild();
drop trigger programmes_duty_moves on duties_duty;
drop trigger node_points on programmes_node;
drop trigger link_ends on programmes_link;
drop trigger link_begins on programmes_link;
drop trigger link_stays on programmes_link;
drop trigger link_guard on programmes_link;
drop trigger node_begins on programmes_node;
drop function programmes_link_ends();
drop function programmes_link_begins();
drop function programmes_link_guard();
drop function programmes_node_begins();
drop function programmes_duty_moves();
drop function programmes_node_points();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
