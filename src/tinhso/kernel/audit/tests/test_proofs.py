"""A proof convinces somebody who has only the script, and a changed one does not."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tinhso.kernel.audit import proofs, roots
from tinhso.kernel.audit.tests.factories import as_owner, committed, sealed

pytestmark = pytest.mark.django_db(transaction=True)
Proof = dict[str, Any]


def check(folder: Path, proof: Proof, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the script as an outsider: an empty folder, no path to the project, isolated."""
    folder.mkdir(exist_ok=True)
    (folder / "check.py").write_text(proofs.script(), encoding="utf-8")
    (folder / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-I", "check.py", "proof.json", *more],
        cwd=folder, env=kept, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_script_is_short_and_knows_nothing_of_the_project() -> None:
    text = proofs.script()
    assert len(text.splitlines()) < 60
    assert "import tinhso" not in text and "from tinhso" not in text


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 11])
def test_every_entry_of_a_batch_can_be_proved(size: int, tmp_path: Path) -> None:
    ids = sealed(size)
    for pk in {ids[0], ids[size // 2], ids[-1]}:
        answer = check(tmp_path / str(pk), proofs.proof_of(pk))
        assert answer.returncode == 0 and answer.stdout.startswith("VALID"), answer.stderr


def flipped(text: str) -> str:
    """The same hexadecimal text with its first bit the other way."""
    return f"{int(text[:2], 16) ^ 1:02x}{text[2:]}"


def in_batch(proof: Proof, **changed: Any) -> Proof:
    return {
        **proof,
        "batch": json.dumps({**json.loads(proof["batch"]), **changed}, sort_keys=True, separators=(",", ":")),
    }


TAMPERED: dict[str, Callable[[Proof], Proof]] = {
    "what the entry says": lambda p: {**p, "entry": p["entry"].replace("thing.done", "thing.gone")},
    "the entry's id": lambda p: {**p, "id": p["id"] + 1},
    "its place": lambda p: {**p, "index": p["index"] ^ 1},
    "a step of the path": lambda p: {**p, "path": [flipped(p["path"][0]), *p["path"][1:]]},
    "a step left out": lambda p: {**p, "path": p["path"][1:]},
    "a step too many": lambda p: {**p, "path": [*p["path"], p["path"][0]]},
    "the root": lambda p: in_batch(p, root="00" * 32),
    "when it was sealed": lambda p: in_batch(p, sealed_at="2020-01-01T00:00:00.000000Z"),
    "the size of the batch": lambda p: in_batch(p, size=6),
    "the batch before": lambda p: {**p, "previous": flipped(p["previous"])},
    "the chain": lambda p: {**p, "chain": flipped(p["chain"])},
    "the signature": lambda p: {**p, "signature": flipped(p["signature"])},
    "the key": lambda p: {**p, "public_key": flipped(p["public_key"])},
}  # fmt: skip


def test_a_proof_with_anything_changed_is_refused(tmp_path: Path) -> None:
    ids = sealed(5)
    proof = proofs.proof_of(ids[2])
    for number, (what, tamper) in enumerate(TAMPERED.items()):
        answer = check(tmp_path / str(number), tamper(proof))
        assert answer.returncode == 1 and "INVALID" in answer.stderr and not answer.stdout, what


def test_somebody_elses_signature_is_refused_where_the_key_is_known(tmp_path: Path) -> None:
    proof = proofs.proof_of(sealed(1)[0])
    (tmp_path / "roots.jsonl").write_text("\n".join(roots.lines()))
    key_id = json.loads(proof["batch"])["key_id"]
    assert check(tmp_path, proof, "roots.jsonl", key_id).returncode == 0
    assert check(tmp_path, proof, "roots.jsonl", "0" * 16).returncode == 1


def test_a_batch_that_was_never_published_is_refused(tmp_path: Path) -> None:
    published = list(roots.lines())
    proof = proofs.proof_of(sealed(2)[0])
    (tmp_path / "roots.jsonl").write_text("\n".join(published))
    assert "published" in check(tmp_path, proof, "roots.jsonl").stderr


def test_openssl_checks_the_signature_where_the_library_is_missing(tmp_path: Path) -> None:
    proof = proofs.proof_of(sealed(3)[1])
    without = "import sys; sys.modules['cryptography'] = None; sys.argv = ['check', 'proof.json']; exec(open('check.py').read())"
    for one, code in ((proof, 0), ({**proof, "signature": flipped(proof["signature"])}, 1)):
        check(tmp_path, one)
        ran = subprocess.run(
            [sys.executable, "-I", "-c", without], cwd=tmp_path, capture_output=True, text=True
        )
        assert ran.returncode == code, ran.stderr


def test_an_entry_that_waits_has_no_proof_yet() -> None:
    sealed(1)
    with pytest.raises(proofs.NotSealed):
        proofs.proof_of(committed(1)[0])
    with pytest.raises(LookupError):
        proofs.proof_of(10**12)


def test_a_row_that_was_changed_cannot_be_proved() -> None:
    pk = sealed(2)[0]
    as_owner("update audit_entry set event = 'thing.undone' where id = %s", pk)
    with pytest.raises(proofs.Unprovable):
        proofs.proof_of(pk)
    with pytest.raises(CommandError, match="audit verify"):
        call_command("audit", "proof", str(pk))


def test_the_commands_print_the_proof_and_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    pk = sealed(1)[0]
    call_command("audit", "proof", str(pk))
    assert json.loads(capsys.readouterr().out) == proofs.proof_of(pk)
    call_command("audit", "script")
    assert capsys.readouterr().out == proofs.script()
