"""`tinhso audit …`: seal, verify, prove, export. Results go to stdout, progress to stderr."""

import json
import sys
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.audit import exporting, keys, proofs, roots, sealer, sealing, verifying
from tinhso.kernel.audit.findings import Report
from tinhso.kernel.text import Refused
from tinhso.kernel.text.formats import parse_date

SHOWN_EVERY = 0.5  # seconds between two lines of progress


def bound(typed: str) -> int | date:
    """A batch number, or a day (3/11/2026 or 2026-11-03)."""
    if typed.isdecimal():
        return int(typed)
    try:
        return date.fromisoformat(typed)
    except ValueError:
        try:
            return parse_date(typed)
        except Refused as refused:
            raise CommandError(refused.msgid % refused.values if refused.values else refused.msgid) from None


class Command(BaseCommand):
    help = "The provable trace: seal, verify, proof, script, roots, send, key, rotate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One sub-command each."""
        acts = parser.add_subparsers(dest="act", required=True)
        seal = acts.add_parser("seal", help="seal what is complete, once, or every so many seconds")
        seal.add_argument("--every", type=float, metavar="SECONDS", help="go on until stopped")
        verify = acts.add_parser("verify", help="find altered, deleted and inserted rows; exit code 1 if any")
        verify.add_argument("--from", dest="first", type=bound, metavar="BATCH|DAY")
        verify.add_argument("--to", dest="last", type=bound, metavar="BATCH|DAY")
        verify.add_argument("--roots", type=Path, metavar="FILE", help="compare with roots exported earlier")
        verify.add_argument("--json", action="store_true")
        proof = acts.add_parser("proof", help="print the proof of one entry, as JSON")
        proof.add_argument("id", type=int)
        acts.add_parser("script", help="print the stand-alone program that checks a proof")
        exported = acts.add_parser("roots", help="print the roots of the batches, one JSON line each")
        exported.add_argument("--since", type=int, default=0, metavar="N", help="only batches after number N")
        acts.add_parser("send", help="tell the configured places outside the new roots, now")
        acts.add_parser("key", help="which key signs, and where it lies")
        rotate = acts.add_parser("rotate", help="hand signing over to a new key")
        rotate.add_argument("--lost", action="store_true", help="the old private key is gone")

    def handle(self, **options: Any) -> None:
        """Do it."""
        getattr(self, options["act"])(**options)

    def seal(self, every: float | None = None, **_options: Any) -> None:
        """Once, or as long as it is not stopped."""
        if every:
            sealer.run(Event(), every)
        began = time.monotonic()
        try:
            done = sealing.seal_all()
        except keys.KeyProblem as problem:
            raise CommandError(str(problem)) from None
        spent = time.monotonic() - began
        self.stdout.write(
            _("Đã niêm phong %(entries)d dòng trong %(batches)d lô (%(rate)d dòng mỗi giây).")
            % {"entries": done.entries, "batches": done.batches, "rate": done.entries / spent if spent else 0}
        )

    def verify(self, first: Any, last: Any, roots: Path | None, **options: Any) -> None:
        """Say what was found; exit code 1 where anything was."""
        try:
            known = _roots.read(roots) if roots else []
        except (OSError, ValueError) as error:
            raise CommandError(f"{roots}: {error}") from None
        report = verifying.verify(first=first, last=last, roots=known, progress=self._progress())
        self.stderr.write("")
        self.stdout.write(_as_json(report) if options["json"] else _in_words(report))
        if not report.is_whole:
            sys.exit(1)

    def proof(self, id: int, **_options: Any) -> None:
        """Of one entry."""
        try:
            found = proofs.proof_of(id)
        except LookupError:
            raise CommandError(_("Không có dòng dấu vết số %(id)d.") % {"id": id}) from None
        except proofs.NotSealed:
            raise CommandError(
                _("Dòng %(id)d chưa được niêm phong; hãy chạy `tinhso audit seal` hoặc thử lại sau ít giây.")
                % {"id": id}
            ) from None
        except proofs.Unprovable:
            raise CommandError(
                _("Dòng %(id)d không còn như khi niêm phong: hãy chạy `tinhso audit verify`.") % {"id": id}
            ) from None
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))

    def script(self, **_options: Any) -> None:
        """For whoever checks a proof."""
        self.stdout.write(proofs.script(), ending="")

    def roots(self, since: int, **_options: Any) -> None:
        """For a file kept elsewhere."""
        for line in _roots.lines(since):
            self.stdout.write(line)

    def send(self, **_options: Any) -> None:
        """What the periodic job does, at once."""
        for sent in exporting.send_all(at=timezone.now()):
            self.stdout.write(f"{sent.name}: {sent.error or _('đến lô %(n)d') % {'n': sent.up_to}}")

    def key(self, **_options: Any) -> None:
        """Never the private half."""
        state = keys.state()
        self.stdout.write(f"{state.key_id or '-'}  {state.file}")
        if state.problem:
            raise CommandError(state.problem)

    def rotate(self, lost: bool, **_options: Any) -> None:
        """The old key's file stays beside the new one."""
        try:
            old, new = keys.rotate(at=timezone.now(), lost=lost)
        except keys.KeyProblem as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{old or '?'} -> {new}")

    def _progress(self) -> verifying.Progress:
        shown = time.monotonic()

        def show(entries: int, batches: int) -> None:
            nonlocal shown
            if time.monotonic() - shown > SHOWN_EVERY:
                shown = time.monotonic()
                text = _("%(entries)d dòng, %(batches)d lô") % {"entries": entries, "batches": batches}
                self.stderr.write(f"\r{text}", ending="")

        return show


_roots = roots  # the sub-command of the same name hides it within the class


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "whole": report.is_whole,
            "entries": report.entries,
            "batches": report.batches,
            "unsealed": report.unsealed,
            "last_batch": report.last_batch,
            "last_chain": report.last_chain,
            "key_id": report.key_id,
            "seconds": round(report.seconds, 3),
            "entries_per_second": round(report.entries_per_second),
            "findings": [finding.as_json() for finding in report.findings],
        },
        ensure_ascii=False,
        indent=1,
    )


def _in_words(report: Report) -> str:
    checked = _(
        "Đã kiểm tra %(entries)d dòng trong %(batches)d lô, đến lô %(last)d, khóa %(key)s (%(rate)d dòng mỗi giây); %(unsealed)d dòng chờ niêm phong."
    ) % {
        "entries": report.entries,
        "batches": report.batches,
        "last": report.last_batch,
        "key": report.key_id or "-",
        "rate": report.entries_per_second,
        "unsealed": report.unsealed,
    }
    verdict = (
        _("Nguyên vẹn: không dòng nào bị sửa, xóa hay chèn.")
        if report.is_whole
        else _("PHÁT HIỆN %(n)d điểm sai:") % {"n": len(report.findings)}
    )
    return "\n".join([checked, verdict, *(f"- {finding.says}" for finding in report.findings)])
