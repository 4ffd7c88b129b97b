from tinhso.kernel.documents.models.issued_document import Draft, IssuedDocument, IssuedState
from tinhso.kernel.documents.models.official_document import OfficialDocument, Side, Urgency
from tinhso.kernel.documents.models.stored_file import StoredFile

__all__ = ["Draft", "IssuedDocument", "IssuedState", "OfficialDocument", "Side", "StoredFile", "Urgency"]
