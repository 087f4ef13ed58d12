"""What the site is made of is whole by itself, whoever starts it."""

import subprocess
import sys


def test_every_key_of_a_table_finds_its_table_where_only_the_site_is_loaded() -> None:
    """A table of a room that nobody imports is not there: tests, which load everything, would never miss it."""
    done = subprocess.run([sys.executable, "-c", _LOADED_ALONE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


_LOADED_ALONE = """
import backend.app
from backend.kit.db import Base
for table in Base.metadata.sorted_tables:
    for key in table.foreign_keys:
        key.column
"""
