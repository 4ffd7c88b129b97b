"""The public keys of the trace in their order, as verification trusts them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tinhso.kernel.audit import keys
from tinhso.kernel.audit.findings import Kind, Report
from tinhso.kernel.audit.models import Key


@dataclass
class Keyring:
    """Key id -> public key; and between which batches each signed."""

    public: dict[str, bytes] = field(default_factory=dict)
    spans: dict[str, tuple[int, int | None]] = field(default_factory=dict)

    @classmethod
    def read(cls, report: Report) -> "Keyring":
        """Read them, and check that each but the first is handed over by the one before it."""
        ring, previous = cls(), None
        for key in Key.objects.order_by("after_batch", "added_at"):
            if keys.id_of(bytes(key.public_key)) != key.key_id:
                report.found(Kind.KEY, _("Khóa %(id)s không khớp với mã của nó.") % {"id": key.key_id})
            if previous is not None:
                ring.spans[previous.key_id] = (previous.after_batch, key.after_batch)
                if not keys.is_handed_over(key, previous):
                    report.found(
                        Kind.KEY,
                        _("Khóa %(id)s (dùng từ sau lô %(n)d) không được khóa trước bàn giao bằng chữ ký.")
                        % {"id": key.key_id, "n": key.after_batch},
                    )
            ring.public[key.key_id] = bytes(key.public_key)
            ring.spans[key.key_id] = (key.after_batch, None)
            previous = key
        return ring

    def was_current(self, key_id: str, number: int) -> bool:
        """Whether the key was the one that signs when the batch was made."""
        after, until = self.spans[key_id]
        return number > after and (until is None or number <= until)
