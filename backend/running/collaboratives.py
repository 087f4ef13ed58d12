"""The commands about collaboratives: `anchorline collaborative plan`, `apply`, `export`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from backend.kit import postgres
from backend.kit.errors import Invalid
from backend.provisioning import operator
from backend.running.calling import Agreed, Data, checked, finished, settings_for

Blueprint = Annotated[str, Parameter(help="A starting set by name, e.g. nhs, or a .toml file of your own.")]
Slug = Annotated[str, Parameter(help="Its address on the site: small letters, digits and hyphens.")]
Called = Annotated[str, Parameter(name="--name", help="What people call it.")]
First = Annotated[str, Parameter(help="E-mail of its first administrator, who is given a link.")]


def plan(blueprint: Blueprint, *, slug: Slug, called: Called, administrator: First, data: Data = None) -> None:
    with postgres.held(settings_for(data=data)) as urls:
        order = operator.Order(blueprint, slug, called, administrator)
        print(finished(checked(urls, lambda url: operator.plan(url, order))))


def apply_(
    blueprint: Blueprint,
    *,
    slug: Slug,
    called: Called,
    administrator: First,
    agreement: Agreed = "",
    data: Data = None,
) -> None:
    settings = settings_for(data=data)
    with postgres.held(settings) as urls:
        order = operator.Order(blueprint, slug, called, administrator, agreement)
        print(finished(checked(urls, lambda url: operator.apply(url, order, settings))))


def export(
    slug: Annotated[str, Parameter(help="Its address on the site.")],
    *,
    to: Annotated[Path | None, Parameter(help="File to write; else it is printed.")] = None,
    data: Data = None,
) -> None:
    with postgres.held(settings_for(data=data)) as urls:
        text = finished(checked(urls, lambda url: operator.export(url, slug)))
    if to is None:
        print(text, end="")
        return
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise Invalid(f"{to} cannot be written: {fault.strerror}", where="--to") from None
    print(f"{slug} is written to {to}.")
