"""What the trace can be narrowed to."""

from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tinhso.kernel.text.fields import LineField
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui.forms import DateField

DAYS = 30  # that are shown where nobody asks for others


class Filters(forms.Form):
    """All optional. Without a first day the last 30 days are shown: a trace has millions of rows."""

    tu = DateField(label=gettext_lazy("Từ ngày"), required=False)
    den = DateField(label=gettext_lazy("Đến ngày"), required=False)
    su_kien = LineField(label=gettext_lazy("Sự kiện"), required=False, max_length=80)
    don_vi = LineField(label=gettext_lazy("Đơn vị của người làm"), required=False, max_length=120)
    doi_tuong = LineField(label=gettext_lazy("Đối tượng"), required=False, max_length=161)

    @classmethod
    def of(cls, asked: QueryDict) -> "Filters":
        """With the first day filled in where a question without one would read the whole trace."""
        data = asked.copy()
        if not data.get("tu") and "#" not in data.get("doi_tuong", ""):
            data["tu"] = format_date(timezone.localdate() - timedelta(days=DAYS))
        return cls(data)
