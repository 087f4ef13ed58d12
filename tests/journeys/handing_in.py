"""Each member hands in its quarter in its own way, and its approver approves by the letter's link."""

from tests.files.workbooks import resaved
from tests.journeys import anchors, papers, steps, storehouse, ways
from tests.journeys.anchors import CHILDREN, CLINICS, COLLEGE, GENERAL, ODILE, SLUG, TOWN
from tests.journeys.mailbox import link_in
from tests.journeys.programs import Program
from tests.journeys.quarter import BEATRIZ, LABEL, PERIOD, TODAY, Story


def by_our_workbook(story: Story) -> None:
    """What is counted by ZIP code is pasted; the rest is written into the workbook, which LibreOffice saves."""
    someone = story.meet(GENERAL.contributor[0])
    address = ways.opens_the_ways(someone, SLUG, GENERAL.name, LABEL)
    someone.picture("the ways to answer")
    workbook = ways.downloads(someone, "Download the workbook")
    ways.pastes_zip_lines(someone, address, anchors.ZIP_LINES)
    someone.sees("Focus neighborhoods")
    rest = {"employees": int(GENERAL.answers["employees"]), "what_we_did": anchors.WORDS}
    saved = resaved(papers.filled(workbook, rest), story.folder)
    someone.opens(f"{address}/files")
    ways.sends(someone, story.file("Wren General.xlsx", saved))
    ways.sees_saving_would(someone, new=2)
    someone.picture("what saving the workbook would do")
    assert ways.becomes(someone, "Work!D6") == "4,000"
    someone.presses("Save 2 answers")
    someone.sees("Saved: 2 answers.")
    someone.opens(f"{address}/files")
    ways.sends(someone, story.file("Wren General again.xlsx", saved))
    someone.sees("Nothing would change: all of it stands there already.")
    ways.checks_and_submits(someone, address)
    approves(story, GENERAL)


def approves(story: Story, one: anchors.Anchor) -> None:
    link = link_in(story.letter(one.approver[0], f"please approve the figures of {one.name}"))
    ways.approves_by_letter(story.meet(one.approver[0]), link, one.name)


def by_its_own_file(story: Story) -> None:
    """Pointed at once; a week later payroll has found one more, and the same file with it maps itself."""
    someone = story.meet(ODILE.contributor[0])
    address = ways.opens_the_ways(someone, SLUG, ODILE.name, LABEL)
    ways.sends(someone, story.file("quarter.xlsx", papers.own_file()))
    ways.points(someone, papers.OWN_FILE_POINTED, name="Payroll and payables", forms=(1,))
    ways.sees_saving_would(someone, new=5)
    someone.picture("what saving their own file would do")
    someone.presses("Save 5 answers")
    someone.opens(f"{address}/files")
    ways.sends(someone, story.file("quarter, corrected.xlsx", papers.own_file(papers.MORE_IN_PHARMACY)))
    ways.sees_saving_would(someone, changed=1, unchanged=4)
    someone.sees("New hires living in the focus area")
    someone.presses("Save one answer")
    ways.checks_and_submits(someone, address)
    approves(story, ODILE)


def by_the_form_since_the_year_began(story: Story) -> None:
    someone = story.meet(COLLEGE.contributor[0])
    address = ways.opens_the_form(someone, SLUG, COLLEGE.name, LABEL)
    someone.page.get_by_label("Our numbers count since").check()
    for button, section in (("Save, then Buying", "buying"), ("Save, then In your own words", "words")):
        steps.types(someone, anchors.TO_DATE)
        someone.presses(button)
        someone.page.wait_for_url(f"**section={section}&done=saved")
    someone.opens(f"{address}?section=work")
    someone.sees("130 since", "80 in this quarter")
    someone.picture("the form, counted since the year began")
    ways.checks_and_submits(someone, address)
    approves(story, COLLEGE)


def by_a_program(story: Story) -> None:
    """Twice the same request has one effect; nothing is signed for that was not read. The approver is in no hurry."""
    someone = story.meet(CLINICS.contributor[0])
    token = ways.makes_a_token(someone, "Ledger export", "Read what was answered", "Enter figures and submit them")
    program = Program(f"{story.installation.address}/api/v1/{SLUG}", token)
    address, version = program.finds_its_submission(CLINICS.code, PERIOD.start.isoformat())
    values = {code: str(number) for code, number in CLINICS.answers.items()}
    put, again = (program.puts(address, version, values, key="this-quarter") for _ in range(2))
    assert put.status_code == 200, put.text
    assert put.json()["changed"] == 5
    assert (again.status_code, again.text) == (200, put.text)
    assert program.submits(address, version).status_code == 412
    submitted = program.submits(address, put.headers["etag"])
    assert submitted.json()["state"] == "submitted", submitted.text
    assert CLINICS.name in story.letter(CLINICS.approver[0], "please approve the figures")


def by_the_coordinator(story: Story) -> None:
    """Nobody of the town has signed up: it mailed a file, and its treasurer a letter."""
    coordinator = story.coordinator
    coordinator.opens(f"/{SLUG}/submissions")
    coordinator.page.locator("section").filter(has_text=LABEL).get_by_role("link", name=TOWN.name).click()
    address = coordinator.page.url.partition("?")[0]
    coordinator.follows("Send the file it gave you")
    coordinator.sees(f"You send for {TOWN.name}.")
    ways.sends(coordinator, story.file("as mailed.xlsx", papers.mailed_file()))
    ways.points(coordinator, papers.MAILED_POINTED, name="The town's mail", forms=(0,))
    coordinator.sees(f"Nobody signs for {TOWN.name} here")
    ways.sees_saving_would(coordinator, new=5)
    coordinator.presses("Save 5 answers")
    ways.checks_and_submits(coordinator, f"{address}/for-member", told="Submitted for the member.")
    coordinator.sees(f"Entered by Nadia Okafor for {TOWN.name}")
    letter = story.file("letter.pdf", papers.letter())
    ways.confirms_outside(coordinator, address, letter, on=TODAY.isoformat(), signed_by="O. Lund, treasurer")
    coordinator.sees("Confirmed outside, by O. Lund, treasurer")
    coordinator.picture("confirmed outside")


def rows_about_persons_are_refused(story: Story) -> None:
    someone = story.meet(BEATRIZ)
    ways.opens_the_ways(someone, SLUG, CHILDREN, LABEL)
    ways.sends(someone, story.file("staff.csv", papers.list_of_persons()))
    someone.sees("This file was not taken", "Nothing was saved, and nothing of the file was kept.")
    someone.sees_nothing_of(papers.A_NAME, "staff.csv")
    someone.picture("a list of persons is refused")
    everything = story.server.url("backup")
    assert storehouse.tables_that_hold(everything, "Payroll and payables"), "it does find what is kept"
    assert storehouse.tables_that_hold(everything, papers.A_NAME) == []
