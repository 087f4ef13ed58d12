"""The reader without its process, for what is tested of the reading alone."""

from hashlib import sha256

from backend.kit.sheets.book import Book
from backend.kit.sheets.child import read
from backend.kit.sheets.messages import Gathering


def read_here(content: bytes, name: str = "figures.xlsx") -> Book:
    gathering = Gathering(sha256(content).hexdigest())
    read(content, name, gathering.take)
    assert gathering.book is not None
    return gathering.book
