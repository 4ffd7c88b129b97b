from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.documents import files, images, reading
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.secrecy import SecretMarked
from tinhso.kernel.documents.tests.pictures import a_picture
from tinhso.kernel.documents.tests.samples import a_docx, a_pdf, a_scanned_pdf, a_zip_bomb
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 20, 9, 0, tzinfo=timezone.get_fixed_timezone(420))
PNG = images.cleaned(a_picture("PNG"), Kind.PNG)


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


def stored(cast, data: bytes, name: str, readers=()) -> StoredFile:
    by = scope_of(cast.science_officer)
    return files.store(SimpleUploadedFile(name, data), by=by, at=AT, readers=readers)


def on_disk(tmp_path) -> list[str]:
    return sorted(path.name for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (a_pdf(["Giao"]), "a.pdf", "pdf"),
        (a_scanned_pdf(), "chup.pdf", "pdf"),
        (a_docx("Giao"), "a.docx", "docx"),
        (b"Giao", "a.txt", "txt"),
        (PNG, "a.png", "png"),
        (images.cleaned(a_picture("WEBP"), Kind.WEBP), "a.webp", "webp"),
    ],
)
def test_a_file_is_kept_by_its_hash_with_what_it_is(cast, tmp_path, data, name, kind):
    file = stored(cast, data, name)
    assert (file.kind, file.readers) == (kind, [cast.science.pk])
    if Kind(kind) not in images.PICTURES:  # a picture is drawn anew
        assert files.path_of(file.sha256).read_bytes() == data
    assert files.path_of(file.sha256).stat().st_size == file.size
    assert on_disk(tmp_path) == [file.sha256]


def test_the_same_bytes_are_kept_once_for_two_uploads(cast, tmp_path):
    first, second = stored(cast, PNG, "a.png"), stored(cast, PNG, "b.png", [cast.finance.pk])
    assert first.pk != second.pk and first.readers != second.readers
    assert len(on_disk(tmp_path)) == 1


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"", "a.txt", reading.Empty),
        (PNG, "a.pdf", reading.Renamed),
        (b"MZ" + bytes(range(256)) * 4, "a.exe", reading.NotText),
        (a_zip_bomb(), "a.docx", reading.ZipBomb),
        (b"x" * 5_001, "a.txt", reading.TooBig),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", reading.OldWord),
    ],
)
def test_what_is_not_taken_leaves_nothing(cast, settings, tmp_path, data, name, refusal):
    settings.MAX_UPLOAD_BYTES = 5_000 if refusal is reading.TooBig else 20_000_000
    with pytest.raises(refusal):
        stored(cast, data, name)
    assert on_disk(tmp_path) == [] and not StoredFile.objects.exists()


def test_evidence_that_bears_a_mark_of_secrecy_is_refused(cast, tmp_path):
    with pytest.raises(SecretMarked):
        stored(cast, a_docx("MẬT", "Báo cáo tình hình"), "bc.docx")
    assert on_disk(tmp_path) == []


def test_a_name_that_is_a_path_is_only_a_name(cast):
    assert stored(cast, PNG, "..\\..\\etc\\anh.png").name == "anh.png"


def test_a_file_opens_only_for_its_readers(cast):
    file = stored(cast, PNG, "a.png", [cast.culture.pk])
    for account in (cast.science_officer, cast.culture_officer, cast.leader):
        assert files.visible_file(file.pk, scope_of(account)) == file
    for account in (cast.stranger, cast.commune_officer):
        with pytest.raises(OutOfReach):
            files.visible_file(file.pk, scope_of(account))
    files.share(file, [cast.finance.pk])
    assert files.visible_file(file.pk, scope_of(cast.stranger)) == file


def test_behind_the_wall_a_stranger_sees_no_row(cast):
    stored(cast, PNG, "a.png")
    with as_application():
        scope_of(cast.science_officer)
        assert StoredFile.objects.count() == 1
        scope_of(cast.stranger)
        assert StoredFile.objects.count() == 0
        leave()
        assert StoredFile.objects.count() == 0


def test_bytes_of_a_broken_transaction_are_swept_and_others_stay(cast, monkeypatch, tmp_path):
    kept = stored(cast, PNG, "a.png")
    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", lambda *args, **details: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            stored(cast, a_docx("Giao"), "b.docx")
    assert len(on_disk(tmp_path)) == 2 and StoredFile.objects.count() == 1
    assert files.sweep(now=timezone.now()) == 0
    assert files.sweep(now=timezone.now() + timedelta(days=2)) == 1
    assert on_disk(tmp_path) == [kept.sha256]


def test_a_disk_that_is_full_leaves_no_half_file(cast, monkeypatch, tmp_path):
    def full(descriptor):
        raise OSError("no space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError), transaction.atomic():
        stored(cast, PNG, "a.png")
    assert on_disk(tmp_path) == [] and not StoredFile.objects.exists()
