"""Pictures of data, drawn by the server as SVG. Every picture has a twin table that says the same; the page prints it.

Room: carecoord.ui. Drawing only: what a value means (a response, a reference range) is told by the app that has it.
"""

from carecoord.ui.charts.lines import Bar, Line, TherapyChart, Transplant, therapy_chart
from carecoord.ui.charts.spark import Trend, sparkline

__all__ = ["Bar", "Line", "TherapyChart", "Transplant", "Trend", "sparkline", "therapy_chart"]
