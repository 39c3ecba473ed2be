"""What rooms above listen to. Receivers run in the same transaction; an error in one undoes the act."""

from django.dispatch import Signal

glass_broken = Signal()  # row: BreakGlass, actor: Actor, flagged: bool
glass_reviewed = Signal()  # row: BreakGlass, actor: Actor
