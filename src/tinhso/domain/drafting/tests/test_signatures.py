"""Whatever PDF is opened in our pages says what its signature is worth: with signatures that are really broken, revoked,
run out, or of somebody whom nobody knows."""

import datetime as dt
import re
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tinhso.domain.drafting.models import Delivery
from tinhso.domain.drafting.tests.stories import a_world, an_issued
from tinhso.kernel.documents import files
from tinhso.kernel.documents.issuing import signing
from tinhso.kernel.documents.issuing.pdf import sheet_pdf
from tinhso.kernel.documents.issuing.seals import Sealer, seal
from tinhso.kernel.documents.tests.authority import Authority
from tinhso.kernel.documents.tests.sheets import AT, a_sheet
from tinhso.kernel.people.tests.cast import scope_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def bare() -> bytes:
    return sheet_pdf(a_sheet(), made_at=AT)


@pytest.fixture
def trust(settings, tmp_path, authority):
    """A province that believes this authority, with its lists."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEAL_FOLDER = tmp_path / "seals"
    for name in ("trust", "chain", "crls"):
        (tmp_path / "seals" / name).mkdir(parents=True)
    (tmp_path / "seals" / "trust" / "root.pem").write_bytes(authority.pem)
    return tmp_path / "seals"


def signed(pdf: bytes, signer, monkeypatch) -> bytes:
    @contextmanager
    def only(_sealer):
        yield signer

    with monkeypatch.context() as patch:
        patch.setattr(signing, "signer_of", only)
        return seal(pdf, sealer=Sealer("noi-khac", "Cơ quan khác"))


def opened(pdf: bytes, as_account) -> str:
    """What the page of the file says, after somebody has uploaded it."""
    world = a_world()
    by = scope_of(world.cast.science_officer)
    upload = SimpleUploadedFile("van-ban.pdf", pdf, "application/pdf")
    file = files.store(upload, by=by, at=AT, readers=[])
    page = as_account(world.cast.science_officer).get(reverse("documents:page", args=[file.pk]))
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_valid_signature_is_said_to_be_valid(trust, bare, authority, monkeypatch, as_account):
    page = opened(signed(bare, authority.signer("Sở Hợp Lệ Thử"), monkeypatch), as_account)
    assert "Con dấu hợp lệ" in page and "Sở Hợp Lệ Thử" in page


def test_a_file_that_was_changed_after_signing_is_said_to_be_changed(
    trust, bare, authority, monkeypatch, as_account
):
    made = bytearray(signed(bare, authority.signer("Sở Thử"), monkeypatch))
    place = len(bare) // 2
    made[place] ^= 1
    assert "Tệp đã bị sửa sau khi đóng dấu" in opened(bytes(made), as_account)


def test_a_revoked_certificate_is_said_to_be_revoked(trust, bare, authority, monkeypatch, as_account):
    made = signed(bare, authority.signer("Sở Mất Khóa Thử"), monkeypatch)
    (trust / "crls" / "list.crl").write_bytes(authority.revocations(authority.last_serial, at=now() - DAY))
    assert "Chứng thư của con dấu đã bị thu hồi" in opened(made, as_account)


def test_a_certificate_that_ran_out_is_said_to_have_run_out(trust, bare, authority, monkeypatch, as_account):
    made = signed(bare, authority.signer("Sở Thử", until=now() - DAY), monkeypatch)
    assert "chứng thư của con dấu đã hết hạn" in opened(made, as_account)


def test_an_unknown_root_is_said_to_be_unknown(trust, bare, monkeypatch, as_account):
    made = signed(bare, Authority("CA không ai biết").signer("Sở Thử"), monkeypatch)
    assert "không thuộc tổ chức chứng thực được tin cậy" in opened(made, as_account)


def test_a_file_without_a_signature_says_so_without_alarm(trust, bare, as_account):
    assert "Tệp không có con dấu hay chữ ký số nào" in opened(bare, as_account)


def test_the_recipient_is_warned_when_our_own_copy_is_no_longer_what_was_sealed(
    settings, tmp_path, as_account
):
    settings.MEDIA_ROOT = tmp_path
    world = a_world()
    made = an_issued(world, world.cast.commune.pk)
    page = reverse("drafting:delivery", args=[Delivery.objects.get().pk])
    commune = as_account(world.cast.commune_officer)
    assert "Con dấu hợp lệ" in commune.get(page).content.decode()
    path = files.path_of(made.sha256)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    shown = commune.get(page).content.decode()
    assert "Tệp đã bị sửa sau khi đóng dấu" in shown and "Con dấu hợp lệ" not in shown
