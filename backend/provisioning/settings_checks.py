"""Whether what a blueprint says of the collaborative itself can be: zone, language, address, words, policy, agreement."""

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import available_timezones

from babel.core import Locale, UnknownLocaleError

from backend.agreements import agreed
from backend.agreements.agreed import Terms
from backend.disclosure.policy import Policy
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import NAMED, SOURCE, is_word
from backend.members.addresses import normalised
from backend.members.sizes import Scale
from backend.provisioning import brands
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
    yield from _words(blueprint)
    try:
        Policy(**blueprint.disclosure.model_dump())
    except ValueError as fault:
        yield Problem("disclosure", str(fault), "blueprint.policy")
    if blueprint.release.public_after_days < blueprint.release.members_after_days:
        message = (
            f"the public would read it before the members do; write {blueprint.release.members_after_days} or more"
        )
        yield Problem("release.public_after_days", message, "blueprint.release")
    if blueprint.heard and blueprint.heard.without_account and not blueprint.heard.answered_by:
        message = "name who answers what people ask without an account: a work group, or the backbone team"
        yield Problem("heard.answered_by", message, "blueprint.heard")
    if blueprint.sizes:
        scale = Scale(blueprint.sizes.of, blueprint.sizes.bounds)
        yield from (Problem("sizes.bounds", fault, "blueprint.sizes") for fault in scale.faults)
    if blueprint.brand:
        yield from brands.faults(blueprint.brand)
    yield from _offer(blueprint)


def _words(blueprint: Blueprint) -> Iterator[Problem]:
    """Those of another language than English stand under its name."""
    for word, said in blueprint.words.items():
        for name, own in said.items() if isinstance(said, Mapping) else [("", said)]:
            if not all(map(is_word, (own,) if isinstance(own, str) else own)):
                message = "write letters, digits, spaces, hyphens, apostrophes and points alone"
                yield Problem(f"words.{word}.{name}".removesuffix("."), message, "blueprint.word")
        if isinstance(said, Mapping):
            unknown = set(said) - set(NAMED.get(word, ()))
            if word == SOURCE or word not in NAMED:
                yield Problem(f"words.{word}", f"“{word}” is not another language of the site", "blueprint.word")
            for wrong in sorted(unknown) if word in NAMED else ():
                message = f"“{wrong}” is not a word that can be relabelled{nearest(wrong, NAMED[word])}"
                yield Problem(f"words.{word}.{wrong}", message, "blueprint.word")
        elif word not in RELABELLED:
            message = f"“{word}” is not a word that can be relabelled{nearest(word, RELABELLED)}"
            yield Problem(f"words.{word}", message, "blueprint.word")


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
