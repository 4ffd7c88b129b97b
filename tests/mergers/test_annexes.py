"""Units that merge while an annex waits in its preview: its names mean whoever takes over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.mergers.world import BASIS, done
from tinhso.domain.directives.actions.import_annex import import_annex
from tinhso.domain.directives.claims import ChangedMeanwhile
from tinhso.domain.directives.tests.annex.annexes import taken
from tinhso.kernel.people.tests.cast import a_province, scope_of
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.actions.reverse import reverse
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.plan import NewUnit

pytestmark = pytest.mark.django_db
NOW, TODAY = timezone.now(), timezone.localdate()
ROW = ["1", "Khảo sát tại xã", "Xã Đồng Thử", "Xã Suối Thử; Sở Tài chính", "Thường xuyên", "Báo cáo"]


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


def merged(cast):
    new = NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk)
    units = [cast.commune.pk, cast.other_commune.pk]
    return done(merge(units, into=new, document=BASIS, effective_on=TODAY, by=None, at=NOW), at=NOW)


def test_a_preview_passes_to_the_heir_and_what_was_shown_before_is_refused(cast):
    annex = taken(cast, ROW)
    act = merged(cast)
    heir = Unit.objects.get(pk=act.realised["-1"])
    assert annex.names.get(text="Xã Đồng Thử").unit == heir
    by = scope_of(cast.head_of_office)
    with pytest.raises(ChangedMeanwhile):
        import_annex(annex, version=annex.version, by=by, at=NOW)
    annex = import_annex(annex, by=by, at=NOW)
    task = annex.tasks.get()
    assert (task.lead_unit, task.lead_text) == (heir, "Xã Đồng Thử"), "the annex's own word stays beside it"
    assert [helper.unit for helper in task.coordinations.all()] == [cast.finance], (
        "the lead does not help itself"
    )


def test_undone_by_a_dated_act_the_names_go_back(cast):
    annex = taken(cast, ROW)
    act = merged(cast)
    morrow = NOW + timedelta(days=1)
    back = reverse(act, document=BASIS, effective_on=TODAY + timedelta(days=1), by=None, at=morrow)
    done(back, at=morrow)
    assert annex.names.get(text="Xã Đồng Thử").unit.name == "Xã Đồng Thử"


def test_an_imported_annex_keeps_what_it_said_and_its_tasks_pass(cast):
    annex = taken(cast, ROW)
    annex = import_annex(annex, by=scope_of(cast.head_of_office), at=NOW)
    act = merged(cast)
    assert annex.names.get(text="Xã Đồng Thử").unit == cast.commune
    assert annex.tasks.get().lead_unit_id == act.realised["-1"]
