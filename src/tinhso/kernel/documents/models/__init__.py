from tinhso.kernel.documents.models.official_document import OfficialDocument, Side, Urgency
from tinhso.kernel.documents.models.stored_file import StoredFile

__all__ = ["OfficialDocument", "Side", "StoredFile", "Urgency"]
