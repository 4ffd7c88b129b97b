from tinhso.kernel.documents.models.issued_document import Draft, IssuedDocument, IssuedState
from tinhso.kernel.documents.models.official_document import OfficialDocument, Side, Urgency
from tinhso.kernel.documents.models.series import NumberSeries, Scheme, SeriesNumber
from tinhso.kernel.documents.models.stored_file import StoredFile
from tinhso.kernel.documents.models.term import Term

__all__ = [
    "Draft",
    "IssuedDocument",
    "IssuedState",
    "NumberSeries",
    "OfficialDocument",
    "Scheme",
    "SeriesNumber",
    "Side",
    "StoredFile",
    "Term",
    "Urgency",
]
