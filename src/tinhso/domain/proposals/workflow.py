"""The way of a proposal, on one page: sent, passed on, answered, what came of it."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class ProposalState(StrEnum):
    """Where a proposal is."""

    SENT = "sent"  # waits for its addressee
    ANSWERED = "answered"  # answered; what came of it is still to be told
    SETTLED = "settled"  # it is known what came of it
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    ProposalState.SENT: _("Chờ trả lời"),
    ProposalState.ANSWERED: _("Đã trả lời"),
    ProposalState.SETTLED: _("Đã có kết quả"),
    ProposalState.WITHDRAWN: _("Đã rút"),
}


class Verdict(StrEnum):
    """What an answer says."""

    AGREED = "agreed"
    PARTLY = "partly"
    REFUSED = "refused"
    NOTED = "noted"


VERDICT_LABELS = {
    Verdict.AGREED: _("Đồng ý"),
    Verdict.PARTLY: _("Đồng ý một phần"),
    Verdict.REFUSED: _("Không đồng ý"),
    Verdict.NOTED: _("Ghi nhận, sẽ xem xét"),
}

# move -> (from, to)
MOVES = {
    "pass_on": ((ProposalState.SENT,), ProposalState.SENT),
    "answer": ((ProposalState.SENT,), ProposalState.ANSWERED),
    "settle": ((ProposalState.ANSWERED,), ProposalState.SETTLED),
    "withdraw": ((ProposalState.SENT,), ProposalState.WITHDRAWN),
}
