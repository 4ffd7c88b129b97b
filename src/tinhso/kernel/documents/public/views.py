"""Is this document real? Without an account: by the code on the paper, or by the file itself.

Nothing personal is shown, a wrong code reveals nothing, an uploaded file is not kept.
"""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.kernel.documents import files
from tinhso.kernel.documents import issued as finding
from tinhso.kernel.documents.issuing import codes
from tinhso.kernel.documents.issuing.seals import verify
from tinhso.kernel.documents.models import IssuedState
from tinhso.kernel.documents.public.limits import CODES, FILES, too_often
from tinhso.kernel.documents.types import type_name
from tinhso.kernel.text.fields import LineField
from tinhso.kernel.ui.forms import FileField, render_form

MAX_MB = 10
TONES = {IssuedState.IN_FORCE: "ok", IssuedState.WITHDRAWN: "error", IssuedState.REPLACED: "warn"}


class CodeForm(forms.Form):
    """The code on the paper."""

    ma = LineField(
        label=gettext_lazy("Mã xác minh"),
        max_length=60,
        help_text=gettext_lazy("16 ký tự in cạnh mã QR ở cuối văn bản; không phân biệt chữ hoa, chữ thường."),
    )

    def clean_ma(self) -> str:
        """The code in its one spelling; what is wrong with it otherwise."""
        try:
            return codes.read_code(self.cleaned_data["ma"])
        except codes.NotACode as wrong:
            words = _(wrong.msgid) % wrong.values if wrong.values else _(wrong.msgid)
            raise forms.ValidationError(words, code=wrong.code) from wrong


class UploadForm(forms.Form):
    """The file itself."""

    tep = FileField(label=gettext_lazy("Tệp PDF của văn bản"), kinds=["pdf"], max_mb=MAX_MB)


@login_not_required
@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Two questions: the code, or the file."""
    form = CodeForm(request.GET if "ma" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("verify:document", code=codes.shown(form.cleaned_data["ma"]))
    return render_form(request, "documents/public/start.html", {"form": form, "upload": UploadForm()})


@login_not_required
@never_cache
@require_safe
def document(request: HttpRequest, code: str) -> HttpResponse:
    """What the code names, or that it names nothing."""
    form = CodeForm({"ma": code[:80]})
    if not form.is_valid():
        return render_form(request, "documents/public/start.html", {"form": form, "upload": UploadForm()})
    if too_often(request, "code", CODES):
        return _too_often(request)
    wanted = form.cleaned_data["ma"]
    found = finding.public_facts(code=wanted)
    if found is None:
        context = {"code": codes.shown(wanted), "has_errors": True}
        return render(request, "documents/public/unknown.html", context, status=404)
    return render(request, "documents/public/document.html", _shown(found))


@login_not_required
@never_cache
@require_safe
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """The proof of the issuing as a file, to be checked without us."""
    if too_often(request, "code", CODES):
        return _too_often(request)
    form = CodeForm({"ma": code[:80]})
    found = finding.public_facts(code=form.cleaned_data["ma"]) if form.is_valid() else None
    if found is None or found.proof is None:
        raise Http404("no proof")
    answer = JsonResponse(found.proof, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"bang-chung-{codes.shown(found.code)}.json"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


@login_not_required
@never_cache
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Compare a file with what we issued; judge its seals also where we do not know it. The file is not kept."""
    if too_often(request, "file", FILES):
        return _too_often(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"form": CodeForm(), "upload": form, "has_errors": True}
        return render_form(request, "documents/public/start.html", context, form="upload")
    data = form.cleaned_data["tep"].read(MAX_MB * 1024 * 1024 + 1)
    digest = files.digest_of(data)
    found = finding.public_facts(sha256=digest)
    context = {
        "verified": verify(data, now=timezone.now()),
        "digest": digest,
        **(_shown(found) if found else {"found": None}),
    }
    return render(request, "documents/public/file.html", context)


def _shown(found: finding.PublicFacts) -> dict[str, Any]:
    state = IssuedState(found.state)
    return {
        "found": found,
        "printed_code": codes.shown(found.code),
        "successor_code": codes.shown(found.replaced_by_code) if found.replaced_by_code else "",
        "type": type_name(found.doc_type),
        "state": state,
        "tone": TONES[state],
        "verified": finding.seal_state(found.sha256, now=timezone.now()),
        "proof": found.proof,
        "proof_code": codes.shown(found.code),
    }


def _too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "documents/public/too_often.html", {"has_errors": True}, status=429)
