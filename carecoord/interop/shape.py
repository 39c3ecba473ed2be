"""Rules of FHIR JSON that hold for every resource, whatever its type: nothing empty, ids well-formed and single, base64 that decodes.

Lenient on purpose: unknown elements, extensions, profiles and terminology are not judged here. A Bundle's own id may be anything,
since nothing here depends on it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any

from carecoord.interop.faults import Fault
from carecoord.interop.reading import walk
from carecoord.interop.resource_types import R4

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def check_shape(resource: dict[str, Any]) -> None:
    """Raise the first Fault in the whole tree."""
    name = type_of(resource, "file")
    walk(resource, name, _check)


def type_of(resource: Any, path: str) -> str:
    """The resource's type; a Fault when it is missing or no type of R4."""
    name = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(name, str) or not name:
        raise Fault("This is not a FHIR resource: resourceType is missing.", path=path)
    if name not in R4:
        raise Fault(f"“{name[:40]}” is not a resource type of FHIR R4.", path=f"{path}.resourceType")
    return name


def _check(value: Any, path: str) -> None:
    if isinstance(value, list) and not value:
        raise Fault("A list may not be empty; leave it out.", path=path)
    if not isinstance(value, dict):
        return
    if not value:
        raise Fault("An object may not be empty; leave it out.", path=path)
    if "resourceType" in value:
        _check_resource(value, path)
    if isinstance(value.get("data"), str) and "origin" not in value:  # SampledData has an origin, and its data is not base64
        _check_attached(value, path)


def _check_resource(resource: dict[str, Any], path: str) -> None:
    name = type_of(resource, path)
    if name != "Bundle" and "id" in resource:
        _check_id(resource["id"], f"{path}.id")
    contained = resource.get("contained", [])
    if not isinstance(contained, list):
        raise Fault("“contained” should be a list.", path=f"{path}.contained")
    seen: set[str] = set()
    for index, inner in enumerate(contained):
        where = f"{path}.contained[{index}]"
        type_of(inner, where)
        inner_id = inner.get("id")
        if isinstance(inner_id, str) and inner_id in seen:
            raise Fault("Two contained resources have the same id.", path=f"{where}.id")
        seen.add(str(inner_id))


def _check_id(value: Any, path: str) -> None:
    if not isinstance(value, str):
        raise Fault("An id should be text.", path=path)
    if not ID.fullmatch(value):
        raise Fault("An id has 1 to 64 letters, digits, hyphens and points, and nothing else.", path=path)


def _check_attached(attachment: dict[str, Any], path: str) -> None:
    """Base64 that decodes to something, of the size and SHA-1 that the sender gave, if they gave them."""
    try:
        content = base64.b64decode("".join(attachment["data"].split()), validate=True)
    except (binascii.Error, ValueError):
        raise Fault("The attached data is not valid base64.", path=f"{path}.data") from None
    if not content:
        raise Fault("The attached data is empty.", path=f"{path}.data")
    size, digest = attachment.get("size"), attachment.get("hash")
    if isinstance(size, int) and size != len(content):
        raise Fault(f"The attachment should have {size} bytes and has {len(content)}.", path=f"{path}.size")
    if isinstance(digest, str) and digest not in _digests(content):
        raise Fault("The attachment is not the one its hash was made of.", path=f"{path}.hash")


def _digests(content: bytes) -> tuple[str, str]:
    """R4 says base64 of SHA-1; some senders write it in hexadecimal."""
    sha1 = hashlib.sha1(content, usedforsecurity=False)
    return base64.b64encode(sha1.digest()).decode(), sha1.hexdigest()
