"""Issuing: who may, once, all or nothing; withdrawing; what strangers learn of it."""

import json
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.audit import proofs, sealing
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents import files, issued
from tinhso.kernel.documents.actions import issue_document as issuing
from tinhso.kernel.documents.actions.issue_document import (
    AlreadyIssued,
    NoNumber,
    NumberInUse,
    issue_document,
)
from tinhso.kernel.documents.actions.save_draft import IssuedMeanwhile, save_draft
from tinhso.kernel.documents.actions.withdraw_document import (
    NoLongerInForce,
    NoReason,
    WrongSuccessor,
    withdraw_document,
)
from tinhso.kernel.documents.issuing.codes import new_code
from tinhso.kernel.documents.issuing.seals import NotSealed, verify
from tinhso.kernel.documents.models import Draft, IssuedDocument, IssuedState, OfficialDocument, StoredFile
from tinhso.kernel.documents.secrecy import SecretMarked
from tinhso.kernel.documents.tests.sheets import a_sheet, text_of
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.scope import acting, leave
from tinhso.kernel.people.tests.cast import a_province, an_officer_of, as_application, scope_of
from tinhso.kernel.units.models import NameRole, UnitName

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(timezone.datetime(2026, 11, 24, 9, 0))


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def cast():
    return a_province()


def a_draft(account, **changes) -> Draft:
    return save_draft(a_sheet(number="", **changes), doc_type="quyet-dinh", by=scope_of(account), at=AT)


def an_issued(account, number="05/QĐ-SKHCN", **changes) -> IssuedDocument:
    return issue_document(a_draft(account, **changes), number=number, by=scope_of(account), at=AT)


def test_issuing_makes_a_sealed_document_with_its_code_and_its_trace(cast):
    made = an_issued(cast.science_head)
    data = files.path_of(made.sha256).read_bytes()
    assert files.digest_of(data) == made.sha256 == made.file.sha256
    found = verify(data, now=timezone.now())
    assert found.good and found.seals[0].signer == made.sealed_by == "Sở Khoa học và Công nghệ"
    document = made.document
    assert (document.number, document.issued_on, document.issuer) == (
        "05/QĐ-SKHCN",
        date(2026, 11, 24),
        cast.science,
    )
    words = " ".join(text_of(data).split())
    assert made.printed_code in words and "ngày 24 tháng 11 năm 2026" in words and document.number in words
    entry = Entry.objects.get(event="document.issued")
    assert entry.subject_id == str(made.pk) and entry.details["sha256"] == made.sha256
    assert "abstract" not in entry.details
    assert made.template.startswith("state@") and made.trial_seal and not made.time_stamped


def test_a_callable_takes_the_number_in_the_same_transaction(cast):
    draft, taken = a_draft(cast.science_head), []

    def take() -> str:
        assert connection.in_atomic_block
        taken.append(1)
        return "17/QĐ-SKHCN"

    made = issue_document(draft, number=take, by=scope_of(cast.science_head), at=AT)
    assert made.document.number == "17/QĐ-SKHCN" and taken == [1]
    with pytest.raises(AlreadyIssued) as again:
        issue_document(draft, number=take, by=scope_of(cast.science_head), at=AT)
    assert again.value.issued == made and taken == [1], "a second click takes no number"


def test_the_issuer_bears_the_name_of_the_day(cast):
    """A department that was renamed after the draft was written issues under its new name."""
    draft = a_draft(cast.science_head)
    old = UnitName.objects.get(unit=cast.science, role=NameRole.OFFICIAL)
    old.during = DateRange(old.during.lower, date(2026, 11, 1))
    old.save()
    UnitName.made(
        unit=cast.science, role=NameRole.OFFICIAL, text="Sở Khoa học, Công nghệ và Dữ liệu",
        during=DateRange(date(2026, 11, 1), None), source="test", verified=True,
    ).save()  # fmt: skip
    made = issue_document(draft, number="1/QĐ-SKHCNDL", by=scope_of(cast.science_head), at=AT)
    assert made.issuer_name == "Sở Khoa học, Công nghệ và Dữ liệu"
    assert "DỮ LIỆU" in text_of(files.path_of(made.sha256).read_bytes())


@pytest.mark.parametrize("who", ["science_officer", "leader", "head_of_office", "administrator"])
def test_only_a_head_of_the_own_unit_issues(cast, who):
    draft = a_draft(cast.science_head)
    with pytest.raises(PermissionDenied):
        issue_document(draft, number="1/QĐ", by=scope_of(getattr(cast, who)), at=AT)
    with pytest.raises(PermissionDenied):
        save_draft(a_sheet(), doc_type="quyet-dinh", draft=draft, by=scope_of(getattr(cast, who)), at=AT)
    assert not IssuedDocument.objects.exists()


def test_a_stranger_finds_nothing(cast):
    made = an_issued(cast.science_head)
    for who in (cast.stranger, cast.commune_head):
        with pytest.raises(OutOfReach):
            issued.visible_issued(made.pk, scope_of(who))
        with pytest.raises(OutOfReach):
            issued.visible_draft(made.draft_id, scope_of(who))
    assert issued.visible_issued(made.pk, scope_of(cast.science_officer)) == made
    assert issued.visible_issued(made.pk, scope_of(cast.leader)) == made


def test_behind_the_wall_a_stranger_sees_no_row_and_the_unit_sees_its_own(cast):
    made = an_issued(cast.science_head)
    with as_application():
        scope_of(cast.science_officer)
        assert IssuedDocument.objects.get() == made and Draft.objects.count() == 1
        scope_of(cast.stranger)
        assert not IssuedDocument.objects.exists() and not Draft.objects.exists()
        leave()
        assert not IssuedDocument.objects.exists() and not Draft.objects.exists()


def test_issuing_works_as_the_role_of_the_web_process(cast):
    with as_application():
        made = an_issued(cast.science_head)
        withdraw_document(made, reason="Ban hành nhầm", by=scope_of(cast.science_head), at=AT)
    assert made.state == IssuedState.WITHDRAWN


@pytest.mark.parametrize("broken", ["sheet_pdf", "seal", "_document", "_issued"])
def test_a_failure_in_the_middle_leaves_nothing(cast, monkeypatch, broken):
    draft = a_draft(cast.science_head)
    monkeypatch.setattr(issuing, broken, lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        issue_document(draft, number="1/QĐ-SKHCN", by=scope_of(cast.science_head), at=AT)
    assert (
        not OfficialDocument.objects.exclude(direction="draft").exists() and not StoredFile.objects.exists()
    )
    monkeypatch.undo()
    assert issue_document(draft, number="1/QĐ-SKHCN", by=scope_of(cast.science_head), at=AT)


def test_without_its_trace_nothing_is_issued_or_withdrawn(cast, monkeypatch):
    made, draft = an_issued(cast.science_head), a_draft(cast.science_head)
    real = audit.record

    def record(event, *args, **details):
        if event.startswith("document."):
            raise RuntimeError("no room for the trace")
        return real(event, *args, **details)

    monkeypatch.setattr(audit, "record", record)
    with pytest.raises(RuntimeError):
        issue_document(draft, number="2/QĐ-SKHCN", by=scope_of(cast.science_head), at=AT)
    with pytest.raises(RuntimeError):
        withdraw_document(made, reason="x", by=scope_of(cast.science_head), at=AT)
    assert IssuedDocument.objects.get().state == IssuedState.IN_FORCE


def test_a_seal_that_would_not_verify_is_never_handed_out(cast, settings):
    draft = a_draft(cast.science_head)
    an_issued(cast.science_head, abstract="Văn bản khác")
    settings.SEAL_PKCS11_MODULE = ""
    broken = issuing.verify

    def untrusted(data, *, now):
        return replace(broken(data, now=now), verdict="untrusted")

    issuing.verify = untrusted
    try:
        with pytest.raises(NotSealed):
            issue_document(draft, number="3/QĐ-SKHCN", by=scope_of(cast.science_head), at=AT)
    finally:
        issuing.verify = broken
    assert IssuedDocument.objects.count() == 1


def test_nothing_is_issued_without_a_number_or_with_a_mark_of_secrecy(cast):
    by = scope_of(cast.science_head)
    with pytest.raises(NoNumber):
        issue_document(a_draft(cast.science_head), number=" ", by=by, at=AT)
    with pytest.raises(SecretMarked):
        save_draft(a_sheet(abstract="TUYỆT MẬT"), doc_type="quyet-dinh", by=by, at=AT)
    assert not IssuedDocument.objects.exists()


def test_a_draft_that_was_issued_is_not_changed_any_more(cast):
    made = an_issued(cast.science_head)
    with pytest.raises(IssuedMeanwhile):
        save_draft(a_sheet(), doc_type="quyet-dinh", draft=made.draft, by=scope_of(cast.science_head), at=AT)


# --- out of force -------------------------------------------------------------------------------------------


def test_withdrawing_says_why_and_keeps_the_bytes(cast):
    made, by = an_issued(cast.science_head), scope_of(cast.science_head)
    with pytest.raises(NoReason):
        withdraw_document(made, reason="  ", by=by, at=AT)
    withdraw_document(made, reason="Ban hành nhầm thẩm quyền", by=by, at=AT)
    assert made.state == IssuedState.WITHDRAWN and files.path_of(made.sha256).exists()
    assert Entry.objects.filter(event="document.withdrawn", subject_id=str(made.pk)).exists()
    with pytest.raises(NoLongerInForce):
        withdraw_document(made, reason="lần nữa", by=by, at=AT)


def test_a_successor_is_in_force_and_of_the_same_unit(cast):
    by = scope_of(cast.science_head)
    old, new = an_issued(cast.science_head), an_issued(cast.science_head, "06/QĐ-SKHCN", abstract="Bản thay")
    other = an_issued(cast.commune_head, "1/QĐ-UBND")
    for wrong in (old, other):
        with pytest.raises(WrongSuccessor):
            withdraw_document(old, reason="x", replaced_by=wrong, by=scope_of(cast.science_head), at=AT)
    withdraw_document(old, reason="Sửa số liệu", replaced_by=new, by=by, at=AT)
    facts = issued.public_facts(code=old.code)
    assert (facts.state, facts.replaced_by_code) == (IssuedState.REPLACED, new.code)
    with pytest.raises(WrongSuccessor):
        withdraw_document(new, reason="x", replaced_by=old, by=by, at=AT)


@pytest.mark.parametrize("who", ["science_officer", "leader", "head_of_office", "commune_head"])
def test_only_a_head_of_the_own_unit_withdraws(cast, who):
    made = an_issued(cast.science_head)
    with pytest.raises(PermissionDenied):
        withdraw_document(made, reason="x", by=scope_of(getattr(cast, who)), at=AT)


@pytest.mark.parametrize(
    ("change", "truth"),
    [
        ({"code": "7" * 15 + "U"}, "a_code_has_its_form"),
        ({"state": "withdrawn"}, "what_is_no_longer_in_force_says_why_and_since_when"),
        ({"state_reason": "vì"}, "what_is_no_longer_in_force_says_why_and_since_when"),
        (
            {"state": "replaced", "state_reason": "vì", "state_at": AT},
            "only_a_replaced_document_has_a_successor",
        ),
    ],
)
def test_the_database_refuses_what_cannot_be(cast, change, truth):
    made = an_issued(cast.science_head)
    with pytest.raises(IntegrityError, match=truth), transaction.atomic():
        IssuedDocument.objects.filter(pk=made.pk).update(**change)


# --- strangers ------------------------------------------------------------------------------------------------


def test_a_stranger_learns_of_a_document_by_its_exact_code_or_bytes_and_nothing_personal(cast):
    made = an_issued(cast.science_head, abstract="Cử ông Nguyễn Văn Riêng Tư đi học")
    with as_application():
        leave()
        facts = issued.public_facts(code=made.code)
        assert facts == issued.public_facts(sha256=made.sha256)
        assert facts.number == "05/QĐ-SKHCN" and facts.issuer_name == "Sở Khoa học và Công nghệ"
        assert "Riêng Tư" not in repr(facts) and "Phạm" not in repr(facts)
        assert issued.public_facts(code=new_code()) is None
        assert issued.public_facts(code=made.code[:15] + "%") is None
        assert issued.public_facts(sha256=made.sha256[:-1]) is None
        assert issued.public_facts() is None


@pytest.mark.django_db(transaction=True)
def test_the_proof_of_the_trace_is_kept_beside_the_document_once_it_is_sealed(settings, tmp_path):
    """With the real sealer: what is kept is what the stand-alone script accepts."""
    settings.AUDIT_KEY_FILE = tmp_path / "audit-key.pem"
    with transaction.atomic():
        made = an_issued(a_province().science_head)
    assert issued.keep_proofs() == 0 and issued.public_facts(code=made.code).proof is None
    sealing.seal_all()
    assert issued.keep_proofs() == 1 and issued.keep_proofs() == 0
    proof = issued.public_facts(code=made.code).proof
    assert proof["id"] == Entry.objects.get(event="document.issued").pk and made.sha256 in proof["entry"]
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    (tmp_path / "check.py").write_text(proofs.script())
    done = subprocess.run(
        [sys.executable, "-I", "check.py", "proof.json"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_our_own_copy_is_judged_as_it_is_now(cast):
    made = an_issued(cast.science_head)
    assert issued.seal_state(made.sha256, now=timezone.now()).good
    path = files.path_of(made.sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"/Lang", b"/LanG"))
    assert not issued.seal_state(made.sha256, now=timezone.now()).good
    path.unlink()
    assert not issued.seal_state(made.sha256, now=timezone.now()).good


# --- at once --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_issue_one_document_and_take_one_number(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cast = a_province()
    colleague = an_officer_of(cast.science, role=Role.UNIT_HEAD)
    with acting(cast.science_head.pk) as by:
        draft = save_draft(a_sheet(), doc_type="quyet-dinh", by=by, at=AT)
    start, results, taken = threading.Barrier(2), [None, None], []

    def take() -> str:
        taken.append(1)
        return f"{len(taken)}/QĐ-SKHCN"

    def click(place, account):
        try:
            start.wait(10)
            with acting(account.pk) as by:
                results[place] = issue_document(draft, number=take, by=by, at=AT)
        except Exception as error:
            results[place] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [
        threading.Thread(target=click, args=pair) for pair in enumerate((cast.science_head, colleague))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    made = [result for result in results if isinstance(result, IssuedDocument)]
    lost = [result for result in results if isinstance(result, AlreadyIssued)]
    assert len(made) == len(lost) == 1 and lost[0].issued == made[0] and taken == [1], results


# --- numbers from the unit's own book ---------------------------------------------------------------------


def test_without_a_number_the_next_one_of_the_series_is_taken_and_bound(cast):
    by = scope_of(cast.science_head)
    first = issue_document(a_draft(cast.science_head), number=None, by=by, at=AT)
    second = issue_document(a_draft(cast.science_head), number=None, by=by, at=AT)
    assert [first.document.number[:3], second.document.number[:3]] == ["01/", "02/"]
    assert first.document.number_taken.text == first.document.number


def test_a_number_that_another_document_bears_in_the_year_is_refused(cast):
    an_issued(cast.science_head, number="05/QĐ-SKHCN")
    with pytest.raises(NumberInUse):
        an_issued(cast.science_head, number="5/QĐ-SKHCN")
    assert IssuedDocument.objects.count() == 1
