"""ClinicalTrials.gov, API v2: one study, or a page of a search. Field names: the registry's own OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from referrals.trials.reading import words
from referrals.trials.reading.places import Place
from referrals.trials.record import Ages, Contact, SiteRecord, TrialRecord
from referrals.trials.states import Source


def study(root: Place) -> TrialRecord:
    """One study; what a trimmed answer leaves out stays empty."""
    part = root.at("protocolSection")
    names, places = part.at("identificationModule"), part.at("contactsLocationsModule")
    return TrialRecord(
        nct_id=names.at("nctId").nct(),
        title=title(names),
        source=Source.REGISTRY,
        official_title=names.at("officialTitle").text(600),
        acronym=names.at("acronym").text(40),
        sponsor=part.at("sponsorCollaboratorsModule", "leadSponsor", "name").text(300),
        conditions=part.at("conditionsModule", "conditions").texts(),
        keywords=part.at("conditionsModule", "keywords").texts(),
        interventions=tuple(interventions(part.at("armsInterventionsModule", "interventions"))),
        summary=part.at("descriptionModule", "briefSummary").text(),
        contacts=tuple(contacts(places.at("centralContacts"))),
        sites=None if places.at("locations").value is None else tuple(site(one) for one in places.at("locations").items()),
        **progress(part.at("statusModule")),
        **plan(part.at("designModule"), part.at("eligibilityModule")),
    )


def progress(status: Place) -> dict[str, Any]:
    """How far the trial is, and when the registry last changed the record."""
    return {
        "status": words.status(status.at("overallStatus")),
        "why_stopped": status.at("whyStopped").text(400),
        "starts": status.at("startDateStruct", "date").day_words(),
        "completes": status.at("completionDateStruct", "date").day_words(),
        "updated_on": status.at("lastUpdatePostDateStruct", "date").day() or status.at("lastUpdateSubmitDate").day(),
    }


def plan(design: Place, wanted: Place) -> dict[str, Any]:
    return {
        "study_type": design.at("studyType").text(60).replace("_", " ").capitalize(),
        "phases": words.phases(list(design.at("phases").texts())),
        "enrollment": design.at("enrollmentInfo", "count").count(),
        "eligibility": wanted.at("eligibilityCriteria").text(),
        "only_sex": words.sex(wanted.at("sex")),
        "ages": ages(wanted),
    }


def title(names: Place) -> str:
    found = names.at("briefTitle").text(600) or names.at("officialTitle").text(600)
    if not found:
        raise names.at("briefTitle").fault("There is no title")
    return found


def ages(wanted: Place) -> Ages:
    found = Ages(words.years(wanted.at("minimumAge")), words.years(wanted.at("maximumAge")))
    if found.least is not None and found.most is not None and found.least > found.most:
        raise wanted.at("maximumAge").fault("The oldest age is below the youngest")
    return found


def interventions(place: Place) -> Iterator[str]:
    for one in place.items():
        kind, name = one.at("type").text(60).replace("_", " ").capitalize(), one.at("name").text(300)
        if name:
            yield f"{kind}: {name}" if kind else name


def contacts(place: Place) -> Iterator[Contact]:
    for one in place.items():
        phone, more = one.at("phone").text(60), one.at("phoneExt").text(20)
        role = one.at("role").text(60).replace("_", " ").capitalize()
        found = Contact(one.at("name").text(200), f"{phone} ext. {more}" if phone and more else phone, one.at("email").text(200), role)
        if found.name or found.phone or found.email:
            yield found


def site(one: Place) -> SiteRecord:
    point = one.at("geoPoint")
    return SiteRecord(
        facility=one.at("facility").text(300) or one.at("city").text(120) or "Site without a name",
        city=one.at("city").text(120),
        state=one.at("state").text(120),
        zip_code=one.at("zip").text(20),
        country=one.at("country").text(120),
        status=words.status(one.at("status")) if one.at("status").value else None,
        latitude=point.at("lat").degrees(90),
        longitude=point.at("lon").degrees(180),
        contacts=tuple(contacts(one.at("contacts"))),
    )
