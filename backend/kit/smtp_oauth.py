"""Signing in at a mail server by OAuth 2 instead of a password, as Microsoft 365 and Google ask for.

A token is asked for when the first letter goes, kept until shortly before it runs out, and asked for anew when the mail
server does not take it.
"""

import asyncio
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

SECONDS = 20
EARLY = 60  # seconds before its end in which a token is not used any more


class NoToken(Exception):
    """The token server gave none; what it said, for the operator."""


@dataclass(frozen=True)
class TokenServer:
    """Where tokens are had. refresh_token: set for mail servers that tie the mailbox to a person's consent (Google);
    without it the program asks in its own name (Microsoft).
    """

    url: str
    client: str
    secret: str = field(repr=False)
    scope: str
    refresh_token: str = field(default="", repr=False)


class Tokens:
    """The token of one server, good for now. One is asked for at a time, however many letters wait."""

    def __init__(self, server: TokenServer) -> None:
        self._server = server
        self._token: Any = None
        self._asking = asyncio.Lock()

    async def get(self) -> str:
        """Raises: NoToken."""
        async with self._asking:
            if self._token is None or self._token.is_expired(leeway=EARLY):
                self._token = await self._ask()
            return str(self._token["access_token"])

    def refused(self) -> None:
        """The mail server did not take it: the next letter asks for another."""
        self._token = None

    async def _ask(self) -> Any:
        server = self._server
        grant = (
            {"grant_type": "refresh_token", "refresh_token": server.refresh_token}
            if server.refresh_token
            else {"grant_type": "client_credentials"}
        )
        try:
            async with AsyncOAuth2Client(server.client, server.secret, scope=server.scope, timeout=SECONDS) as client:
                return await client.fetch_token(server.url, **grant)
        except (OAuthError, httpx2.HTTPError, ValueError) as error:
            raise NoToken(f"no token for the mail server: {type(error).__name__}") from error


@cache
def tokens_of(server: TokenServer) -> Tokens:
    """One per server and process, so that a token outlives the run of letters it was asked for."""
    return Tokens(server)
