import pytest

from tinhso.domain.directives import jobs


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asked(monkeypatch):
    """What was put into the queue; the worker's side is run by hand."""
    waiting = []

    def note(name):
        return lambda **told: waiting.append((name, told))

    for job in (jobs.read_annex, jobs.import_annex, jobs.undo_annex):
        monkeypatch.setattr(job, "defer", note(job.name.rpartition(".")[2]))
    return waiting
