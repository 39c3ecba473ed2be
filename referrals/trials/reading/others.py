"""Records of others that tell less than the registry: FHIR R4 ResearchStudy, NCI's search, result lists of trial matchers."""

from __future__ import annotations

from collections.abc import Iterator

from referrals.trials.reading import words
from referrals.trials.reading.places import Place
from referrals.trials.record import NCT, Contact, SiteRecord, TrialRecord
from referrals.trials.states import Source


def research_study(root: Place) -> TrialRecord:
    """FHIR R4; the eligibility text is the display of the group that is enrolled."""
    title = root.at("title")
    return TrialRecord(
        nct_id=number_of(root),
        title=named(title),
        source=Source.FHIR,
        status=words.status(root.at("status")),
        phases=words.phases([root.at("phase", "text").text(60)]),
        conditions=tuple(codings(root.at("condition"))),
        keywords=tuple(codings(root.at("keyword"))),
        summary=root.at("description").text(),
        eligibility="\n\n".join(text for one in root.at("enrollment").items() if (text := one.at("display").text())),
        starts=root.at("period", "start").moment_day(),
        completes=root.at("period", "end").moment_day(),
        contacts=tuple(Contact(text) for one in root.at("contact").items() if (text := one.at("name").text(200))),
    )


def number_of(root: Place) -> str:
    """The identifier that is an NCT number."""
    found = [one.at("value") for one in root.at("identifier").items()]
    mine = next((one for one in found if isinstance(one.value, str) and NCT.fullmatch(one.value.strip())), None)
    if mine is None:
        raise root.at("identifier").fault("There is no NCT number among the identifiers")
    return mine.nct()


def named(place: Place) -> str:
    found = place.text(600)
    if not found:
        raise place.fault("There is no title")
    return found


def codings(place: Place) -> Iterator[str]:
    """Texts of CodeableConcepts."""
    for one in place.items():
        first = next(iter(one.at("coding").items()), None)
        text = one.at("text").text(300) or (first.at("display").text(300) if first else "")
        if text:
            yield text


def nci(root: Place) -> TrialRecord:
    """One trial of NCI's Clinical Trials Search; `diseases` that the trial itself names."""
    named_by_trial = [one for one in root.at("diseases").items() if one.at("inclusion_indicator").text(20) in ("TRIAL", "")]
    return TrialRecord(
        nct_id=root.at("nct_id").nct(),
        title=named(root.at("brief_title")),
        source=Source.NCI,
        status=words.status(root.at("current_trial_status")),
        phases=words.phases([root.at("phase").text(40).replace("_", "/")]),
        sponsor=root.at("lead_org").text(300),
        conditions=tuple(dict.fromkeys(text for one in named_by_trial if (text := one.at("name").text(300)))),
    )


def matched(root: Place) -> TrialRecord:
    """One entry of a matcher's result list. What the matcher thought of its own patient is left out."""
    people = tuple(
        Contact(one.at("name").text(200), one.at("phone").text(60), one.at("email").text(200)) for one in root.at("contacts").items()
    )
    kind = root.at("type")
    return TrialRecord(
        nct_id=root.at("trialId").nct(),
        title=named(root.at("title")),
        source=Source.MATCHER,
        status=words.status(root.at("status", "name")),
        study_type=kind.at("name").text(60) if isinstance(kind.value, dict) else kind.text(60),
        phases=words.phases([root.at("phase").text(60)]),
        sponsor=root.at("sponsor", "name").text(300),
        conditions=root.at("conditions").texts(),
        keywords=root.at("keywords").texts(),
        summary=root.at("description").text(),
        eligibility=root.at("eligibility").text(),
        contacts=tuple(one for one in people if one.name or one.phone or one.email),
        sites=tuple(location(one) for one in root.at("locations").items()),
    )


def location(one: Place) -> SiteRecord:
    """A FHIR Location."""
    address, point = one.at("address"), one.at("position")
    return SiteRecord(
        facility=one.at("name").text(300) or "Site without a name",
        city=address.at("city").text(120),
        state=address.at("state").text(120),
        zip_code=address.at("postalCode").text(20),
        country=address.at("country").text(120),
        latitude=point.at("latitude").degrees(90),
        longitude=point.at("longitude").degrees(180),
    )
