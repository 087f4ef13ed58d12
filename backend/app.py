"""The assembly: every router, guard and dependency named by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware

from backend.agreements import member_pages as agreement_member_pages
from backend.agreements import pages as agreement_pages
from backend.files import everything_pages, upload_pages
from backend.files import jobs as file_jobs
from backend.files.evidence import pages as evidence_pages
from backend.files.own import pages as mapping_pages
from backend.files.tidy import pages as values_pages
from backend.files.workbook import pages as workbook_pages
from backend.files.zip_sheet import pages as zip_pages
from backend.goals import beside_pages, drawing_pages, question_pages, translation_pages
from backend.goals import pages as goal_pages
from backend.history import pages as history_pages
from backend.home import (
    calendar_pages,
    closing_pages,
    demonstration_pages,
    letter_pages,
    progress_pages,
    search_pages,
    trail_pages,
)
from backend.home import pages as home_pages
from backend.indicators import api as indicator_api
from backend.indicators import pages as indicator_pages
from backend.kit import api_pages
from backend.kit import pages as kit_pages
from backend.kit.answers import ANSWERS, headers
from backend.kit.background import Background
from backend.kit.catcher import Caught, delivering
from backend.kit.db import Database
from backend.kit.form_times import FormTimes
from backend.kit.programs import ROOT
from backend.kit.settings import Settings
from backend.kit.shell import entries_of, template_config
from backend.kit.turns import Turns
from backend.kit.web import every_door_is_named, guard, provide_session, same_site
from backend.members import (
    account_pages,
    cover_pages,
    employment_pages,
    invitation_pages,
    language_pages,
    member_pages,
    role_pages,
    sign_in_pages,
    token_pages,
    view_pages,
)
from backend.members import api as member_api
from backend.members import pages as people_pages
from backend.members.bearer import Bearer
from backend.members.door import Door, fresh_cookie, provide_here, provide_me
from backend.operators import pages as operator_pages
from backend.places import map_pages
from backend.places import pages as place_pages
from backend.provisioning import (
    asked_pages,
    brand_pages,
    heard_pages,
    settings_pages,
    setup_pages,
    shown_pages,
    sizes_pages,
    words_pages,
)
from backend.provisioning import pages as provisioning_pages
from backend.releases import api as release_api
from backend.releases import (
    area_pages,
    asking_pages,
    baseline_pages,
    compared_pages,
    hearing_pages,
    hidden_pages,
    impact_pages,
    known_pages,
    past_pages,
    signing_pages,
    translated_pages,
    undoing_pages,
)
from backend.releases import goal_pages as shared_goal_pages
from backend.releases import pages as release_pages
from backend.reports import pages as report_pages
from backend.reports import spreadsheet_pages
from backend.rounds import api as round_api
from backend.rounds import pages as round_pages
from backend.rounds import wording_pages
from backend.series import pages as series_pages
from backend.submissions import api as submission_api
from backend.submissions import inbox_pages, membership_pages, practice_pages
from backend.submissions import pages as submission_pages

ROOMS = (
    "kit", "agreements", "files", "goals", "history", "home", "indicators", "members", "operators", "places", "provisioning",
    "releases", "reports", "rounds", "series", "submissions",
)  # fmt: skip
TOLD = {
    **provisioning_pages.TOLD,
    **setup_pages.TOLD,
    **operator_pages.TOLD,
    **people_pages.TOLD,
    **member_pages.TOLD,
    **account_pages.TOLD,
    **cover_pages.TOLD,
    **employment_pages.TOLD,
    **view_pages.TOLD,
    **token_pages.TOLD,
    **place_pages.TOLD,
    **map_pages.TOLD,
    **zip_pages.TOLD,
    **agreement_pages.TOLD,
    **round_pages.TOLD,
    **wording_pages.TOLD,
    **submission_pages.TOLD,
    **membership_pages.TOLD,
    **evidence_pages.TOLD,
    **history_pages.TOLD,
    **goal_pages.TOLD,
    **beside_pages.TOLD,
    **question_pages.TOLD,
    **translation_pages.TOLD,
    **hearing_pages.TOLD,
    **series_pages.TOLD,
    **release_pages.TOLD,
    **settings_pages.TOLD,
    **brand_pages.TOLD,
    **words_pages.TOLD,
    **heard_pages.TOLD,
    **sizes_pages.TOLD,
    **shown_pages.TOLD,
}


def _programs() -> Router:
    """What programs ask: let in by their tokens alone, so there is no form of ours they could have to show."""
    return Router(
        path=ROOT,
        route_handlers=[
            member_api.router,
            indicator_api.router,
            round_api.router,
            submission_api.router,
            release_api.router,
        ],
        middleware=[DefineMiddleware(Bearer)],
        opt={"without_form_token": True},
    )


TO_FINISH = 10.0  # seconds for files under way when the site stops


def create_app(settings: Settings, database_url: str) -> Litestar:
    """The site. database_url: as the app role, for SQLAlchemy; the caller has checked role and schema."""

    @asynccontextmanager
    async def with_database(app: Litestar) -> AsyncIterator[None]:
        app.state.database = Database(database_url, pool_size=settings.pool_size, behind_pooler=settings.behind_pooler)
        try:
            yield
        finally:
            await app.state.database.close()

    @asynccontextmanager
    async def with_letters(app: Litestar) -> AsyncIterator[None]:
        """The demonstration sends its own letters, to its own catcher; elsewhere the scheduler does."""
        if not settings.demonstration:
            yield
            return
        async with delivering(app.state.database, settings, app.state.caught):
            yield

    @asynccontextmanager
    async def with_background(app: Litestar) -> AsyncIterator[None]:
        """Files under way are finished with the site or marked; those of a site that was killed are marked by the next."""
        await file_jobs.mark_interrupted(app.state.database)
        try:
            yield
        finally:
            await app.state.background.end(within=TO_FINISH)

    app = Litestar(
        route_handlers=[
            kit_pages.router,
            kit_pages.static_files,
            home_pages.router,
            operator_pages.router,
            provisioning_pages.router,
            setup_pages.router,
            asked_pages.router,
            demonstration_pages.router,
            sign_in_pages.router,
            account_pages.router,
            language_pages.router,
            token_pages.router,
            invitation_pages.router,
            people_pages.router,
            employment_pages.router,
            member_pages.router,
            role_pages.router,
            place_pages.router,
            map_pages.router,
            indicator_pages.router,
            zip_pages.router,
            agreement_pages.router,
            agreement_member_pages.router,
            round_pages.router,
            wording_pages.router,
            submission_pages.router,
            practice_pages.router,
            submission_pages.round_router,
            inbox_pages.router,
            cover_pages.router,
            view_pages.router,
            membership_pages.router,
            upload_pages.submission_router,
            upload_pages.router,
            mapping_pages.router,
            mapping_pages.saved_router,
            evidence_pages.router,
            values_pages.submission_router,
            values_pages.round_router,
            workbook_pages.router,
            series_pages.router,
            history_pages.router,
            goal_pages.router,
            question_pages.router,
            beside_pages.router,
            beside_pages.links,
            translation_pages.router,
            drawing_pages.router,
            report_pages.router,
            spreadsheet_pages.router,
            hidden_pages.router,
            everything_pages.router,
            impact_pages.router,
            compared_pages.router,
            signing_pages.router,
            undoing_pages.router,
            past_pages.router,
            baseline_pages.router,
            known_pages.router,
            release_pages.router,
            release_pages.reading,
            shared_goal_pages.everyone,
            area_pages.router,
            shared_goal_pages.router,
            asking_pages.everyone,
            asking_pages.router,
            hearing_pages.router,
            translated_pages.router,
            settings_pages.router,
            brand_pages.router,
            words_pages.router,
            heard_pages.router,
            sizes_pages.router,
            shown_pages.router,
            home_pages.inside,
            calendar_pages.router,
            closing_pages.router,
            progress_pages.router,
            trail_pages.router,
            search_pages.router,
            api_pages.router,
            _programs(),
            letter_pages.inside,
        ],
        middleware=[DefineMiddleware(Door, exclude=["^/static/", "^/health/", f"^{ROOT}/"])],
        guards=[guard],
        dependencies={
            "session": Provide(provide_session),
            "here": Provide(provide_here, sync_to_thread=False),
            "me": Provide(provide_me, sync_to_thread=False),
        },
        before_request=same_site,
        before_send=[headers, fresh_cookie],
        exception_handlers=ANSWERS,
        template_config=template_config(ROOMS, TOLD),
        lifespan=[with_database, with_letters, with_background],
        on_startup=[every_door_is_named],
        state=State(
            {
                "settings": settings,
                "caught": Caught(settings.data / "letters"),
                "background": Background(),
                "turns": Turns(),
                "form_times": FormTimes(database_url),
                "remedies": submission_api.REMEDIES,
            }
        ),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=25_000_000,
    )
    app.state.entries = entries_of(app)
    return app
