"""One filled installation and its backup, for all who put it back."""

import pytest

from backend.kit import postgres
from backend.migrations import run
from backend.running import backup
from tests.databases import own_database
from tests.members.visiting import email_of
from tests.running.installations import Kept, contents, filled, site


@pytest.fixture(scope="session")
async def kept(server: postgres.Server, database_name: str, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    async with own_database(server) as name:
        here = await filled(server, name)
        async with site(server, name) as (here.app, here.owner, here.database):
            email = await email_of(here, here.coordinator)
        path, manifest = await backup.take(server.url("backup", name), tmp_path_factory.mktemp("backups"))
        before = await contents(server, name)
    assert manifest.revision == run.head()
    assert len(manifest.collaboratives) == 2
    return Kept(here, email, before, path)
