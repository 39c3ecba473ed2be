"""Reads a picture back: where its words stand and what they cover, what leaves the frame."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from carecoord.ui.charts.letters import text_width


@dataclass(frozen=True)
class Box:
    """What words or a rectangle cover, with a pixel's grace."""

    words: str
    left: float
    right: float
    top: float
    bottom: float

    def touches(self, other: Box) -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def pictures(html: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(html).iter("svg"))  # noqa: S314 - our own drawing


def words(svg: ElementTree.Element) -> list[Box]:
    return [box_of(text) for text in svg.iter("text")]


def box_of(text: ElementTree.Element) -> Box:
    said, x, y = text.text or "", float(text.get("x", "0")), float(text.get("y", "0"))
    width = text_width(said)
    left = x - {"end": width, "middle": width / 2}.get(text.get("text-anchor", ""), 0.0)
    return Box(said, left + 0.5, left + width - 0.5, y - 8, y + 2)


def rects(svg: ElementTree.Element, *kinds: str) -> list[Box]:
    found = []
    for rect in svg.iter("rect"):
        if rect.get("class") in kinds:
            x, y, width, height = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
            found.append(Box(str(rect.get("class")), x + 0.5, x + width - 0.5, y + 0.5, y + height - 0.5))
    return found


def touching(boxes: list[Box]) -> list[tuple[Box, Box]]:
    return [(one, other) for n, one in enumerate(boxes) for other in boxes[n + 1 :] if one.touches(other)]


def outside(svg: ElementTree.Element, boxes: list[Box]) -> list[Box]:
    _, _, width, height = map(float, svg.get("viewBox", "0 0 0 0").split())
    return [box for box in boxes if box.left < -1 or box.right > width + 1 or box.top < -1 or box.bottom > height + 1]
