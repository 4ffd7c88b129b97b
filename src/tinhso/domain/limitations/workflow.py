"""The way of a limitation, on one page: found, with a remedy, closed by the remedy's confirmed evidence."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class LimitationState(StrEnum):
    """Where a limitation is."""

    OPEN = "open"  # known; nobody works on it yet
    IN_REMEDY = "in_remedy"  # at least one duty is to remedy it
    CLOSED = "closed"


STATE_LABELS = {
    LimitationState.OPEN: _("Chưa có biện pháp"),
    LimitationState.IN_REMEDY: _("Đang khắc phục"),
    LimitationState.CLOSED: _("Đã khắc phục"),
}


class Cause(StrEnum):
    """What kind of cause, as reports divide them."""

    UNKNOWN = ""
    OBJECTIVE = "objective"
    SUBJECTIVE = "subjective"


CAUSE_LABELS = {
    Cause.UNKNOWN: _("Chưa xác định"),
    Cause.OBJECTIVE: _("Khách quan"),
    Cause.SUBJECTIVE: _("Chủ quan"),
}
