-- A document and every other reception of the same paper: each unit that receives it has a row of its own.
create function documents_same(document bigint) returns setof bigint
language sql stable set search_path = public, pg_temp as $$
  select document
   union
  select o.id from documents_officialdocument d
    join documents_officialdocument o on o.series_key = d.series_key and o.series_key <> ''
   where d.id = document
$$;
comment on function documents_same(bigint) is 'The receptions of one paper';

-- What implements another document is not, through any number of others, implemented by it; the same of "replaces".
-- The question is asked under a lock that ends with the transaction, and by the owner: a loop may run through
-- documents that the writer cannot see. Every statement of this function sees what others have committed before it
-- got the lock.
create function documents_refuse_loops() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.target_id is null or new.kind not in ('implements', 'replaces') then return new; end if;
  perform pg_advisory_xact_lock(hashtext('documents_documentrelation'));
  if exists (
    with recursive above(id) as (
      select s.id from documents_same(new.target_id) as s(id)
      union
      select s.id from above a
        join documents_documentrelation r
          on r.source_id = a.id and r.kind = new.kind and r.target_id is not null and r.id <> new.id
       cross join lateral documents_same(r.target_id) as s(id)
    ) select 1 from above where id = new.source_id
  ) then
    raise exception 'no_document_stands_above_itself' using errcode = 'check_violation',
      constraint = 'no_document_stands_above_itself';
  end if;
  return new;
end $$;

create trigger no_document_stands_above_itself before insert or update of source_id, kind, target_id
  on documents_documentrelation for each row execute function documents_refuse_loops();
