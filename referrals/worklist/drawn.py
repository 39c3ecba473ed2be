"""Rows of the worklist as HTML: fifty a page, so they are strings and not templates (docs/performance.md).

What they say is decided in `pages`. Every value is escaped here or by the sign that draws it.
"""

from __future__ import annotations

from django.utils.safestring import SafeString

from carecoord.ui.markup import markup
from carecoord.ui.signs import age, avatar, ball, chip, due, escape
from referrals.worklist.pages import Group, Row


def groups(shown: tuple[Group, ...]) -> SafeString:
    """The bodies of the table; the first row of all has the button that stands out."""
    first = next((row for group in shown for row in group.rows), None)
    return markup("".join(_body(group, first) for group in shown))


def _body(group: Group, first: Row | None) -> str:
    rows = "".join(_row(row, is_first=row is first) for row in group.rows)
    return f"<tbody>{_heading(group)}{rows}</tbody>"


def _heading(group: Group) -> str:
    if group.due is None:
        return ""
    return f'<tr class="grp"><th colspan="8" scope="rowgroup">{due(group.due)}<span class="n">{len(group.rows)}</span></th></tr>'


def _row(row: Row, *, is_first: bool) -> str:
    name = escape(row.name)
    holder = ball(row.ball) if row.ball else ""
    when = due(row.due, many=True) if row.due else ""
    button = "cc-btn cc-btn--main" if is_first else "cc-btn"
    return (
        f'\n<tr class="row"><td><input type="checkbox" name="row" value="{row.id}" aria-label="Select {name}"></td>'
        f'<th scope="row"><a href="{row.href}">{name}</a><small>{escape(row.about)}</small></th>'
        f"<td>{chip(row.stage)}{age(row.age)}</td><td>{holder}</td>"
        f"<td><b>{escape(row.next)}</b><small>{escape(row.why)}</small></td><td>{when}</td>"
        f'<td><a class="{button}" href="{row.do_href}">{escape(row.do)}</a></td><td>{avatar(row.owner)}</td></tr>'
    )
