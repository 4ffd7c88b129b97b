"""Files and the virus scanner: refused, kept apart, let out, found later. The scanner is a real small server."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel import rules
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents import files, jobs, previews, scanning
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.scanning import Infected, NoAnswer, Scan, ScannerDown
from tinhso.kernel.documents.tests.pictures import a_picture
from tinhso.kernel.documents.tests.samples import a_docx, a_pdf
from tinhso.kernel.documents.tests.scanner import EICAR, a_free_port, a_scanner
from tinhso.kernel.duties.tests.factories import an_accepted_duty
from tinhso.kernel.people.tests.cast import a_province, scope_of
from tinhso.kernel.rules.models import Rule

pytestmark = pytest.mark.django_db
AT = timezone.now() - timedelta(days=1)


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return a_province()


@pytest.fixture
def scanner(settings):
    with a_scanner() as running:
        settings.CLAMD = running.address
        yield running


def stored(cast, data: bytes = b"Giao", name: str = "a.txt") -> StoredFile:
    upload = SimpleUploadedFile(name, data)
    return files.store(upload, by=scope_of(cast.science_officer), at=AT, readers=[])


def when_the_scanner_is_down(value: str) -> None:
    Rule.objects.update_or_create(
        key="documents.scanner_down",
        valid_from=AT.date() - timedelta(days=1),
        defaults={"value": value, "source": "test", "verified": False},
    )
    rules.forget()


def test_the_scanner_sees_the_whole_upload_and_a_clean_one_says_so(cast, scanner):
    big = b"Giao " * 60_000
    file = stored(cast, big)
    assert scanner.seen == [big]
    assert (file.scan, file.scanned_at, file.served) == (Scan.CLEAN, AT, True)


def test_a_unix_socket_serves_as_well(settings, tmp_path):
    with a_scanner(tmp_path / "clamd.ctl") as scanner:
        assert scanning.ask(b"Giao", scanner.address) == ""
        assert scanning.ask(EICAR, scanner.address) == "Win.Test.EICAR_HDB-1"


def test_an_infected_file_is_refused_and_nothing_is_kept(cast, scanner, tmp_path):
    with pytest.raises(Infected) as refused:
        stored(cast, b"Kem theo: " + EICAR)
    assert "Win.Test.EICAR_HDB-1" in str(refused.value)
    assert not StoredFile.objects.exists() and not list(tmp_path.rglob("*.*"))


def test_the_page_says_so_and_the_trace_keeps_it_though_the_act_was_undone(cast, scanner, as_account):
    duty = an_accepted_duty(cast)
    account = cast.science_officer
    evidence = SimpleUploadedFile("minh-chung.txt", EICAR)
    page = as_account(account).post(
        reverse("duties:act", args=[duty.pk, "tien-do"]), {"text": "Xong", "evidence": evidence}
    )
    assert page.status_code == 422 and "mã độc" in page.content.decode()
    trace = Entry.objects.get(event="file.refused_infected")
    assert trace.details["signature"] == "Win.Test.EICAR_HDB-1" and trace.actor_person_id == account.person_id
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("mode", ["gone", "mute", "too long"])
def test_without_an_answer_the_rule_keeps_the_file_apart_until_it_was_scanned(
    cast, settings, as_account, mode
):
    when_the_scanner_is_down("quarantine")
    with a_scanner() as scanner:
        scanner.mode = mode
        settings.CLAMD = scanner.address if mode != "gone" else f"tcp://127.0.0.1:{a_free_port()}"
        file = stored(cast, a_pdf(["Giao"]), "a.pdf")
        assert file.scan == Scan.WAITING
        client = as_account(cast.science_officer)
        held = client.get(reverse("documents:file", args=[file.pk]))
        assert held.status_code == 409 and "Chờ quét" in held.content.decode()
        jobs.make_preview(file.pk)
        assert previews.present(file.sha256) == []
        jobs.scan_files(0)
        assert StoredFile.objects.get().scan == Scan.WAITING, "still no answer"
        settings.CLAMD, scanner.mode = scanner.address, ""
        jobs.scan_files(0)
        assert StoredFile.objects.get().scan == Scan.CLEAN
        assert client.get(reverse("documents:file", args=[file.pk])).status_code == 200
        assert client.get(reverse("documents:preview", args=[file.pk, 1])).status_code == 200


def test_without_an_answer_the_other_rule_takes_nothing(cast, settings):
    when_the_scanner_is_down("refuse")
    settings.CLAMD = f"tcp://127.0.0.1:{a_free_port()}"
    with pytest.raises(ScannerDown):
        stored(cast)
    assert not StoredFile.objects.exists()


def test_what_is_found_later_is_gone_for_every_upload_of_the_same_bytes(cast, settings, scanner, as_account):
    settings.CLAMD = ""
    first, second = stored(cast, EICAR, "a.txt"), stored(cast, EICAR, "b.txt")
    other = stored(cast, b"Giao")
    assert first.scan == Scan.UNSCANNED and first.served
    settings.CLAMD = scanner.address
    jobs.scan_files(0)
    states = dict(StoredFile.objects.values_list("pk", "scan"))
    assert states == {first.pk: Scan.INFECTED, second.pk: Scan.INFECTED, other.pk: Scan.CLEAN}
    assert not files.path_of(first.sha256).exists() and files.path_of(other.sha256).exists()
    assert Entry.objects.filter(event="file.found_infected").count() == 2
    page = as_account(cast.science_officer).get(reverse("documents:page", args=[second.pk]))
    assert "Có mã độc" in page.content.decode()
    assert (
        as_account(cast.science_officer).get(reverse("documents:file", args=[second.pk])).status_code == 409
    )


def test_without_a_scanner_files_say_that_nobody_looked(cast, settings):
    settings.CLAMD = ""
    assert stored(cast).scan == Scan.UNSCANNED
    jobs.scan_files(0)
    assert StoredFile.objects.get().scan == Scan.UNSCANNED


@pytest.mark.parametrize("address", ["tcp://", "nonsense", "/no/such/socket", "tcp://127.0.0.1:1"])
def test_a_wrong_address_is_no_answer(address):
    with pytest.raises(NoAnswer):
        scanning.ask(b"x", address)


# --- previews and the page of a file ------------------------------------------------------------------------------


def test_the_first_pages_of_a_pdf_and_a_picture_are_drawn_once_for_the_same_bytes(cast):
    pdf = stored(cast, a_pdf(*[[f"Trang {n}"] for n in range(5)]), "a.pdf")
    twin = stored(cast, files.bytes_of(pdf), "b.pdf")
    picture = stored(cast, a_picture("JPEG", (3000, 2000)), "a.jpg")
    for file in (pdf, picture):
        jobs.make_preview(file.pk)
    assert previews.present(pdf.sha256) == [1, 2, 3] and previews.present(picture.sha256) == [1]
    drawn = previews.path_of(pdf.sha256, 1).stat().st_mtime_ns
    jobs.make_preview(twin.pk)
    assert previews.path_of(pdf.sha256, 1).stat().st_mtime_ns == drawn
    assert previews.path_of(picture.sha256, 1).stat().st_size < 100_000


def test_what_cannot_be_drawn_has_no_preview_and_breaks_nothing(cast):
    assert previews.make("0" * 64, Kind.PDF, b"%PDF-1.7 broken") == 0
    assert previews.make("0" * 64, Kind.JPG, b"\xff\xd8\xff broken") == 0
    assert previews.make("0" * 64, Kind.DOCX, a_docx("Giao")) == 0


def test_a_page_of_any_size_fits_the_frame(cast):
    from tinhso.kernel.documents.tests.samples import assembled

    huge = assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14000 14000] >>",
        ]
    )
    assert previews.make("1" * 64, Kind.PDF, huge) == 1


def test_the_page_of_a_file_says_what_it_is_and_where_it_is_used(cast, as_account):
    duty = an_accepted_duty(cast)
    client = as_account(cast.science_officer)
    evidence = SimpleUploadedFile("minh-chung.pdf", a_pdf(["Giao"]))
    client.post(reverse("duties:act", args=[duty.pk, "tien-do"]), {"text": "Xong", "evidence": evidence})
    file = StoredFile.objects.get()
    page = client.get(reverse("documents:page", args=[file.pk])).content.decode()
    assert file.sha256 in page and "minh-chung.pdf" in page and "Vũ Chuyên Viên Thử" in page
    assert reverse("duties:duty", args=[duty.pk]) in page
    assert (
        "đang được tạo" in page
        and client.get(reverse("documents:preview", args=[file.pk, 1])).status_code == 404
    )
    jobs.make_preview(file.pk)
    page = client.get(reverse("documents:page", args=[file.pk])).content.decode()
    assert reverse("documents:preview", args=[file.pk, 1]) in page
    drawn = client.get(reverse("documents:preview", args=[file.pk, 1]))
    assert drawn["Content-Type"] == "image/png" and drawn["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in drawn["Content-Security-Policy"] and "no-store" in drawn["Cache-Control"]


def test_a_stranger_sees_neither_page_nor_preview_nor_bytes(cast, as_account):
    file = stored(cast, a_pdf(["Giao"]), "a.pdf")
    jobs.make_preview(file.pk)
    stranger = as_account(cast.stranger)
    for address in (
        reverse("documents:page", args=[file.pk]),
        reverse("documents:file", args=[file.pk]),
        reverse("documents:preview", args=[file.pk, 1]),
    ):
        assert stranger.get(address).status_code == 404


def test_previews_go_with_their_file_when_it_is_swept(cast):
    kept, gone = stored(cast, a_pdf(["Giao"]), "a.pdf"), stored(cast, a_pdf(["Khác"]), "b.pdf")
    for file in (kept, gone):
        jobs.make_preview(file.pk)
    StoredFile.objects.filter(pk=gone.pk)._raw_delete("default")
    assert files.sweep(now=timezone.now() + timedelta(days=2)) == 2
    assert previews.present(kept.sha256) == [1] and previews.present(gone.sha256) == []
    assert files.path_of(kept.sha256).exists() and not files.path_of(gone.sha256).exists()
