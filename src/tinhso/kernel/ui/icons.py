"""Line icons of one family (24 units, stroke 2, round ends), drawn for this project; inline, so no
request."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "warn": '<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1"/>',
    "error": '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.3v.1"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "who": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.6-4 3.4-6 7-6s6.4 2 7 6"/>',
    "what": '<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6"/>',
    "when": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2.5"/>',
    "product": '<path d="m12 3.5 8 4.2v8.6l-8 4.2-8-4.2V7.7zM4 7.7l8 4.3 8-4.3M12 12v8.5"/>',
    "responsibility": '<path d="M4 13.5c1.5-2 3.5-2 5-.5l2.5 2M4 19.5h9l7-6c-1-1.5-2.5-1.5-4-.3L12.5 16"/>'
    '<circle cx="13" cy="6.5" r="3"/>',
    "authority": '<path d="M12 3.5 5 6v6c0 4.5 3 7 7 8.5 4-1.5 7-4 7-8.5V6zM9 12l2.2 2.2L15.2 10"/>',
    "home": '<path d="M4 11.5 12 5l8 6.5V20h-5.5v-5h-5v5H4z"/>',
    "send": '<path d="M20.5 4 3.5 11l7 2.5L13 20.5zM10.5 13.5 20.5 4"/>',
    "upload": '<path d="M12 15V4.5M7 9l5-5 5 5M4.5 20h15"/>',
    "calendar": '<path d="M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V7M15.5 3.5V7"/>',
    "chat": '<path d="M4 5h16v11h-9l-4 4v-4H4z"/>',
    "link": '<path d="M10 14.5 14.5 10M8.5 11l-3 3a3.5 3.5 0 0 0 5 5l3-3"/>'
    '<path d="m15.5 13 3-3a3.5 3.5 0 0 0-5-5l-3 3"/>',
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h5l1.5 2.5h3L15 13h5"/>',
    "document": '<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4"/>',
    "board": '<path d="M4 20h16M6.5 20v-7M12 20V5M17.5 20v-10"/>',
    "units": '<path d="M9 4h6v5H9zM3.5 15h6v5h-6zM14.5 15h6v5h-6zM12 9v3M6.5 15v-3h11v3"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "up": '<path d="m5 15 7-7 7 7"/>',
    "down": '<path d="m5 9 7 7 7-7"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "edit": '<path d="M4.5 19.5 6 14.5 16 4.5l3.5 3.5-10 10z"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2.5"/>',
    "flag": '<path d="M6 21V4h11l-2.5 4L17 12H6"/>',
    "gear": '<circle cx="12" cy="12" r="3"/><path d="M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M6 6l2 2M16 16l2 2'
    'M18 6l-2 2M8 16l-2 2"/>',
}


_DECORATIVE = {
    name: format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(path))
    for name, path in PATHS.items()
}


def icon(name: str, label: str = "") -> SafeString:
    """An inline SVG icon; decorative unless a label is given. KeyError for a name that is not drawn."""
    if not label:
        return _DECORATIVE[name]
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
        label,
        mark_safe(PATHS[name]),
    )
