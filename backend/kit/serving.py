"""One web server process, from its start to a graceful stop."""

import asyncio
import gc
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from backend.kit.errors import CannotStart
from backend.kit.logs import RequestLog
from backend.kit.settings import Settings

GRACE_SECONDS = 10  # for requests under way when the stop comes


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn would raise the signal anew after its own stop, and end the process before the database is let go.
        yield


@contextmanager
def listening(settings: Settings) -> Iterator[list[socket.socket]]:
    """The address is taken first, so that a second start fails before it touches anything. Raises: CannotStart."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named TCP, for asyncio sends at once only what it knows for TCP: else an answer in two parts takes 40 ms longer.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((settings.host.strip("[]"), settings.port))
        except OSError as error:
            raise CannotStart(
                f"{settings.host}:{settings.port} cannot be listened on ({error.strerror}): "
                "end what uses it, or choose another with ANCHORLINE_PORT or --port."
            ) from error
        taken.listen(128)
        yield [taken]


def spare_the_collector() -> None:
    """What is loaded by now stays, and the young are looked through less often.

    Reading a hundred thousand answers makes a million objects, none of them rubbish; with Python's own thresholds two
    fifths of the time went into looking for some.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def serve(app: Any, settings: Settings, sockets: list[socket.socket]) -> None:
    """Until SIGINT or SIGTERM. A second SIGINT does not wait for requests under way."""
    spare_the_collector()
    server = _Server(
        uvicorn.Config(
            RequestLog(app),
            log_config=None,
            access_log=False,  # we log requests ourselves, without their paths
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.handle_exit, number, None)
    await server.serve(sockets)
