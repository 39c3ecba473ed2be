"""What happens to slots and to the queue for them. Each verb: lock, guard, write, one event, notices; verbs do not call verbs."""

from referrals.slots.verbs.confirm import confirm
from referrals.slots.verbs.criteria import approve_criterion, propose_criterion, retire_criterion
from referrals.slots.verbs.hold import hold
from referrals.slots.verbs.move import Moved, move_by_maker
from referrals.slots.verbs.offer import offer
from referrals.slots.verbs.publish import Published, block, publish
from referrals.slots.verbs.queue import answer, enter, leave, override
from referrals.slots.verbs.release import release
from referrals.slots.verbs.resources import add_resource, change_resource, set_hours
from referrals.slots.verbs.swap import swap

__all__ = [
    "Moved",
    "Published",
    "add_resource",
    "answer",
    "approve_criterion",
    "block",
    "change_resource",
    "confirm",
    "enter",
    "hold",
    "leave",
    "move_by_maker",
    "offer",
    "override",
    "propose_criterion",
    "publish",
    "release",
    "retire_criterion",
    "set_hours",
    "swap",
]
