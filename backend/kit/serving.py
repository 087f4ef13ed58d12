"""One web server process, from its start to a graceful stop."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from backend.kit.logs import RequestLog
from backend.kit.settings import Settings

GRACE_SECONDS = 10  # for requests under way when the stop comes


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn would raise the signal anew after its own stop, and end the process before the database is let go.
        yield


async def serve(app: Any, settings: Settings) -> None:
    """Until SIGINT or SIGTERM. A second SIGINT does not wait for requests under way."""
    server = _Server(
        uvicorn.Config(
            RequestLog(app),
            host=settings.host,
            port=settings.port,
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
    await server.serve()
