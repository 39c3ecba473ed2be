"""The icons: one registry of names, one SVG file each.

Room: carecoord.ui, which knows no app. A new icon is a name in `static/vendor/uswds/icons.txt` and, if it means something here, a
word in MEANING.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings

MEANING = {
    "upload": "upload_file",
    "download": "file_download",
    "bell": "notifications",
    "clock": "schedule",
    "done": "check_circle",
    "late": "error",
    "missing": "error_outline",
    "unknown": "help_outline",
    "received": "visibility",
    "uploading": "autorenew",
    "requested": "hourglass_empty",
    "document": "file_present",
    "message": "forum",
    "shared": "people",
    "refer": "send",
    "referrals": "send",
    "patients": "people",
    "worklist": "list",
    "calendar": "event",
    "education": "school",
    "who_looked": "history",
    "organizations": "location_city",
    "account": "account_circle",
    "more": "more_horiz",
    "copy": "content_copy",
    "passkey": "fingerprint",
    "language": "translate",
    "here": "my_location",
    "high": "arrow_upward",
    "low": "arrow_downward",
    "exclaim": "priority_high",
    "stale": "update",
    "offline": "link_off",
    "not_shared": "lock_outline",
    "retry": "autorenew",
    "to_bring": "check_box_outline_blank",
}
SIDES = {
    "practice": '<rect x="1" y="1" width="10" height="10" rx="1.5"/>',
    "center": '<circle cx="6" cy="6" r="5.4"/>',
    "maker": '<path d="M6 .6 11.7 11.2H.3z"/>',
    "home": '<circle cx="6" cy="3" r="2.8"/><path d="M.6 11.6c0-3.2 2.3-5 5.4-5s5.4 1.8 5.4 5z"/>',
}
FOLDER = Path("static/vendor/uswds/icons")


def file_name(name: str) -> str:
    """The file behind a word ("upload" is upload_file)."""
    return MEANING.get(name, name)


@cache
def paths(name: str) -> str:
    """What stands inside the SVG element. Raises LookupError for an icon that is not in the registry."""
    file = Path(settings.BASE_DIR) / FOLDER / f"{file_name(name)}.svg"
    if not file.is_file():
        raise LookupError(f"There is no icon {name!r}; name it in static/vendor/uswds/icons.txt.")
    found = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise LookupError(f"{file.name} is not an SVG file.")
    return found.group(1).replace('<path fill="none" d="M0 0h24v24H0z"/>', "").strip()
