from tinhso.kernel.documents.models.issued_document import Draft, IssuedDocument, IssuedState
from tinhso.kernel.documents.models.official_document import Direction, OfficialDocument, Side, Urgency
from tinhso.kernel.documents.models.particulars import (
    DocumentAttachment,
    DocumentRecipient,
    DocumentSigner,
    Purpose,
)
from tinhso.kernel.documents.models.relation import DocumentRelation, RelationKind
from tinhso.kernel.documents.models.series import NumberSeries, Scheme, SeriesNumber
from tinhso.kernel.documents.models.stored_file import StoredFile
from tinhso.kernel.documents.models.term import Term

__all__ = [
    "Direction",
    "DocumentAttachment",
    "DocumentRecipient",
    "DocumentRelation",
    "DocumentSigner",
    "Draft",
    "IssuedDocument",
    "IssuedState",
    "NumberSeries",
    "OfficialDocument",
    "Purpose",
    "RelationKind",
    "Scheme",
    "SeriesNumber",
    "Side",
    "StoredFile",
    "Term",
    "Urgency",
]
