"""What this room writes to people."""

from datetime import timedelta

from backend.kit.mail import Envelope, written

_FOLDER = "members/templates/letters"


def sign_in(email: str, *, link: str, code: str, lives: timedelta) -> Envelope:
    minutes = int(lives.total_seconds() // 60)
    return written(f"{_FOLDER}/sign_in.txt", to=email, token=link, code=code, minutes=minutes)
