"""Compression, named by the handlers whose answers hold no secret.

Never for pages with a form token: whoever can put words into a page and see how long it is when compressed could guess
the token letter by letter (the attack called BREACH). The page of an error has one, whichever handler it came from.
"""

from typing import Any

from litestar.config.compression import CompressionConfig
from litestar.enums import CompressionEncoding
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import Message, Scope, Send

_CONFIG = CompressionConfig(backend="gzip", gzip_compress_level=6)


class _ButErrors(CompressionMiddleware):
    def create_compression_send_wrapper(
        self, send: Send, compression_encoding: CompressionEncoding | str, scope: Scope
    ) -> Send:
        packed: Any = super().create_compression_send_wrapper(send, compression_encoding, scope)
        chosen: Any = packed

        async def wrapped(message: Message) -> None:
            nonlocal chosen
            if message["type"] == "http.response.start" and message["status"] >= 400:
                chosen = send
            await chosen(message)

        return wrapped


COMPRESSED = DefineMiddleware(_ButErrors, config=_CONFIG)
