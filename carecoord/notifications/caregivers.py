"""What reaches those who care for a patient: data. Each scope that a patient gave opens topics; the patient gets everything.

A grant comes as one word, "patient source scope,scope", so that one statement brings the grants of many people (`routing.READ`).
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from carecoord.access.models import PersonalSource, ProxyScope
from carecoord.notifications.kinds import topics_for
from carecoord.notifications.kinds.shape import Audience, Form, Topic

OPENS: dict[ProxyScope, frozenset[Topic]] = {
    ProxyScope.EDUCATION: frozenset({Topic.READING}),
    ProxyScope.LOGISTICS: frozenset({Topic.NEWS, Topic.VISITS, Topic.REMINDERS}),
    ProxyScope.MESSAGES: frozenset({Topic.MESSAGES}),
    ProxyScope.FULL: frozenset(topics_for(Audience.PERSON)),
}


def reaches(form: Form, patient_id: UUID | None, words: Collection[str]) -> bool:
    """Whether a notice of this form about this patient reaches somebody with these grants. Without any grant: the check at sending says."""
    if form.audience is not Audience.PERSON or patient_id is None:
        return True
    about = [word.split(" ") for word in words if word.startswith(str(patient_id))]
    return not about or any(opens(form.topic, source, scopes) for _, source, scopes in about)


def opens(topic: Topic, source: str, scopes: str) -> bool:
    if source == PersonalSource.SELF:
        return True
    return any(topic in OPENS[ProxyScope(scope)] for scope in scopes.split(",") if scope in ProxyScope.values)
