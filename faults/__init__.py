"""What must hold when things break, shown for real: `script/faults` kills, stops, floods and counts; nothing here is part of the product.

A scenario is a module with `show(stage, full)`; `promises` lists them. The short forms run with the tests (tests/kills).
"""
