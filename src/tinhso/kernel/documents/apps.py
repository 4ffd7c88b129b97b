from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

_KNOWN = "(select tinhso_reach()) <> ''"
_ISSUERS = province_or("issuer_id = any((select tinhso_units())::bigint[])")
_OWNED = province_or("owner_unit_id = any((select tinhso_units())::bigint[])")


# A stranger learns of an issued document by its exact code or its exact bytes, one row, nothing personal.
_ISSUED = """
create or replace function tinhso_issued(wanted_code text, wanted_sha256 text)
returns table (id bigint, code varchar, doc_type varchar, number varchar, issued_on date, issuer_name varchar,
               state varchar, state_at timestamptz, replaced_by_number varchar, replaced_by_code varchar,
               sha256 varchar, issued_at timestamptz, proof jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.code, d.doc_type, d.number, d.issued_on, i.issuer_name, i.state, i.state_at,
         coalesce(rd.number, ''), coalesce(r.code, ''), i.sha256, i.issued_at, i.proof
    from documents_issueddocument i
    join documents_officialdocument d on d.id = i.document_id
    left join documents_issueddocument r on r.id = i.replaced_by_id
    left join documents_officialdocument rd on rd.id = r.document_id
   where i.code = wanted_code or i.sha256 = wanted_sha256
   limit 1 $$;
"""
_OF_A_SEEN_DOCUMENT = province_or(
    "exists (select 1 from documents_officialdocument d where d.id = document_id)"
)
_OF_AN_OWNED_DOCUMENT = province_or(
    "exists (select 1 from documents_officialdocument d where d.id = document_id"
    " and d.owner_unit_id = any((select tinhso_units())::bigint[]))"
)
_PARTICULARS = {
    "select": _OF_A_SEEN_DOCUMENT,
    "insert": _OF_AN_OWNED_DOCUMENT,
    "update": _OF_AN_OWNED_DOCUMENT,
    "delete": _OF_AN_OWNED_DOCUMENT,
}
# A relation belongs to its source: who reads that sees it, with the number of the target; the target itself is
# behind its own wall. From the target's side it is seen by whoever sees both.
_FROM_A_SEEN_DOCUMENT = _OF_A_SEEN_DOCUMENT.replace("document_id", "source_id")
_FROM_AN_OWNED_DOCUMENT = (
    _OF_AN_OWNED_DOCUMENT.replace("document_id", "source_id")
    + " and (target_id is null or exists (select 1 from documents_officialdocument t where t.id = target_id))"
)


class Documents(AppConfig):
    name = "tinhso.kernel.documents"
    # Who may read may not thereby change: a document changes within its owner's reach, a file in its readers.
    walls = {
        "documents_storedfile": {
            "select": READ_BY_UNITS,
            "insert": READ_BY_UNITS,
            "update": READ_BY_UNITS,
        },
        "documents_officialdocument": {
            "select": READ_BY_UNITS,
            "insert": _OWNED,
            "update": _OWNED,
        },
        # The structure of the Party, as the structure of the State: known inside, changed by the pack.
        "documents_term": {"select": _KNOWN},
        # The books of a unit. Nothing is ever deleted from them.
        "documents_numberseries": {"select": _ISSUERS, "insert": _ISSUERS, "update": _ISSUERS},
        "documents_seriesnumber": {"select": _ISSUERS, "insert": _ISSUERS, "update": _ISSUERS},
        "documents_draft": {"select": _OWNED, "insert": _OWNED, "update": _OWNED},
        "documents_documentsigner": _PARTICULARS,
        "documents_documentrecipient": _PARTICULARS,
        "documents_documentattachment": _PARTICULARS,
        "documents_documentrelation": {
            "select": _FROM_A_SEEN_DOCUMENT,
            "insert": _FROM_AN_OWNED_DOCUMENT,
            "update": _FROM_AN_OWNED_DOCUMENT,
            "delete": _FROM_AN_OWNED_DOCUMENT,
        },
        "documents_issueddocument": {
            "select": _OF_A_SEEN_DOCUMENT,
            "insert": _OF_AN_OWNED_DOCUMENT,
            "update": _OF_AN_OWNED_DOCUMENT,
        },
    }
    wall_functions = _ISSUED
    unit_columns = {
        "documents_officialdocument.owner_unit_id": "moves",
        "documents_officialdocument.readers": "moves",
        "documents_officialdocument.issuer_id": "history: the unit that issued it, as it was then",
        "documents_officialdocument.inherited_from_id": "history: the unit that received it",
        "documents_officialdocument.handling_unit_id": "moves",
        "documents_documentrecipient.unit_id": "history: to whom the paper was addressed, as printed on it",
        "documents_storedfile.readers": "moves",
        "documents_draft.owner_unit_id": "moves",
        "documents_numberseries.issuer_id": "history: a series is the issuer's own; who takes over counts from 01",
        "documents_term.unit_id": "history: the terms of this committee; who takes over begins its own",
        "documents_seriesnumber.issuer_id": "history: repeats the issuer of its series",
    }

    def ready(self) -> None:
        """Stand in the navigation: all documents, the books of numbers, what is issued; and everybody's check.
        Carry papers over when units are reorganised."""
        from tinhso.kernel.documents.succession import DOCUMENTS, FILES
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        for mover in (DOCUMENTS, FILES):
            movers.register(mover)
        needed, group = Permission.READ_DIRECTIVES, _("Văn bản")
        menu.register(
            "library",
            _("Kho văn bản"),
            "library:documents",
            permission=needed,
            group=group,
            order=32,
            icon="search",
        )
        menu.register(
            "books", _("Sổ văn bản"), "books:all", permission=needed, group=group, order=33, icon="document"
        )
        menu.register("issuing", _("Phát hành văn bản"), "issuing:list", group=group, order=31, icon="check")
        menu.register("verify", _("Xác minh văn bản"), "verify:start", area="portal", order=50)
