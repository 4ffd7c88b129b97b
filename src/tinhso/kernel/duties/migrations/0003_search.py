"""Words of duties, found with and without marks at any number of duties and within the reader's reach.

The column found_by holds the folded words with their positions, and beside them words that nobody can type: who
reads the duty (@u7), its place in the order of duties (@b12, every 50,000 of them), whether it is open (@open).
An index of such words intersects "said by the typist" with "seen by the reader" before it looks at any row.
"""

from django.db import migrations

BUCKET = 50_000  # duties per @b word
STEP = 10  # buckets looked through at once, newest first: the work of one step is bounded
NEWEST = 5_000  # for readers of the whole province: duties looked at one by one before the index is asked

COLUMN = f"""
create function duties_spoken(folded text) returns text language sql immutable parallel safe as $$
  select translate(folded, '-/.,:;_()[]"''', '             ') $$;
comment on function duties_spoken(text) is 'words only: 48-nq/tu is three of them, here and in what people type';

create function duties_words(folded text, readers bigint[], id bigint, open boolean) returns tsvector
language sql immutable parallel safe as $$
  select to_tsvector('simple', duties_spoken(folded)) || array_to_tsvector(
    array(select '@u' || unit from unnest(readers) unit)
    || ('@b' || id / {BUCKET}) || case when open then array['@open'] else array[]::text[] end) $$;

alter table duties_duty add column found_by tsvector
  generated always as (duties_words(folded, readers, id, closed_at is null)) stored;
create index duty_words on duties_duty using gin (found_by) with (gin_pending_list_limit = 1024);
"""

# The wall of the table would keep its index from being used: the match operator is not leakproof. So this function
# reads as the owner, and puts the wall's own condition into the search.
FOUND = f"""
create function duties_found(typed text, only_open boolean, most integer) returns setof bigint
language plpgsql stable security definer set search_path = public as $$
declare
  whole_province boolean := tinhso_reach() = 'province';
  words tsquery := phraseto_tsquery('simple', duties_spoken(typed));
  readers tsquery := array_to_string(array(select '@u' || unit from unnest(tinhso_units()) unit), '|')::tsquery;
  last_one bigint := (select max(id) from duties_duty);
  bucket bigint := last_one / {BUCKET};
  step tsquery;
  found bigint[];
begin
  if tinhso_reach() = '' or numnode(words) = 0 or last_one is null then return; end if;
  words := (words::text || ':*')::tsquery;  -- the last word may be unfinished
  if only_open then words := words && '@open'::tsquery; end if;
  if whole_province then
    found := array(select id from duties_newest(last_one - {NEWEST}, words, most) id);
    if cardinality(found) = most then return query select unnest(found); return; end if;
  else
    words := words && readers;
  end if;
  found := array[]::bigint[];
  while bucket >= 0 and cardinality(found) < most loop
    step := (select string_agg('@b' || b, '|') from generate_series(greatest(bucket - {STEP - 1}, 0), bucket) b)::tsquery;
    found := found || array(
      select d.id from duties_duty d where d.found_by @@ (words && step)
       order by d.id + 0 desc limit most - cardinality(found));  -- "+ 0": by the index of words, not of ids
    bucket := bucket - {STEP};
  end loop;
  return query select unnest(found);
end $$;
"""

NEWEST_FIRST = """
create function duties_newest(after bigint, words tsquery, most integer) returns setof bigint
language plpgsql stable set search_path = public set enable_bitmapscan = off as $$
begin
  return query select id from duties_duty where id > after and found_by @@ words order by id desc limit most;
end $$;
"""

UNDO = """
drop function duties_found(text, boolean, integer), duties_newest(bigint, tsquery, integer);
alter table duties_duty drop column found_by;
drop function duties_words(text, bigint[], bigint, boolean), duties_spoken(text);
"""


class Migration(migrations.Migration):
    dependencies = [('duties', '0002_tally')]
    operations = [migrations.RunSQL(COLUMN + NEWEST_FIRST + FOUND, UNDO)]
