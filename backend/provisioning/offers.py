"""What a starting set brings, in the words of whoever chooses one. Said in the reader's language when it is shown."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile
from types import MappingProxyType
from typing import Any

import tenants
from backend.kit.languages import later, translated, translated_many
from backend.provisioning import schemas
from backend.provisioning.blueprint import Blueprint, Framework
from backend.provisioning.rules import Plan, plan
from backend.provisioning.state import Kind, described

FOR_WHOM: Mapping[str, str] = MappingProxyType(
    {
        "wsu": later(
            "Hospitals of one city that report hiring, buying and investing in its neighborhoods each quarter."
        ),
        "heal": later("Hospitals of one city with shared commitments, answered once a year, mostly with yes or no."),
        "socal": later("Hospitals of a region that are getting ready together, before any figure is agreed on."),
        "han": later("Health systems of a whole country that compare once a year, among themselves."),
        "nhs": later("NHS trusts and their partners in England, with a year from April to March."),
    }
)
_EVERY: Mapping[str, str] = MappingProxyType(
    {
        "monthly": later("Each month: %(name)s"),
        "quarterly": later("Each quarter: %(name)s"),
        "half_yearly": later("Each half year: %(name)s"),
        "annual": later("Each year: %(name)s"),
    }
)
_SHOWN_TO: Mapping[str, str] = MappingProxyType(
    {
        "backbone": later("you"),
        "members": later("members"),
        "partners": later("community partners"),
        "public": later("everyone"),
    }
)
_CALLED: Mapping[str, str] = MappingProxyType(
    {
        "member": later("A member is called: %(word)s"),
        "organization": later("An organization is called: %(word)s"),
        "partner": later("A community partner is called: %(word)s"),
        "area": later("An area is called: %(word)s"),
        "round": later("A collection is called: %(word)s"),
        "goal": later("A shared goal is called: %(word)s"),
        "work_group": later("A work group is called: %(word)s"),
    }
)


@dataclass(frozen=True, slots=True)
class Brought:
    """One line of what a set brings. parts: what is in it, by name."""

    said: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A starting set that may be begun from in the browser. name: of its folder."""

    name: str
    blueprint: Blueprint
    whole: Plan

    @property
    def title(self) -> str:
        return self.blueprint.collaborative.title

    @property
    def for_whom(self) -> str:
        return translated(FOR_WHOM[self.name]) if self.name in FOR_WHOM else self.blueprint.collaborative.strapline

    @property
    def counts(self) -> list[str]:
        """In a few words each, for its card."""
        number = Counter(item.kind for item in self.whole.added)
        return [said for kind, say in _COUNTS.items() if number[kind] and (said := say(number[kind]))]


_COUNTS: Mapping[Kind, Any] = MappingProxyType(
    {
        Kind.FRAMEWORK: lambda n: translated_many("%(num)s form", "%(num)s forms", n),
        Kind.FRAMEWORK_ELEMENT: lambda n: translated_many("%(num)s question", "%(num)s questions", n),
        Kind.INDICATOR: lambda n: translated_many("%(num)s figure from them", "%(num)s figures from them", n),
        Kind.BREAKDOWN: lambda n: translated_many("%(num)s way to split them", "%(num)s ways to split them", n),
        Kind.GOAL: lambda n: translated_many("%(num)s shared goal", "%(num)s shared goals", n),
        Kind.SERIES: lambda n: translated_many("%(num)s published figure", "%(num)s published figures", n),
        Kind.AREA: lambda n: translated_many("%(num)s area", "%(num)s areas", n),
    }
)


@cache
def offered() -> Mapping[str, Offer]:
    """Every set but those with members of their own, which are applied at the command line. By name."""
    found = {name: offer_of(name) for name in tenants.names()}
    return MappingProxyType({name: one for name, one in found.items() if not one.blueprint.organizations})


def offer_of(name: str, **own: Any) -> Offer:
    """own: what is to be otherwise of the collaborative itself. Raises Invalid: that cannot be."""
    blueprint = schemas.read(tenants.load(name, **own))
    return Offer(name, blueprint, plan({}, described(blueprint)))


def own_report(offer: Offer) -> str | None:
    """Code of the form that is called after the set itself, and whose name is on the cover of reports."""
    forms = offer.blueprint.frameworks.items()
    return next((code for code, form in forms if _without_name(form.name, offer.title) != form.name), None)


def renamed(offer: Offer, name: str, report: str) -> Offer:
    """With its report called otherwise. report: as somebody wants it; empty for the name in place of the set's own."""
    code = own_report(offer)
    if code is None or (not report and name == offer.title):
        return offer
    forms = offer.blueprint.frameworks
    called = report or f"{name} {_without_name(forms[code].name, offer.title)}"
    own = forms | {code: forms[code].model_copy(update={"name": called})}
    blueprint = offer.blueprint.model_copy(update={"frameworks": own})
    return Offer(offer.name, blueprint, plan({}, described(blueprint)))


def _without_name(called: str, title: str) -> str:
    """ "West Side quarterly report", of West Side United, is a quarterly report."""
    return " ".join(dropwhile(title.split().__contains__, called.split()))


def brought(offer: Offer) -> list[Brought]:
    """All of it, in the order in which a coordinator meets it."""
    return [*_asked(offer), *_held_against(offer), *_shown(offer.blueprint), *_words(offer.blueprint)]


def _asked(offer: Offer) -> Iterator[Brought]:
    for framework in offer.blueprint.frameworks.values():
        yield Brought(translated(_EVERY[framework.cadence], name=framework.name), tuple(_days(framework)))
        number = sum(len(section.elements) for section in framework.sections)
        said = translated_many(
            "%(num)s question in it, under these headings", "%(num)s questions in it, under these headings", number
        )
        yield Brought(said, tuple(section.name for section in framework.sections))
    breakdowns = tuple(one.name for one in offer.blueprint.breakdowns.values())
    if breakdowns:
        said = translated_many(
            "%(num)s way in which answers are split", "%(num)s ways in which answers are split", len(breakdowns)
        )
        yield Brought(said, breakdowns)
    figures = tuple(one.name for one in offer.blueprint.indicators.values())
    if figures:
        said = translated_many(
            "%(num)s figure is worked out of the answers", "%(num)s figures are worked out of the answers", len(figures)
        )
        yield Brought(said, figures)


def _days(framework: Framework) -> Iterator[str]:
    if framework.opens_days < 0:
        yield translated_many(
            "opens %(num)s day before the period ends",
            "opens %(num)s days before the period ends",
            -framework.opens_days,
        )
    else:
        yield translated_many(
            "opens %(num)s day after the period ends", "opens %(num)s days after the period ends", framework.opens_days
        )
    yield translated_many("due %(num)s day after it ends", "due %(num)s days after it ends", framework.due_days)
    yield translated_many(
        "closes %(num)s day after it ends", "closes %(num)s days after it ends", framework.closes_days
    )


def _held_against(offer: Offer) -> Iterator[Brought]:
    blueprint = offer.blueprint
    goals = tuple(one.versions[-1].name for one in blueprint.goals.values())
    if goals:
        yield Brought(translated_many("%(num)s shared goal", "%(num)s shared goals", len(goals)), goals)
    series = tuple(one.name for one in blueprint.series.values())
    if series:
        said = translated_many(
            "%(num)s figure that others published", "%(num)s figures that others published", len(series)
        )
        yield Brought(said, series)
    if blueprint.areas:
        areas = tuple(one.name for one in blueprint.areas.values())
        yield Brought(
            translated_many("%(num)s area that counts as local", "%(num)s areas that count as local", len(areas)), areas
        )


def _shown(blueprint: Blueprint) -> Iterator[Brought]:
    readers = tuple(
        translated(_SHOWN_TO[audience]) for audience in blueprint.release.audiences if audience in _SHOWN_TO
    )
    yield Brought(translated("Reports are made for these readers, each with what they may see"), readers)
    rules = blueprint.disclosure
    parts = [
        translated("a count of people below %(smallest)s is not shown", smallest=rules.smallest_count),
        translated("a figure of fewer than %(fewest)s members is not shown", fewest=rules.fewest_contributors),
    ]
    if rules.round_to:
        parts.append(translated("figures are rounded to the nearest %(unit)s", unit=rules.round_to))
    yield Brought(translated("Rules that protect members and people"), tuple(parts))
    agreement = blueprint.model_agreement
    yield Brought(
        translated("An agreement for members to accept"),
        (agreement.title,) if agreement else (translated("the standard text"),),
    )


def _words(blueprint: Blueprint) -> Iterator[Brought]:
    own = tuple(translated(_CALLED[word], word=said) for word, said in blueprint.words.items() if word in _CALLED)
    if own:
        yield Brought(translated("Words of your own, wherever the site says them"), own)
