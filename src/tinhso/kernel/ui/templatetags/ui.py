"""`{% load ui %}`: the components. Every tag's docstring shows one use; the gallery shows every state."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext as django_gettext
from django.utils.translation import gettext_lazy, ngettext

from tinhso.kernel.text.formats import format_number
from tinhso.kernel.ui import icons

register = template.Library()

TONES = {"ok", "warn", "error", "info", "mute", "brand"}
# Django's message levels, and what our tones are called.
LEVELS = {"success": "ok", "warning": "warn", "debug": "mute", "": "info"}
TONE_ICONS = {
    "ok": "check",
    "warn": "warn",
    "error": "error",
    "info": "info",
    "mute": "info",
    "brand": "flag",
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """{% icon "check" %} – decorative; with a label it is read aloud."""
    return icons.icon(name, label)


@register.simple_tag(takes_context=True)
def title_prefix(context: Context) -> str:
    """ "Lỗi: " at the beginning of `<title>` where the page's form has errors."""
    form = context.get("form")
    if context.get("has_errors") or getattr(form, "errors", None):
        return _("Lỗi:") + " "
    return ""


# --- words and marks --------------------------------------------------------------------------------------


@register.simple_tag
def tag(text: object, tone: str = "mute", icon: str = "") -> SafeString:
    """{% tag "Quá hạn" "error" %} – the text says it, the colour only helps. Tones: ok warn error info
    mute brand."""
    _known(tone)
    return format_html('<span class="tag {}">{}{}</span>', tone, icons.icon(icon) if icon else "", text)


@register.simple_tag
def notice(text: object, tone: str = "info", heading: str = "") -> SafeString:
    """{% notice "Đã lưu." tone="ok" %} – a banner; also takes Django's message levels as tones."""
    tone = LEVELS.get(tone, tone)
    _known(tone)
    title = format_html("<strong>{}</strong> ", heading) if heading else ""
    return format_html(
        '<div class="notice {}">{}<p>{}{}</p></div>', tone, icons.icon(TONE_ICONS[tone]), title, text
    )


# The six marks of clear work; the list is data here, the judgement is the caller's.
CLARITY = {
    "who": (gettext_lazy("Rõ người"), gettext_lazy("Chưa rõ người")),
    "what": (gettext_lazy("Rõ việc"), gettext_lazy("Chưa rõ việc")),
    "when": (gettext_lazy("Rõ thời gian"), gettext_lazy("Chưa rõ thời gian")),
    "product": (gettext_lazy("Rõ sản phẩm"), gettext_lazy("Chưa rõ sản phẩm")),
    "responsibility": (gettext_lazy("Rõ trách nhiệm"), gettext_lazy("Chưa rõ trách nhiệm")),
    "authority": (gettext_lazy("Rõ thẩm quyền"), gettext_lazy("Chưa rõ thẩm quyền")),
}


@register.simple_tag
def clarity(marks: Mapping[str, object] | Iterable[tuple[str, object]], compact: bool = False) -> SafeString:
    """{% clarity task.marks %} – the six rõ, each clear or not, in words.

    `marks` is a mapping or an iterable of pairs: key -> True, False or a text that says what is missing
    ("" and False are unclear without a reason). Keys that are absent are not shown. Compact: clear ones
    small.
    """
    pairs = dict(marks)
    rows = []
    for key, (clear_words, unclear_words) in CLARITY.items():
        if key not in pairs:
            continue
        value = pairs[key]
        clear = value is True
        reason = format_html("<span>: {}</span>", value) if isinstance(value, str) and value else ""
        rows.append(
            format_html(
                '<li class="{}">{}{}<span>{}{}</span></li>',
                "clear" if clear else "unclear",
                icons.icon(key),
                icons.icon("check" if clear else "warn"),
                clear_words if clear else unclear_words,
                reason,
            )
        )
    return format_html(
        '<ul class="clarity{}">{}</ul>', " compact" if compact else "", mark_safe("".join(rows))
    )


@register.simple_tag
def progress(value: float, maximum: float = 100, label: str = "", text: str = "") -> SafeString:
    """{% progress 3 8 label="Tiến độ" text="3 trên 8 việc" %} – a bar with its words beside it."""
    share = round(100 * value / maximum) if maximum else 0
    return format_html(
        '<span class="progress"><progress value="{}" max="100" aria-label="{}"></progress>'
        "<span>{}</span></span>",
        share,
        label or _("Tiến độ"),
        text or f"{share}%",
    )


# --- page furniture ---------------------------------------------------------------------------------------


@register.simple_block_tag(name="heading")
def heading(content: str, title: object, caption: object = "", lead: object = "") -> SafeString:
    """{% heading "Việc của tôi" caption="Sở Xây dựng" %}<a class="btn" …>…</a>{% endheading %} – h1 and
    actions."""
    return format_html(
        '<div class="heading"><div>{}<h1>{}</h1>{}</div>{}</div>',
        format_html('<p class="caption">{}</p>', caption) if caption else "",
        title,
        format_html('<p class="lead">{}</p>', lead) if lead else "",
        format_html('<div class="actions">{}</div>', mark_safe(content)) if content.strip() else "",
    )


@register.simple_block_tag(name="inset")
def inset(content: str) -> SafeString:
    """{% inset %}…{% endinset %} – words that stand apart."""
    return format_html('<div class="inset">{}</div>', mark_safe(content))


@register.simple_block_tag(name="details")
def details(content: str, summary: object, open: bool = False) -> SafeString:
    """{% details "Xem bảng số liệu" %}…{% enddetails %}"""
    return format_html(
        "<details{}><summary>{}</summary><div>{}</div></details>",
        mark_safe(" open") if open else "",
        summary,
        mark_safe(content),
    )


@register.simple_block_tag(name="panel")
def panel(content: str, title: object, code: object = "") -> SafeString:
    """{% panel "Đã nộp hồ sơ" code="H60-…" %}what happens next{% endpanel %} – a confirmation; the code
    never breaks."""
    return format_html(
        '<div class="panel">{}<h1>{}</h1>{}<div>{}</div></div>',
        icons.icon("check"),
        title,
        format_html('<p class="code">{}</p>', code) if code else "",
        mark_safe(content),
    )


@register.simple_block_tag(name="fieldset")
def fieldset(content: str, legend: object, hint: object = "") -> SafeString:
    """{% fieldset "Thời hạn" %}{% field form.day %}…{% endfieldset %} – fields that answer one question."""
    return format_html(
        '<fieldset class="group"><legend>{}</legend>{}{}</fieldset>',
        legend,
        format_html('<p class="hint">{}</p>', hint) if hint else "",
        mark_safe(content),
    )


@register.simple_block_tag(name="summary_list")
def summary_list(content: str, wide: bool = False) -> SafeString:
    """{% summary_list %}{% row "Đơn vị chủ trì" unit.name %}…{% endsummary_list %}"""
    return format_html('<dl class="summary{}">{}</dl>', " wide" if wide else "", mark_safe(content))


@register.simple_tag
def row(key: object, value: object, url: str = "", action: object = "") -> SafeString:
    """One line of a summary list; with url a link "Sửa" whose hidden words name the field."""
    change = ""
    if url:
        change = format_html(
            '<dd class="change"><a href="{}">{}<span class="visually-hidden"> {}</span></a></dd>',
            url,
            action or _("Sửa"),
            key,
        )
    shown = value if value not in (None, "") else format_html('<span class="hint">{}</span>', _("Chưa có"))
    return format_html("<div><dt>{}</dt><dd>{}</dd>{}</div>", key, shown, change)


@register.simple_tag
def breadcrumbs(*pairs: object) -> SafeString:
    """{% breadcrumbs "Văn bản" url_documents "Thông báo 123" %} – label, url, label, url, …, last label."""
    items = []
    for index in range(0, len(pairs), 2):
        label = pairs[index]
        if index + 1 < len(pairs):
            items.append(format_html('<li><a href="{}">{}</a></li>', pairs[index + 1], label))
        else:
            items.append(format_html('<li aria-current="page">{}</li>', label))
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', _("Đường dẫn"), mark_safe("".join(items))
    )


@register.simple_tag
def tabs(items: Iterable[Mapping[str, object]], label: str = "") -> SafeString:
    """{% tabs items label="Trạng thái" %} – links; each item has label, url, current and perhaps count."""
    links = [
        format_html(
            '<li><a href="{}"{}>{}{}</a></li>',
            item["url"],
            mark_safe(' aria-current="page"') if item.get("current") else "",
            item["label"],
            format_html(' <span class="count">{}</span>', _number(item["count"]))
            if item.get("count") is not None
            else "",
        )
        for item in items
    ]
    return format_html(
        '<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>',
        label or _("Các phần"),
        mark_safe("".join(links)),
    )


def _number(count: object) -> str:
    return format_number(count) if isinstance(count, int) else str(count)


@register.simple_tag(name="empty_state")
@register.simple_tag
def empty(title: object, text: object = "", url: str = "", action: object = "") -> SafeString:
    """Directly inside {% for %} write {% empty_state … %}: there {% empty %} belongs to the loop.

    {% empty "Chưa có việc nào" "Việc được giao sẽ hiện ở đây." url=… action="Tải văn bản lên" %}
    """
    return mark_safe(
        render_to_string("ui/empty.html", {"title": title, "text": text, "url": url, "action": action})
    )


@register.inclusion_tag("ui/components/timeline.html")
def timeline(events: Iterable[object]) -> dict[str, object]:
    """{% timeline events %} – newest first or last as given; each has at (datetime), text, and perhaps
    who, note, url, tone, basis (the document it was decided by), basis_url."""
    return {"events": events}


@register.inclusion_tag("ui/components/search.html")
def search_form(
    url: str, value: str = "", label: str = "", id: str = "page", placeholder: str = "", key: str = ""
) -> dict[str, object]:
    """{% search_form url value=q label="Tìm trong danh sách" %} – key: the shortcut that leads here."""
    return {"url": url, "value": value, "label": label, "id": id, "placeholder": placeholder, "key": key}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: object) -> dict[str, object]:
    """{% pagination page %} – of a ListPage; keeps the other parts of the query string."""
    return {"page": page, "request": context.get("request")}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """?{% query page=2 %} – this request's query string with changes; None removes a key."""
    request = context.get("request")
    values = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = str(value)
    return values.urlencode()


@register.inclusion_tag("ui/components/list.html", takes_context=True)
def list_table(context: Context, page: object, search: bool = True, export: bool = True) -> dict[str, object]:
    """{% list_table page %} – a tables.ListPage whole: search, filters, table, pages, XLSX."""
    return {"page": page, "request": context.get("request"), "show_search": search, "show_export": export}


# --- forms ------------------------------------------------------------------------------------------------


@register.simple_tag
def field(
    bound: BoundField, label: object = None, hint: object = None, css: str = "", **attributes: object
) -> SafeString:
    """{% field form.name hint="…" autocomplete="name" inputmode="numeric" %}

    Label, hint, error and control of one form field, tied together by ids. Other keywords become attributes
    of the control (`_` reads as `-`; None takes one away). Works for every Django field; hidden ones come
    out bare.
    """
    for key in [key for key, value in attributes.items() if value is None]:
        bound.field.widget.attrs.pop(key.rstrip("_").replace("_", "-"), None)
    attrs: dict[str, Any] = {
        key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None
    }
    if bound.is_hidden:
        return mark_safe(bound.as_widget(attrs=attrs))
    hint = bound.help_text if hint is None else hint
    described = []
    if hint:
        described.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    if described and not bound.use_fieldset:
        attrs.setdefault("aria-describedby", " ".join(described))
    return mark_safe(
        render_to_string(
            "ui/forms/field.html",
            {
                "field": bound,
                "label": bound.label if label is None else label,
                "hint": hint,
                "css": css,
                "control": bound.as_widget(attrs=attrs),
                "described": " ".join(described),
                "kind": bound.widget_type,
                "errors": [text for text, _long in _words(bound)],
                "optional": not bound.field.required and bound.widget_type not in ("checkbox", "hidden"),
            },
        )
    )


@register.simple_tag
def fields(form: Any) -> SafeString:
    """{% fields form %} – all fields of a form, hidden ones first."""
    parts = [bound.as_widget() for bound in form.hidden_fields()]
    parts += [field(bound) for bound in form.visible_fields()]
    return mark_safe("".join(parts))


@register.simple_tag
def error_summary(*forms: object) -> SafeString:
    """{% error_summary form %} – first thing on a page with errors: each error a link to its field. Also
    formsets."""
    entries: list[tuple[str, str]] = []
    for form in forms:
        entries += _errors_of(form)
    if not entries:
        return mark_safe("")
    lines = [
        format_html('<li><a href="#{}">{}</a></li>', target, text)
        if target
        else format_html("<li>{}</li>", text)
        for target, text in entries
    ]
    title = ngettext("Có %(n)d chỗ cần sửa", "Có %(n)d chỗ cần sửa", len(entries)) % {"n": len(entries)}
    return format_html(
        '<div class="errors" role="alert" tabindex="-1" id="errors"><h2>{}{}</h2><ul>{}</ul></div>',
        icons.icon("error"),
        title,
        mark_safe("".join(lines)),
    )


def _errors_of(form: Any) -> list[tuple[str, str]]:
    if form is None or form == "":
        return []
    if hasattr(form, "forms"):  # a formset
        found = [("", str(text)) for text in form.non_form_errors()]
        for inner in form.forms:
            found += _errors_of(inner)
        return found
    found = [("", str(text)) for text in form.non_field_errors()]
    for name in form.errors:
        if name == "__all__":
            continue
        bound = form[name]
        target = bound.id_for_label or f"{bound.auto_id}_group"
        found += [(target, long) for _text, long in _words(bound)]
    return found


def _words(bound: BoundField) -> list[tuple[str, str]]:
    """The errors of a field, at the field and in the summary; Django's bare "required" says what to do
    instead."""
    words = []
    for error in bound.errors.as_data() if hasattr(bound.errors, "as_data") else []:
        for text in error.messages:
            if error.code == "required" and text == django_gettext("This field is required."):
                words.append((_("Hãy điền ô này."), _("Hãy điền: %(label)s") % {"label": bound.label}))
            else:
                words.append((str(text), str(text)))
    return words


def _known(tone: str) -> None:
    if tone not in TONES:
        raise ValueError(f"no tone {tone!r}; there are {sorted(TONES)}")
