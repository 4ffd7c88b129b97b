"""What verification can find."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The kinds, as `--json` names them."""

    ALTERED = "altered"  # a sealed row says something else now
    MISSING = "missing"  # a sealed row is gone
    INSERTED = "inserted"  # a row that no batch took, though one took everything of its time
    TIME = "false_time"  # a row whose time of writing cannot be true
    WAITING = "waiting"  # a row that should have been sealed long ago
    UNPROVEN = "unproven"  # a row whose batch is gone
    DOUBLED = "doubled"  # a row in two batches
    BATCH = "altered_batch"
    CHAIN = "broken_chain"
    SIGNATURE = "wrong_signature"
    MISSING_BATCH = "missing_batch"
    KEY = "wrong_key"
    CUT_OFF = "cut_off"  # an exported batch is gone from the end
    REWRITTEN = "rewritten"  # a batch differs from what was exported


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed; `says` is for people."""

    kind: Kind
    entry: int | None
    batch: int | None
    says: str

    def as_json(self) -> dict[str, Any]:
        """For `tinhso audit verify --json`."""
        return asdict(self)


@dataclass
class Report:
    """What verification saw."""

    findings: list[Finding] = field(default_factory=list)
    batches: int = 0
    entries: int = 0
    unsealed: int = 0
    last_batch: int = 0
    last_chain: str = ""
    key_id: str = ""
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def entries_per_second(self) -> float:
        """How fast entries were checked."""
        return self.entries / self.seconds if self.seconds else 0.0

    def found(self, kind: Kind, says: str, *, entry: int | None = None, batch: int | None = None) -> None:
        """Add a finding."""
        self.findings.append(Finding(kind, entry, batch, says))
