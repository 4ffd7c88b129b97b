"""`tinhso directives labels > file.jsonl`: what people decided about candidate tasks; `recount`: scores of documents."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tinhso.domain.directives import exporting, scoring
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.workflow import DirectiveState


class Command(BaseCommand):
    """For operators. Data on stdout, messages on stderr."""

    help = "Nhãn của cán bộ về các câu giao việc; tính lại điểm rõ của văn bản."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            choices=["labels", "recount"],
            help="labels: in các câu đã có nhãn, mỗi dòng một câu JSON, đọc được bằng tinhso extract --evaluate; "
            "recount: tính lại điểm rõ của mọi văn bản",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        {"labels": self._labels, "recount": self._recount}[options["what"]]()

    def _labels(self) -> None:
        for row in exporting.labelled_rows():
            self.stdout.write(json.dumps(row, ensure_ascii=False))

    def _recount(self) -> None:
        at = timezone.now()
        read = Directive.objects.filter(state__in=[DirectiveState.CHECKING, DirectiveState.CONFIRMED])
        pks = list(read.order_by("pk").values_list("pk", flat=True))
        for pk in pks:
            row = Directive.objects.select_related("document__issuer", "document__owner_unit__parent").get(
                pk=pk
            )
            scoring.count(row, at=at)
        self.stderr.write(f"{len(pks)} văn bản đã tính lại.")
