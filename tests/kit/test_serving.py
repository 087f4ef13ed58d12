"""The address a site listens on: taken once, and known for TCP."""

import socket

import pytest

from backend.kit import serving
from backend.kit.errors import CannotStart
from backend.kit.settings import Settings


def settings(port: int) -> Settings:
    return Settings(_env_file=None, port=port)  # type: ignore[call-arg]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_an_answer_in_two_parts_is_sent_at_once() -> None:
    """asyncio sets TCP_NODELAY only on what it knows for TCP; else the second part waits 40 ms for an acknowledgement."""
    with serving.listening(settings(free_port())) as [taken]:
        assert taken.proto == socket.IPPROTO_TCP


def test_an_address_in_use_is_said_before_anything_begins() -> None:
    with serving.listening(settings(free_port())) as [taken]:
        again = serving.listening(settings(taken.getsockname()[1]))
        with pytest.raises(CannotStart, match="choose another with ANCHORLINE_PORT"):
            again.__enter__()
