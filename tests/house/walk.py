"""Walks the URLconf: every address of the house with its name and the names of its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One URL pattern. `key` is its name in the table: `namespace:name`, or the route itself when it has no name."""

    key: str
    route: str
    parameters: tuple[str, ...]
    is_named: bool
    view: Any = None

    def path(self, samples: dict[str, Any]) -> str:
        """A concrete path with the sample values; KeyError names a parameter without a sample."""
        values = {name: samples[name] for name in self.parameters}
        if self.is_named:
            return reverse(self.key, kwargs=values)
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)\$?", r"<\1>", self.route)  # a regular expression's group as a plain parameter
        return "/" + PARAMETER.sub(lambda m: str(values[m.group(1)]), plain)


def addresses() -> list[Address]:
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, route, inner)
        else:
            yield _address(entry, route, namespaces)


def _address(entry: URLPattern, route: str, namespaces: tuple[str, ...]) -> Address:
    simple = isinstance(entry.pattern, RoutePattern) and "^" not in route
    names = tuple(PARAMETER.findall(route)) if simple else tuple(re.findall(r"\?P<(\w+)>", route))
    key = ":".join((*namespaces, entry.name)) if entry.name else route
    return Address(key, route, names, bool(entry.name), entry.callback)
