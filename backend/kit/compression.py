"""Compression, named by the handlers whose answers hold no secret.

Never for pages with a form token: whoever can put words into a page and see how long it is when compressed could guess
the token letter by letter (the attack called BREACH).
"""

from litestar.config.compression import CompressionConfig
from litestar.middleware import DefineMiddleware

_CONFIG = CompressionConfig(backend="gzip", gzip_compress_level=6)
COMPRESSED = DefineMiddleware(_CONFIG.middleware_class, config=_CONFIG)
