"""Seals: made by the unit's key, and every way in which one can be bad has its own answer."""

import datetime as dt
import io
import random
import stat
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings as configured
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tinhso.kernel.documents.issuing import keys, signing, trial
from tinhso.kernel.documents.issuing.codes import new_code
from tinhso.kernel.documents.issuing.pdf import sheet_pdf
from tinhso.kernel.documents.issuing.seals import (
    SENTENCES,
    NoSealKey,
    NotSealed,
    Sealer,
    Verdict,
    seal,
    verify,
)
from tinhso.kernel.documents.tests.authority import Authority
from tinhso.kernel.documents.tests.samples import a_pdf, an_encrypted_pdf
from tinhso.kernel.documents.tests.sheets import AT, a_sheet
from tinhso.kernel.documents.tests.tsa import a_time_stamping_authority

SCIENCE = Sealer("so-khoa-hoc", "Sở Khoa học và Công nghệ")
OFFICE = Sealer("van-phong", "Văn phòng Ủy ban nhân dân tỉnh")
DAY = dt.timedelta(days=1)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def bare() -> bytes:
    return sheet_pdf(a_sheet(), made_at=AT, code=new_code())


@pytest.fixture(scope="module")
def sealed(bare) -> bytes:
    return seal(bare, sealer=SCIENCE, reason="Phát hành")


@pytest.fixture
def folder(settings, tmp_path):
    """A province with its own folder of roots and lists, and none of the trial's keys."""
    settings.SEAL_FOLDER = tmp_path
    for name in ("trust", "chain", "crls"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def sealed_by(signer, pdf: bytes, monkeypatch) -> bytes:
    @contextmanager
    def only(sealer):
        yield signer

    with monkeypatch.context() as patch:
        patch.setattr(signing, "signer_of", only)
        return seal(pdf, sealer=SCIENCE)


def test_a_seal_says_who_when_and_that_nothing_changed(sealed):
    found = verify(sealed, now=now())
    assert found.good and len(found.seals) == 1
    one = found.seals[0]
    assert one.signer == SCIENCE.name and one.intact and one.covers_whole_file and one.trusted
    assert abs(one.signed_at - now()) < DAY and not one.time_stamped
    assert one.trial and "không có giá trị" in one.issuer + one.organisation


def test_sealing_leaves_every_byte_where_it_was(bare, sealed):
    assert sealed.startswith(bare) and len(sealed) > len(bare)


def test_a_sealed_file_still_says_what_pdf_a_and_pdf_ua_ask_for(bare, sealed):
    """What can be checked without veraPDF: the declarations, the tags, and the rules for an untagged widget."""
    reader = PdfFileReader(io.BytesIO(sealed))
    root = reader.root
    metadata = root["/Metadata"].data
    assert b"<pdfaid:part>2" in metadata and b"<pdfuaid:part>1" in metadata
    assert metadata == PdfFileReader(io.BytesIO(bare)).root["/Metadata"].data
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and "/OutputIntents" in root
    assert "/NeedAppearances" not in root["/AcroForm"] and "/XFA" not in root["/AcroForm"]
    widget = root["/AcroForm"]["/Fields"][0]
    flags = int(widget["/F"])
    assert flags & 4 and not flags & (1 | 2 | 32)  # print; neither invisible, hidden nor without a view
    left, bottom, right, top = (float(side) for side in widget["/Rect"])
    assert (
        left == right and bottom == top and left < 0
    )  # no size, so no appearance; outside the page, so no tag
    assert "SỞ" in widget["/TU"].upper()
    assert reader.root["/Pages"]["/Kids"][0]["/Tabs"] == "/S"


def test_a_second_seal_keeps_the_first(sealed):
    both = seal(sealed, sealer=OFFICE)
    found = verify(both, now=now())
    assert found.good and [one.signer for one in found.seals] == [SCIENCE.name, OFFICE.name]
    assert [one.covers_whole_file for one in found.seals] == [False, True]


def test_the_trials_keys_are_for_the_application_only_and_are_made_once(folder, bare):
    first = seal(bare, sealer=SCIENCE)
    files = {path.name: path for path in (folder / "trial").iterdir()}
    assert set(files) == {"ca.pem", "ca.key.pem", "so-khoa-hoc.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    assert stat.S_IMODE((folder / "trial").stat().st_mode) == 0o700
    before = {name: path.read_bytes() for name, path in files.items()}
    seal(bare, sealer=SCIENCE)
    assert before == {name: path.read_bytes() for name, path in files.items()}
    assert verify(first, now=now()).good


# --- bad files ----------------------------------------------------------------------------------------------


def test_one_changed_byte_anywhere_is_never_good(sealed):
    chance = random.Random(5)
    gap = sealed.rindex(b"/Contents <") + len(b"/Contents <")
    for place in [chance.randrange(len(sealed)) for _ in range(40)] + [gap + 9_000, len(sealed) - 3]:
        other = sealed[place] ^ (1 << chance.randrange(8))
        if bytes([other]).lower() == sealed[place : place + 1].lower() and gap <= place < gap + 20_000:
            continue  # the same hexadecimal digit, written large
        changed = sealed[:place] + bytes([other]) + sealed[place + 1 :]
        assert not verify(changed, now=now()).good, place


def test_a_changed_byte_of_the_text_is_called_a_change(sealed, bare):
    place = len(bare) // 2
    changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    assert verify(changed, now=now()).verdict == Verdict.CHANGED


def test_bytes_hidden_beside_the_signature_are_a_change(sealed):
    gap_end = sealed.index(b">", sealed.rindex(b"/Contents <"))
    assert sealed[gap_end - 40 : gap_end] == b"0" * 40
    hidden = sealed[: gap_end - 20] + b"deadbeef" + sealed[gap_end - 12 :]
    assert verify(hidden, now=now()).verdict == Verdict.CHANGED


def test_an_update_after_the_seal_is_called_an_addition(sealed):
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root[pdf_name("/PageLayout")] = pdf_name("/TwoColumnLeft")
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Rotate")] = writer.root["/Pages"]["/Count"]
    writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0))
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert verify(out.getvalue(), now=now()).verdict == Verdict.APPENDED


def test_loose_bytes_after_the_end_are_called_an_addition(sealed):
    assert verify(sealed + b"\n% more words\n", now=now()).verdict == Verdict.APPENDED


def test_a_cut_file_is_called_cut(sealed):
    assert verify(sealed[:-300], now=now()).verdict == Verdict.TRUNCATED


def test_a_file_without_a_seal_is_called_that(bare):
    assert verify(bare, now=now()).verdict == Verdict.UNSEALED
    assert verify(a_pdf(["Giao"]), now=now()).verdict == Verdict.UNSEALED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nstartxref\n0\n%%EOF",
        an_encrypted_pdf()[:-1] + b"\n%%EOF",
    ],
)
def test_what_is_no_pdf_gets_an_answer_too(data):
    assert verify(data, now=now()).verdict in {Verdict.UNREADABLE, Verdict.UNSEALED}


# --- bad certificates -----------------------------------------------------------------------------------------


def test_a_seal_of_an_authority_that_nobody_here_trusts(folder, bare, authority, monkeypatch):
    mine = sealed_by(authority.signer("Ai đó"), bare, monkeypatch)
    assert verify(mine, now=now()).verdict == Verdict.UNTRUSTED
    (folder / "trust" / "root.pem").write_bytes(authority.pem)
    assert verify(mine, now=now()).good


def test_a_forger_who_bears_the_same_names_is_not_trusted(folder, sealed, bare, monkeypatch):
    (folder / "trust" / "root.pem").write_bytes(Authority(trial.AUTHORITY).pem)
    forged = sealed_by(Authority(trial.AUTHORITY).signer(SCIENCE.name), bare, monkeypatch)
    assert verify(forged, now=now()).verdict == Verdict.UNTRUSTED


def test_a_certificate_that_has_run_out(folder, bare, authority, monkeypatch):
    (folder / "trust" / "root.pem").write_bytes(authority.pem)
    mine = sealed_by(authority.signer("Sở Cũ", until=now() + DAY), bare, monkeypatch)
    assert verify(mine, now=now()).good
    assert verify(mine, now=now() + 2 * DAY).verdict == Verdict.EXPIRED


def test_a_certificate_that_is_not_valid_yet(folder, bare, authority, monkeypatch):
    (folder / "trust" / "root.pem").write_bytes(authority.pem)
    mine = sealed_by(authority.signer("Sở Mới", since=now() + DAY), bare, monkeypatch)
    assert verify(mine, now=now() + 2 * DAY).verdict == Verdict.NOT_YET


def test_a_revoked_certificate(folder, bare, authority, monkeypatch):
    (folder / "trust" / "root.pem").write_bytes(authority.pem)
    mine = sealed_by(authority.signer("Sở Mất Khóa"), bare, monkeypatch)
    serial = authority.last_serial
    assert verify(mine, now=now()).seals[0].revoked is None, "no list: not known"
    (folder / "crls" / "list.crl").write_bytes(authority.revocations(at=now() - DAY))
    assert verify(mine, now=now()).seals[0].revoked is False
    (folder / "crls" / "list.crl").write_bytes(authority.revocations(serial, at=now() - DAY))
    found = verify(mine, now=now())
    assert found.verdict == Verdict.REVOKED and found.seals[0].revoked


def test_a_machine_without_roots_trusts_nobody_not_even_the_roots_of_the_web(folder, sealed, monkeypatch):
    """A validator without roots of its own may fall back to the operating system's; ours must not."""
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "os.pem"))
    (folder / "os.pem").write_bytes(b"".join(path.read_bytes() for path in _trial_roots()))
    assert keys.trusted() == [] and verify(sealed, now=now()).verdict == Verdict.UNTRUSTED


def _trial_roots():
    return (configured.VAR / "seals" / "trial").glob("ca.pem")


# --- time stamps ----------------------------------------------------------------------------------------------


def test_a_time_stamp_keeps_a_seal_good_after_its_certificate_ran_out(
    settings, folder, bare, authority, monkeypatch
):
    (folder / "trust" / "root.pem").write_bytes(authority.pem)
    signer = authority.signer("Sở Có Dấu Thời Gian", until=now() + DAY)
    with a_time_stamping_authority(authority) as address:
        settings.SEAL_TSA_URL = address
        mine = sealed_by(signer, bare, monkeypatch)
    found = verify(mine, now=now() + 30 * DAY)
    assert found.good and found.seals[0].time_stamped
    assert abs(found.seals[0].signed_at - now()) < DAY


def test_of_a_time_stamped_seal_only_an_earlier_revocation_counts(
    settings, folder, bare, authority, monkeypatch
):
    (folder / "trust" / "root.pem").write_bytes(authority.pem)
    signer = authority.signer("Sở Mất Khóa Sau")
    serial = authority.last_serial
    with a_time_stamping_authority(authority) as address:
        settings.SEAL_TSA_URL = address
        mine = sealed_by(signer, bare, monkeypatch)
    crl = folder / "crls" / "list.crl"
    crl.write_bytes(authority.revocations(serial, at=now() + 5 * DAY))
    assert verify(mine, now=now() + 30 * DAY).good
    crl.write_bytes(authority.revocations(serial, at=now() - DAY))
    assert verify(mine, now=now() + 30 * DAY).verdict == Verdict.REVOKED


def test_a_time_stamp_of_a_stranger_proves_nothing(settings, folder, bare, authority, monkeypatch):
    (folder / "trust" / "root.pem").write_bytes(authority.pem)
    with a_time_stamping_authority(Authority("CA lạ")) as address:
        settings.SEAL_TSA_URL = address
        mine = sealed_by(authority.signer("Sở", until=now() + DAY), bare, monkeypatch)
    assert not verify(mine, now=now() + 30 * DAY).good


def test_without_an_answer_of_the_time_stamping_authority_nothing_is_sealed(settings, bare, authority):
    with a_time_stamping_authority(authority, refuse=True) as address:
        settings.SEAL_TSA_URL = address
        with pytest.raises(NotSealed):
            seal(bare, sealer=SCIENCE)
    with pytest.raises(NotSealed):  # nobody listens there any more
        seal(bare, sealer=SCIENCE)


# --- the token ----------------------------------------------------------------------------------------------


def test_a_token_that_cannot_be_opened_is_said_and_no_trial_key_takes_its_place(settings, folder, bare):
    settings.SEAL_PKCS11_MODULE = "/nowhere/module.so"
    with pytest.raises(NoSealKey):
        seal(bare, sealer=SCIENCE)
    assert not (folder / "trial").exists()


def test_with_a_token_the_trials_own_authority_is_not_trusted(settings, sealed):
    assert keys.trusted()
    settings.SEAL_PKCS11_MODULE = "/nowhere/module.so"
    assert keys.trusted() == [] and verify(sealed, now=now()).verdict == Verdict.UNTRUSTED


def test_the_operator_is_told_whose_keys_seal(settings, folder, bare, authority):
    seal(bare, sealer=SCIENCE)
    good, words = keys.report()
    assert not good and "trial keys" in words and "1 trusted root" in words
    settings.SEAL_PKCS11_MODULE = "/usr/lib/token.so"
    (folder / "trust" / "root.pem").write_bytes(authority.pem)
    (folder / "crls" / "list.crl").write_bytes(authority.revocations(at=now() - DAY))
    assert keys.report() == (True, "seals with the token behind /usr/lib/token.so; 1 trusted root(s), "
                                   "1 revocation list(s), no time-stamping authority")  # fmt: skip


def test_a_web_process_does_not_load_what_seals_before_the_first_seal():
    code = (
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import sys; print([m for m in ('pyhanko', 'aiohttp') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert said.stdout.strip() == "[]", said.stdout + said.stderr


def test_a_broken_pdf_is_not_sealed():
    with pytest.raises(NotSealed):
        seal(b"%PDF-1.7\nnothing", sealer=SCIENCE)


def test_every_verdict_has_a_sentence_of_its_own():
    assert set(SENTENCES) == set(Verdict) and len(set(SENTENCES.values())) == len(Verdict)
