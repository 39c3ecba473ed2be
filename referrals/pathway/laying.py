"""An overlay laid over a core: more items, patches by code, items taken away. Works on raw entries, before their form is checked.

Room: referrals.pathway. `patch` replaces an entry of an item; an entry set to null is taken away; `add_x` and `drop_x` change the
list `x` of it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

Raw = dict[str, Any]
LISTS: Final = ("anchors", "steps", "gates", "branches", "washouts")
MAPS: Final = ("sources", "phases", "ends")
ORIGIN: Final = "_file"


class DoesNotFit(ValueError):
    """An overlay that names what is not there; the message is a sentence."""


def over(base: Raw, top: Raw, file: str) -> Raw:
    """`base` with `top` laid over it; neither is changed. Every item remembers the file that wrote it last."""
    _only_known(top)
    made = deepcopy(base)
    for name in MAPS:
        made[name] = {**made.get(name, {}), **top.get(name, {})}
    for name in LISTS:
        made[name] = _less(name, made.get(name, []), top.get("remove", {}).get(name, []))
        made[name] = _patched(name, made[name], top.get("patch", {}).get(name, {}), file)
        made[name] = _more(name, made[name], top.get(name, []), file)
    made.pop("protocol", None)
    return made | ({"protocol": dict(top["protocol"])} if "protocol" in top else {})


def _only_known(top: Raw) -> None:
    strange = set(top) - {"protocol", "patch", "remove", *LISTS, *MAPS}
    strange |= {f"patch: {name}" for name in set(top.get("patch", {})) - set(LISTS)}
    strange |= {f"remove: {name}" for name in set(top.get("remove", {})) - set(LISTS)}
    if strange:
        raise DoesNotFit(f"“{min(strange)}” is no part of a protocol file.")


def _less(name: str, items: list[Raw], codes: list[str]) -> list[Raw]:
    missing = set(codes) - {item["code"] for item in items}
    if missing:
        raise DoesNotFit(f"remove, {name}: “{min(missing)}” is not there to be removed.")
    return [item for item in items if item["code"] not in codes]


def _patched(name: str, items: list[Raw], patches: dict[str, Raw], file: str) -> list[Raw]:
    missing = set(patches) - {item["code"] for item in items}
    if missing:
        raise DoesNotFit(f"patch, {name}: “{min(missing)}” is not there to be patched.")
    return [_changed(item, patches[item["code"]], file) if item["code"] in patches else item for item in items]


def _changed(item: Raw, patch: Raw, file: str) -> Raw:
    made = {**item, ORIGIN: file}
    for entry, value in patch.items():
        if entry.startswith("add_"):
            made[entry.removeprefix("add_")] = [*made.get(entry.removeprefix("add_"), []), *value]
        elif entry.startswith("drop_"):
            made[entry.removeprefix("drop_")] = _dropped(item, entry.removeprefix("drop_"), value)
        else:
            made[entry] = value
    return {entry: value for entry, value in made.items() if value is not None or entry not in patch}


def _dropped(item: Raw, entry: str, values: list[Any]) -> list[Any]:
    def names(held: Any) -> set[Any]:
        return {held.get(key) for key in ("name", "label", "code", "when")} if isinstance(held, dict) else {held}

    held = item.get(entry, [])
    missing = [value for value in values if not any(value in names(one) for one in held)]
    if missing:
        raise DoesNotFit(f"patch of “{item['code']}”: {entry} holds no “{missing[0]}” to drop.")
    return [one for one in held if not names(one) & set(values)]


def _more(name: str, items: list[Raw], added: list[Raw], file: str) -> list[Raw]:
    known = {item["code"] for item in items}
    for place, item in enumerate(added, 1):
        code = item.get("code") if isinstance(item, dict) else None
        if not code:
            raise DoesNotFit(f"{name}, item {place}: “code” is missing.")
        if code in known:
            raise DoesNotFit(f"{name}: “{code}” is there already; patch it instead.")
        known.add(code)
    return [*items, *({**item, ORIGIN: file} for item in added)]


def origins(raw: Raw) -> dict[tuple[str, str], str]:
    return {(name, item["code"]): item[ORIGIN] for name in LISTS for item in raw[name] if ORIGIN in item}


def without_origins(raw: Raw) -> Raw:
    return raw | {name: [{key: value for key, value in item.items() if key != ORIGIN} for item in raw[name]] for name in LISTS}
