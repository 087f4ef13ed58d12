"""The command `anchorline`. What a command needs is loaded when it is typed: most need little of the program."""

import sys

from cyclopts import App

from backend.kit.errors import AnchorlineError, Invalid

app = App(name="anchorline", help="Hospitals report once; neighbourhoods see what it adds up to.")
app.command(
    "backend.running.site:serve",
    name="serve",
    help="Serve the site until Ctrl-C. People sign in by letters, so an SMTP server must be set.",
)
app.command(
    "backend.running.site:schedule",
    name="scheduler",
    help="Do what is to be done at its time (letters, opening and closing rounds) until Ctrl-C. Several do no harm.",
)
app.command(
    "backend.running.site:demo",
    name="demo",
    help="Serve a made-up collaborative on this machine alone, in which one chooses whom to be. Continues where it was.",
)
app.command(
    "backend.running.site:demo_reset",
    name="demo-reset",
    help="Delete the demonstration, so that the next one begins anew. Data that are not made up are left alone.",
)
app.command(
    "backend.running.commands:bootstrap",
    name="bootstrap",
    help="On an empty machine: make the database, its schema and the first collaborative; print its administrator's link."
    "\n\nWithout a starting set, slug and name the link leads to a page on which the administrator chooses them.",
)
app.command(
    "backend.running.commands:doctor",
    name="doctor",
    help="Look at everything the site needs, and say in plain sentences what is wrong and what to do. Changes nothing.",
)
app.command(
    "backend.running.commands:backup",
    name="backup",
    help="Keep all there is in one file, as it is at this moment. The site goes on meanwhile.",
)
app.command(
    "backend.running.commands:restore",
    name="restore",
    help="Put a backup back into an empty database, and compare rows, checksums, row policies and roles with what was kept.",
)
app.command("backend.running.history:import_", name="import", help="Let history in from a file, straight to accepted.")

collaborative = App(name="collaborative", help="Collaboratives: make one from a starting set, or bring it up to date.")
app.command(collaborative)
collaborative.command(
    "backend.running.collaboratives:plan",
    name="plan",
    help="Show what applying the starting set would do. Nothing is written.",
)
collaborative.command(
    "backend.running.collaboratives:apply_",
    name="apply",
    help="Do it, in one transaction; done twice, nothing changes. Prints the first administrator's link.",
)
collaborative.command(
    "backend.running.collaboratives:export",
    name="export",
    help="Write a live collaborative as a .toml file from which one like it can be made. No answer and no person is in it.",
)

db = App(name="db", help="The database: its schema, and the embedded server.")
app.command(db)
db.command("backend.running.database:upgrade", name="upgrade", help="Bring the schema to this program's version.")
db.command(
    "backend.running.database:check",
    name="check",
    help="Say whether the schema is this program's and the role is weak enough to serve with.",
)
db.command(
    "backend.running.database:start",
    name="start",
    help="Start the embedded server and leave it running, until `anchorline db stop`.",
)
db.command("backend.running.database:stop", name="stop", help="Let the embedded server stop once no program uses it.")
db.command(
    "backend.running.database:migrate_data",
    name="migrate-data",
    help="Bring an embedded database to this program's major version of PostgreSQL.",
)

operator = App(
    name="operator", help="Who looks after the installation: sees that collaboratives are well, nothing inside."
)
app.command(operator)
operator.command(
    "backend.running.operators:give",
    name="give",
    help="Let somebody see the page with all collaboratives, their sizes and their failed letters.",
)
operator.command("backend.running.operators:take", name="take", help="End it, from the next page they open on.")
operator.command("backend.running.operators:list_", name="list", help="Say who is one.")


def main() -> None:
    """The command's entry: what was expected to go wrong is one sentence and exit code 1, not a traceback."""
    try:
        app()
    except Invalid as refusal:
        for problem in refusal.problems:
            sys.stderr.write(f"{problem.where}: {problem.message}\n" if problem.where else f"{problem.message}\n")
        sys.exit(1)
    except AnchorlineError as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
