"""Whether what a blueprint says of the collaborative itself can be: zone, language, address, words, policy, agreement."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import available_timezones

from babel.core import Locale, UnknownLocaleError

from backend.agreements import agreed
from backend.agreements.agreed import Terms
from backend.disclosure.policy import Policy
from backend.kit.errors import Invalid, Problem
from backend.members.addresses import normalised
from backend.provisioning.blueprint import Blueprint
from backend.provisioning.shapes import nearest
from backend.provisioning.state import Fields

RELABELLED = (
    "area", "assessment", "backbone", "breakdown", "collaborative", "commitment", "element", "goal", "indicator",
    "learning_event", "member", "organization", "partner", "quarter", "release", "round", "story", "submission",
    "work_group", "year",
)  # fmt: skip


def settings_faults(blueprint: Blueprint) -> Iterator[Problem]:
    own = blueprint.collaborative
    if own.time_zone not in available_timezones():
        message = f"“{own.time_zone}” is not a time zone{nearest(own.time_zone, available_timezones())}"
        yield Problem("collaborative.time_zone", message, "blueprint.time_zone")
    try:
        Locale.parse(own.locale)
    except (UnknownLocaleError, ValueError):
        yield Problem(
            "collaborative.locale", f"“{own.locale}” is not a locale; write one like en_GB", "blueprint.locale"
        )
    if own.contact_email:
        try:
            normalised(own.contact_email)
        except ValueError as fault:
            yield Problem("collaborative.contact_email", str(fault), "blueprint.contact_email")
    for word in blueprint.words:
        if word not in RELABELLED:
            message = f"“{word}” is not a word that can be relabelled{nearest(word, RELABELLED)}"
            yield Problem(f"words.{word}", message, "blueprint.word")
    try:
        Policy(**blueprint.disclosure.model_dump())
    except ValueError as fault:
        yield Problem("disclosure", str(fault), "blueprint.policy")
    if blueprint.release.public_after_days < blueprint.release.members_after_days:
        message = (
            f"the public would read it before the members do; write {blueprint.release.members_after_days} or more"
        )
        yield Problem("release.public_after_days", message, "blueprint.release")
    yield from _offer(blueprint)


def _offer(blueprint: Blueprint) -> Iterator[Problem]:
    if blueprint.model_agreement is None:
        return
    fields = blueprint.model_agreement.model_dump()
    try:
        agreed.check_offer(offered(fields, date.min), fields["months"])
    except Invalid as fault:
        for problem in fault.problems:
            yield Problem(f"model_agreement: {problem.where}", problem.message, problem.code)


def offered(fields: Fields, today: date) -> Terms:
    """What the model agreement of a blueprint lays down."""
    own = {name: value for name, value in fields.items() if name != "months"}
    return Terms(**own, starts=today, ends=None)
