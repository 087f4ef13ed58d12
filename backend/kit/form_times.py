"""When a form was given out, signed, for forms that anybody may send: what is sent at once, or long after, is no person's.

The key is made of the address of the database with its password, so that every process of an installation has the same and
nobody else does.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta


class FormTimes:
    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(f"form times {secret}".encode()).digest()

    def stamp(self, about: str, at: datetime) -> str:
        """about: the form's own address; it holds for no other."""
        when = str(int(at.timestamp()))
        return f"{when}.{self._sign(about, when)}"

    def age(self, stamp: str, about: str, at: datetime) -> timedelta | None:
        """None for one that was not given out here, or for another form."""
        when, _, signed = stamp.partition(".")
        if not hmac.compare_digest(signed.encode(), self._sign(about, when).encode()):
            return None
        return at - datetime.fromtimestamp(int(when), UTC)

    def _sign(self, about: str, when: str) -> str:
        return hmac.new(self._key, f"{about} {when}".encode(), hashlib.sha256).hexdigest()
