"""The last wall: what the application's role sees where a query forgot its filter."""

import pytest
from django.db import ProgrammingError, transaction

from tinhso.domain.directives.actions.confirm import confirm
from tinhso.domain.directives.actions.correct_task import Settled, correct_task
from tinhso.domain.directives.actions.drop_task import drop_task
from tinhso.domain.directives.models import Directive, DirectiveTask, TaskCoordination
from tinhso.domain.directives.tests.texts import AT, CLEAR, a_clear_directive, a_directive_being_checked
from tinhso.kernel.documents.models import OfficialDocument, StoredFile
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db
TABLES = (Directive, DirectiveTask, TaskCoordination, OfficialDocument)


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


def test_without_a_filter_a_unit_sees_only_documents_that_it_may_read():
    cast = a_province()
    directive = a_clear_directive(cast)
    total = counts()
    with as_application():
        leave()
        assert counts() == [0, 0, 0, 0]
        for account in (cast.science_officer, cast.commune_officer):
            scope_of(account)
            assert counts() == [0, 0, 0, 0]
        scope_of(cast.head_of_office)
        assert counts() == total
    pks = list(directive.tasks.values_list("pk", flat=True))
    confirm(directive, task_ids=pks, by=scope_of(cast.head_of_office), at=AT)
    with as_application():
        scope_of(cast.science_officer)
        assert counts() == total
        scope_of(cast.commune_officer)
        assert counts() == [0, 0, 0, 0]


def test_a_reader_cannot_change_what_it_reads():
    cast = a_province()
    directive = a_clear_directive(cast)
    pks = list(directive.tasks.values_list("pk", flat=True))
    confirm(directive, task_ids=pks, by=scope_of(cast.head_of_office), at=AT)
    with as_application():
        scope_of(cast.science_head)
        assert OfficialDocument.objects.update(abstract="x") == 0
        assert DirectiveTask.objects.update(title="x") == 0
        assert Directive.objects.update(state="read") == 0
        assert TaskCoordination.objects.all().delete()[0] == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            StoredFile.objects.create(
                sha256="0" * 64, size=1, kind="txt", name="x", readers=[cast.office.pk], stored_at=AT,
                stored_by=cast.science_head.person,
            )  # fmt: skip


def test_a_unit_head_does_all_of_it_behind_the_wall():
    cast = a_province()
    with as_application():
        by = scope_of(cast.science_head)
        text = f"Giao Xã Đồng Thử xây dựng Kế hoạch chuyển đổi số, báo cáo trước ngày 15/12/2026.\n{CLEAR}"
        directive = a_directive_being_checked(cast, text, by)
        task, other = directive.tasks.all()
        correct_task(
            task,
            settled=Settled(
                title="Lập kế hoạch", lead_unit_id=cast.science.pk, due_on=task.due_on, bound="by"
            ),
            by=by,
            at=AT,
        )
        drop_task(other, by=by, at=AT)
        (duty,) = confirm(directive, task_ids=[task.pk], by=by, at=AT)
        assert duty.lead_unit_id == cast.science.pk
