"""The site on a real port of this machine, in the loop of whoever asks."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


class Counted:
    """The site, with how many requests came in and how many were answered by a 5xx."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.requests = 0
        self.failures: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.requests += scope["type"] == "http"

        async def noted(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 500:
                self.failures.append(f"{scope['method']} {scope['raw_path'].decode()}: {message['status']}")
            await send(message)

        await self.app(scope, receive, noted)


@asynccontextmanager
async def on_loopback(app: Any) -> AsyncIterator[str]:
    """Its address. app: started already; its lifespan is its maker's."""
    # Named TCP, as asyncio asks for, so that no answer waits 40 ms for the acknowledgement of its head.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, server_header=False)
    server = uvicorn.Server(config)
    task = asyncio.ensure_future(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110  it tells nobody
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
