"""Pages for everyone are said in the language of their address, and of nothing else: caches keep them by it."""

import re

from tests.releases.readers import address
from tests.releases.reporting import Reporting

SPANISH = {"accept-language": "es", "cookie": "language=es"}


async def test_neither_cookie_nor_browser_changes_a_page_for_everyone(published: Reporting):
    anyone = published.here.anyone()
    plain = await anyone.get(address(published))
    assert (await anyone.get(address(published), headers=SPANISH)).content == plain.content
    assert '<html lang="en-GB">' in plain.text
    spanish = await anyone.get(f"{address(published)}?lang=es")
    assert (await anyone.get(f"{address(published)}?lang=es", headers={"accept-language": "en"})).text == spanish.text
    assert '<html lang="es-419">' in spanish.text
    assert "Lléveselo" in spanish.text
    assert "Lléveselo" not in plain.text


async def test_each_language_names_the_others_and_what_is_unknown_is_as_nothing(published: Reporting):
    anyone = published.here.anyone()
    plain = await anyone.get(address(published))
    for page in (plain.text, (await anyone.get(f"{address(published)}?lang=es")).text):
        for language in ("en", "es"):
            there = f'{address(published)}?lang={language}">'
            assert f'<link rel="alternate" hreflang="{language}" href="http' in page
            assert there in page
        assert '<a href="?lang=es" lang="es" hreflang="es"' in page
    unknown = (await anyone.get(f"{address(published)}?lang=xx")).text
    assert unknown == plain.text


async def test_what_a_reader_chose_stays_chosen_on_the_way(published: Reporting):
    spanish = (await published.here.anyone().get(f"{address(published)}?lang=es")).text
    assert f'class="home" href="{address(published)}?lang=es"' in spanish


async def test_files_that_are_kept_in_one_language_are_said_to_be_in_it(published: Reporting):
    anyone = published.here.anyone()
    spanish = (await anyone.get(f"{address(published)}?lang=es")).text
    for kind in ("pdf", "xlsx"):
        link = re.search(rf'/{kind}" hreflang="en">[^<]+</a> <span class="soft">\(en inglés\)', spanish)
        assert link, kind
    plain = (await anyone.get(address(published))).text
    assert '/pdf" hreflang="en">' in plain
    assert "(in English)" not in plain
