"""What the menus of the worklist offer that stands in the database: saved views, organizations on the other side, products.

All of it in one statement, since the worklist has eight in all. Which rows there are is the affair of `query`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import connection

from carecoord.access.actor import Actor
from carecoord.ui.pieces import Pick
from referrals.models import SavedView
from referrals.worklist.filters import Filter
from referrals.worklist.pages import Menu

ASK = """
(select 'view', name, query from referrals_savedview where organization_id = %s and (user_id = %s or is_shared) order by name limit 20)
union all
(select 'other', one.short_name, one.id::text from accounts_partnership as bond
 join accounts_organization as one on one.id = case when bond.practice_id = %s then bond.center_id else bond.practice_id end
 where (bond.practice_id = %s or bond.center_id = %s) and bond.until_on is null order by one.short_name limit 40)
union all
(select distinct 'product', offer.name, offer.code from referrals_centeroffer as offer
 where offer.kind = 'product' and offer.code <> '' and offer.organization_id in (
     select center_id from accounts_partnership where (practice_id = %s or center_id = %s) and until_on is null)
 order by offer.name limit 20)
"""


@dataclass(frozen=True)
class Choices:
    """Saved views; then (name, value in the query string) of organizations and of products."""

    views: tuple[SavedView, ...]
    others: tuple[tuple[str, str], ...]
    products: tuple[tuple[str, str], ...]


def offered(actor: Actor) -> Choices:
    place = actor.place_id
    with connection.cursor() as cursor:
        cursor.execute(ASK, [place, actor.user_id, place, place, place, place, place])
        rows = cursor.fetchall()
    found = {kind: tuple((name, value) for one, name, value in rows if one == kind) for kind in ("view", "other", "product")}
    return Choices(tuple(SavedView(name=name, query=query) for name, query in found["view"]), found["other"], found["product"])


def menus(actor: Actor, chosen: Filter, given: Choices) -> Iterator[Menu]:
    """The other side and the product; a menu without a choice is left out."""
    if given.others:
        links = [(name, chosen.href(other=int(value)), chosen.other == int(value)) for name, value in given.others]
        yield _menu("Practice" if actor.is_center else "Center", "All", chosen.href(other=None), links, is_on=chosen.other is not None)
    if given.products:
        links = [(name, chosen.href(product=code), chosen.product == code) for name, code in given.products]
        yield _menu("Product", "Any", chosen.href(product=""), links, is_on=bool(chosen.product))


def _menu(words: str, everything: str, all_href: str, links: list[tuple[str, str, bool]], *, is_on: bool) -> Menu:
    picks = tuple(Pick(name, href, current=current) for name, href, current in links)
    return Menu(words, (Pick(everything, all_href, current=not is_on), *picks), is_on)


def named(menu: Menu) -> Menu:
    """A filter that is on says on its button what it lets through."""
    chosen = next((pick.label for pick in menu.choices if pick.current), "")
    return replace(menu, words=f"{menu.words}: {chosen}") if menu.is_on and chosen else menu
