from tinhso.domain.drafting.models.asking import Appraisal, Comment, Consultation
from tinhso.domain.drafting.models.dossier import Dossier, Spell, Version
from tinhso.domain.drafting.models.leaving import Delivery, Submission

__all__ = ["Appraisal", "Comment", "Consultation", "Delivery", "Dossier", "Spell", "Submission", "Version"]
