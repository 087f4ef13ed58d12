"""A quarter that is played through: when it is, who is there, and what several chapters of it need."""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from backend.kit import postgres
from tests.journeys import anchors, papers
from tests.journeys.anchors import FRAMEWORK, SLUG
from tests.journeys.installation import Installation
from tests.journeys.mailbox import Mailbox
from tests.journeys.people import Somebody

ADMINISTRATOR, CHAIR, SECOND = "tomas@millrace.example", "nadia@millrace.example", "rosa@millrace.example"
BEATRIZ = "beatriz@wren.example"
ZONE = anchors.where_it_is_noon()
TODAY = datetime.now(ZONE).date()
PERIOD = anchors.quarter_asked_for(TODAY)
LABEL, EARLIER = (f"{one.start.year} Q{one.start.month // 3 + 1}" for one in (PERIOD, PERIOD.previous()))
COLLECTION = f"{LABEL} collection"


@dataclass
class Story:
    """people: their browsers, by e-mail, each opened when they are first met."""

    installation: Installation
    server: postgres.Server
    mailbox: Mailbox
    folder: Path
    opened: Callable[[str], Somebody]
    people: dict[str, Somebody] = field(default_factory=dict)

    def meet(self, email: str) -> Somebody:
        if email not in self.people:
            self.people[email] = self.opened(email)
        return self.people[email]

    @property
    def coordinator(self) -> Somebody:
        return self.meet(CHAIR)

    def letter(self, email: str, subject: str) -> str:
        return self.mailbox.letter_to(email, subject)

    def file(self, name: str, content: bytes) -> Path:
        return papers.put_down(self.folder, name, content)


def clock(story: Story) -> AbstractContextManager[None]:
    """The scheduler as a process, until the block ends and the system tells it to."""
    return story.installation.serving("scheduler", stop=signal.SIGTERM)


def opens_collection(coordinator: Somebody) -> None:
    coordinator.opens(f"/{SLUG}/rounds")
    coordinator.follows(f"{FRAMEWORK}, {COLLECTION}")
