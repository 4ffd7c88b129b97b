-- Words as they are searched: folded (vn_fold), everything but letters and digits a blank. The text parser splits
-- codes oddly (48-NQ/TU becomes 48 and nq/tu); after this it sees plain words only.
create function vn_words(t text) returns text
language sql immutable strict parallel safe as $$
  select regexp_replace(public.vn_fold(t) collate "C", '[^a-z0-9]+', ' ', 'g')
$$;
comment on function vn_words(text) is 'The words of a text as they are searched: folded, without signs';

-- The parts of a document by weight: A number, B abstract, C issuer, D text. A tsvector holds one megabyte and the
-- first 16,383 positions; a text beyond a million signs is cut, and one of nothing but different words cut harder,
-- so that no text can keep its document from being stored.
create function documents_vector(number text, abstract text, issuer text, content text) returns tsvector
language plpgsql immutable parallel safe as $$
declare
  head tsvector := setweight(to_tsvector('simple', public.vn_words(number)), 'A')
                || setweight(to_tsvector('simple', public.vn_words(abstract)), 'B')
                || setweight(to_tsvector('simple', public.vn_words(issuer)), 'C');
begin
  if content = '' then return head; end if;
  begin
    return head || setweight(to_tsvector('simple', public.vn_words(left(content, 1000000))), 'D');
  exception when program_limit_exceeded then
    return head || setweight(to_tsvector('simple', public.vn_words(left(content, 60000))), 'D');
  end;
end $$;

alter table documents_officialdocument
  add column head tsvector generated always as
    (public.documents_vector(number || ' ' || number_raw, abstract, folded, '')) stored,
  add column words tsvector generated always as
    (public.documents_vector(number || ' ' || number_raw, abstract, folded, text)) stored;

-- the list of documents, searched: what it is about, and its text
create index documents_head on documents_officialdocument using gin (head);
create index documents_words on documents_officialdocument using gin (words);
-- the newest of many that match
create index documents_newest on documents_officialdocument (issued_on desc nulls last, id desc);
-- a number by its beginning
create index documents_number_prefix on documents_officialdocument (number_key text_pattern_ops);
