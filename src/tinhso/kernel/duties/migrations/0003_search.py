"""Words of duties, found with and without marks at any number of duties and within the reader's reach.

The column found_by holds the folded words with their positions, and beside them words that nobody can type: who
reads the duty (@u7), its place in the order of duties (@b12, every 50,000 of them), whether it is open (@open).
An index of such words intersects "said by the typist" with "seen by the reader" before it looks at any row.
"""

from django.db import migrations

BUCKET = 50_000  # duties per @b word
STEP = 10  # buckets looked through at once at the most, newest first: the work of one step is bounded
NEWEST = 5_000  # for readers of the whole province: duties looked at one by one before the index is asked

COLUMN = f"""
create function duties_spoken(folded text) returns text language sql immutable parallel safe as $$
  select translate(folded, '-/.,:;_()[]"''', '             ') $$;
comment on function duties_spoken(text) is 'words only: 48-nq/tu is three of them, here and in what people type';

create function duties_words(folded text, readers bigint[], id bigint, open boolean) returns tsvector
language sql immutable parallel safe as $$
  select to_tsvector('simple', public.duties_spoken(folded)) || array_to_tsvector(
    array(select '@u' || unit from unnest(readers) unit)
    || ('@b' || id / {BUCKET}) || case when open then array['@open'] else array[]::text[] end) $$;

alter table duties_duty add column found_by tsvector
  generated always as (duties_words(folded, readers, id, closed_at is null)) stored;
create index duty_words on duties_duty using gin (found_by) with (gin_pending_list_limit = 1024);
"""

# The wall of the table would keep its index from being used: the match operator is not leakproof. So this function
# reads as the owner, and puts the wall's own condition into the search.
# Where whole words find nothing, the last one is taken as the beginning of one, from four letters on: the index has to
# read all words that begin so, everywhere, so this is not done for what is found anyway.
FOUND = f"""
create function duties_found(typed text, only_open boolean, most integer) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  spoken text := rtrim(duties_spoken(typed));
  whole tsquery := phraseto_tsquery('simple', spoken);
  units bigint[] := tinhso_units();
  said tsquery;
  found bigint[];
begin
  if tinhso_reach() = '' or numnode(whole) = 0 then return; end if;
  foreach said in array array[whole, (whole::text || ':*')::tsquery] loop
    if only_open then said := said && '@open'::tsquery; end if;
    if tinhso_reach() = 'province' then
      found := duties_newest(said, most);
      if cardinality(found) < most then found := duties_stepwise(said, most); end if;
    elsif cardinality(units) > 0 then
      found := duties_stepwise(
        said && array_to_string(array(select '@u' || unit from unnest(units) unit), '|')::tsquery, most);
    end if;
    exit when cardinality(found) > 0 or spoken !~ '\\w{{4}}$';
  end loop;
  return query select unnest(found);
end $$;
"""

# For readers who see everything: frequent words are among the newest duties, which are looked at one by one.
NEWEST_FIRST = f"""
create function duties_newest(said tsquery, most integer) returns bigint[]
language plpgsql stable set search_path = public set enable_bitmapscan = off as $$
begin
  return array(select id from duties_duty
                where id > (select max(id) from duties_duty) - {NEWEST} and found_by @@ said
                order by id desc limit most);
end $$;
"""

# By the index, newest duties first, in steps that grow: what is frequent is found in the first ones.
STEPWISE = f"""
create function duties_stepwise(said tsquery, most integer) returns bigint[]
language plpgsql stable set search_path = public, pg_temp as $$
declare
  bucket bigint := (select max(id) from duties_duty) / {BUCKET};
  width integer := 1;
  step tsquery;
  found bigint[] := array[]::bigint[];
begin
  while bucket >= 0 and cardinality(found) < most loop
    step := (select string_agg('@b' || b, '|') from generate_series(greatest(bucket - width + 1, 0), bucket) b);
    found := found || array(
      select id from duties_duty where found_by @@ (said && step)
       order by id + 0 desc limit most - cardinality(found));  -- "+ 0": by the index of words, not of ids
    bucket := bucket - width;
    width := least(width * 2, {STEP});
  end loop;
  return found;
end $$;
"""

UNDO = """
drop function duties_found(text, boolean, integer), duties_newest(tsquery, integer), duties_stepwise(tsquery, integer);
alter table duties_duty drop column found_by;
drop function duties_words(text, bigint[], bigint, boolean), duties_spoken(text);
"""


class Migration(migrations.Migration):
    dependencies = [('duties', '0002_tally')]
    operations = [migrations.RunSQL(COLUMN + NEWEST_FIRST + STEPWISE + FOUND, UNDO)]
