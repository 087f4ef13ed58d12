"""A new coordinator in a real browser: from an invitation link to an open first collection with eight members.

Nothing is typed at a command line after the link is printed. On a wide screen all the way; the same start on a phone, with
the keyboard, without JavaScript, and in Spanish.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backend.kit import postgres
from tests.journeys.installation import Installation, free_port
from tests.journeys.mailbox import Mailbox, link_in
from tests.journeys.people import DESKTOP, PHONE, Album, Somebody, somebody

pytestmark = pytest.mark.browser

ADA, BEN = "ada@valley.example", "ben@coast.example"
MEMBERS = """Name\tKind\tCode\tContact
Ash General Hospital\thospital\t140001\tada@ash.example
Birch Medical Center\thospital\t140002\tben@birch.example
Cedar Health\tsystem\t\tcyd@cedar.example
Dogwood Children's Hospital\t\t\tdot@dogwood.example
Elm Community Hospital\thospital\t140005\teve@elm.example
Fir Clinic\tclinic\t\tfay@fir.example
Gum Rehabilitation\thospital\t\tgus@gum.example
Holly University Hospital\thospital\t140008\thal@holly.example"""


@pytest.fixture
def installation(tmp_path: Path, mailbox: Mailbox) -> Iterator[Installation]:
    made = Installation(tmp_path, free_port(), mailbox.port)
    with ExitStack() as stack:
        server = postgres.start(made.data, durable=False, pg_bin=made.pg_bin)
        stack.callback(server.stop)
        yield made


def test_from_the_link_to_an_open_collection(installation: Installation, browser: Browser, mailbox: Mailbox) -> None:
    printed = installation.run("bootstrap", "--administrator", ADA)
    installation.run("operator", "give", "olga@site.example")
    with installation.serving("serve", "scheduler"), ExitStack() as stack:

        def at(email: str, **how: object) -> Somebody:
            album = Album(f"beginning-{email.partition('@')[0]}")
            return stack.enter_context(somebody(browser, installation.address, album, email, **how))  # type: ignore[arg-type]

        ada = at(ADA)
        it_is_begun(ada, link_in(printed))
        members_are_pasted(ada)
        their_people_are_invited(ada)
        what_is_asked_is_looked_at(ada)
        the_first_collection_is_planned_and_opened(ada)
        assert "Valley anchors" in mailbox.letter_to("signs-cedar@valley.example", "invites you")
        on_a_phone = at(BEN, width=PHONE, scripts=False)
        the_same_start(on_a_phone, a_link_from_the_operator(at("olga@site.example"), mailbox))
        # What the browser itself notes of a form that comes back to be put right.
        said = [text for one in (ada, on_a_phone) for text in one.said if "422" not in text]
        assert said == []


def it_is_begun(ada: Somebody, link: str) -> None:
    assert ada.opens(link) == 200
    ada.writes("Your name", "Ada Valley")
    ada.presses("Begin")
    ada.sees("Choose a starting set", "Hospitals of one city that report hiring")
    ada.picture("starting sets")
    ada.follows("Take West Side United")
    ada.page.get_by_label("Name", exact=True).press_sequentially("Valley anchors")
    expect(ada.page.get_by_label("Short address", exact=True)).to_have_value("valley-anchors")
    ada.sees("This address is free.")
    ada.writes("Short address", "operator")
    ada.sees("This address is taken.")
    ada.presses("operator-anchors")
    ada.sees("This address is free.")
    ada.writes("Short address", "valley")
    ada.sees("This address is free.")
    ada.presses("See what will be made")
    ada.sees("Valley anchors, at", "Each quarter:", "Rules that protect members and people", "Nothing is made yet.")
    ada.picture("what will be made")
    ada.presses("Make it")
    ada.sees("It is made, and you run it.", "2 of 7 done", "Next: Members")
    ada.picture("set up")


def members_are_pasted(ada: Somebody) -> None:
    ada.follows("Next: Members")
    ada.writes("Members", MEMBERS.replace("hospital\t140002", "hospitol\t140002"))
    ada.writes("Since", "2024-01-01")
    ada.presses("See what would be added")
    ada.sees("Line 3", "“hospitol” is no kind")
    ada.writes("Members", MEMBERS)
    ada.presses("See what would be added")
    ada.sees("8 members would be added", "birch_medical_center", "Nothing is saved yet.")
    ada.picture("members")
    ada.presses("Add them")
    ada.sees("They are members now.", "8 members so far")


def their_people_are_invited(ada: Somebody) -> None:
    ada.follows("Next: People of each member")
    groups = ada.page.get_by_role("group")
    expect(groups).to_have_count(8)
    for group in groups.all():
        enters, signs = group.get_by_label("Fills in"), group.get_by_label("Signs")
        word = enters.input_value().partition("@")[2].partition(".")[0]
        assert word, "whom to ask there is suggested"
        signs.fill(f"signs-{word}@valley.example")
    ada.picture("people")
    ada.presses("Send the invitations")
    ada.sees("The letters are on their way.", "8 of 8 members have somebody")


def what_is_asked_is_looked_at(ada: Somebody) -> None:
    ada.follows("What is asked")
    box = ada.page.get_by_role("checkbox").nth(1)
    box.uncheck()
    ada.presses("See what this changes")
    ada.sees("No longer shown:", "Nothing is saved yet.")
    ada.picture("what is asked")
    ada.presses("Change it")
    ada.sees("The form asks it so from now on.")


def the_first_collection_is_planned_and_opened(ada: Somebody) -> None:
    ada.follows("Next: The calendar")
    ada.picture("calendar")
    ada.presses("Plan what is ticked")
    ada.sees("1 collection is planned", "Next: Agreements")
    ada.follows("The first collection")
    ada.sees("8 members are asked")
    ada.presses("Open it")
    ada.opens("/valley/home")
    ada.sees("Open collections")
    ada.sees_nothing_of("No collection has been opened yet")
    ada.opens("/valley/setup")
    ada.sees("6 of 7 done", "It is open: members can answer.")
    ada.picture("set up at the end")


# ---- Another, from the operator's letter, on a phone -----------------------------------------------------------------


def a_link_from_the_operator(olga: Somebody, mailbox: Mailbox) -> str:
    olga.opens("/sign-in")
    olga.writes("E-mail", olga.email)
    olga.page.get_by_role("button", name=re.compile("letter|link|sign in", re.IGNORECASE)).last.click()
    olga.opens(link_in(mailbox.letter_to(olga.email, "Your link to sign in")))
    olga.page.get_by_role("main").get_by_role("button").first.click()
    olga.opens("/operator")
    olga.writes("E-mail", BEN)
    olga.presses("Invite")
    olga.sees("The letter is on its way.", BEN)
    return link_in(mailbox.letter_to(BEN, "Begin your collaborative"))


def the_same_start(ben: Somebody, link: str) -> None:
    """Without JavaScript, in Spanish, and with a short address that is taken."""
    assert ben.opens(link) == 200
    ben.presses("Español")
    ben.writes("Su nombre", "Ben Costa")
    ben.presses("Empezar")
    ben.sees("Elija un conjunto inicial")
    ben.picture("conjuntos", width=PHONE)
    ben.follows("Tomar Chicago HEAL")
    ben.writes("Nombre", "Costa unida")
    ben.writes("Dirección corta", "valley")
    ben.presses("Ver lo que se creará")
    ben.sees("Esta dirección está ocupada.", "valley-anchors")
    ben.writes("Dirección corta", "costa")
    ben.presses("Ver lo que se creará")
    ben.sees("Costa unida, en", "Todavía no se ha creado nada.")
    ben.picture("lo que se creara", width=PHONE)
    ben.presses("Crearlo")
    ben.sees("Ya está hecho, y usted lo dirige.", "Siguiente: Miembros")
    ben.picture("preparar", width=PHONE)
    assert ben.width < DESKTOP
