"""External series and goals."""

import sqlalchemy as sa
from alembic import op

from backend.migrations import walls

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('external_series',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('plain', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), server_default='', nullable=False),
    sa.Column('direction', sa.Text(), server_default='neutral', nullable=False),
    sa.Column('visibility', sa.Text(), server_default='public', nullable=False),
    sa.Column('indicator_id', sa.Uuid(), nullable=True),
    sa.Column('framework_id', sa.Uuid(), nullable=True),
    sa.Column('position', sa.Integer(), server_default='0', nullable=False),
    sa.Column('retired_on', sa.Date(), nullable=True),
    sa.CheckConstraint("direction in ('higher', 'lower', 'neutral')", name=op.f('ck_external_series_direction')),
    sa.CheckConstraint("visibility in ('backbone', 'members', 'partners', 'public')", name=op.f('ck_external_series_visibility')),
    sa.ForeignKeyConstraint(['collaborative_id', 'framework_id'], ['frameworks.collaborative_id', 'frameworks.id'], name=op.f('fk_external_series_collaborative_id_framework_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'indicator_id'], ['indicators.collaborative_id', 'indicators.id'], name=op.f('fk_external_series_collaborative_id_indicator_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_external_series')),
    sa.UniqueConstraint('collaborative_id', 'code', name=op.f('uq_external_series_collaborative_id_code'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('series_vintages',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('series_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.SmallInteger(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('brought_by', sa.Uuid(), nullable=True),
    sa.Column('brought_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['collaborative_id', 'series_id'], ['external_series.collaborative_id', 'external_series.id'], name=op.f('fk_series_vintages_collaborative_id_series_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_series_vintages')),
    sa.UniqueConstraint('collaborative_id', 'series_id', 'version', name=op.f('uq_series_vintages_collaborative_id_series_id_version'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('series_points',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('vintage_id', sa.Uuid(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('value', sa.Numeric(), nullable=False),
    sa.Column('low', sa.Numeric(), nullable=True),
    sa.Column('high', sa.Numeric(), nullable=True),
    sa.Column('breaks', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('(low is null) = (high is null)', name=op.f('ck_series_points_both_ends')),
    sa.CheckConstraint('first <= last', name=op.f('ck_series_points_span')),
    sa.CheckConstraint('low <= value and value <= high', name=op.f('ck_series_points_interval')),
    sa.ForeignKeyConstraint(['collaborative_id', 'vintage_id'], ['series_vintages.collaborative_id', 'series_vintages.id'], name=op.f('fk_series_points_collaborative_id_vintage_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_series_points')),
    sa.UniqueConstraint('collaborative_id', 'vintage_id', 'first', 'last', name=op.f('uq_series_points_collaborative_id_vintage_id_first_last'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('goals',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('indicator_id', sa.Uuid(), nullable=True),
    sa.Column('series_id', sa.Uuid(), nullable=True),
    sa.Column('framework_id', sa.Uuid(), nullable=True),
    sa.Column('position', sa.Integer(), server_default='0', nullable=False),
    sa.Column('retired_on', sa.Date(), nullable=True),
    sa.Column('retired_by', sa.Uuid(), nullable=True),
    sa.Column('retired_because', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint("level = 'performance' or series_id is not null", name=op.f('ck_goals_population_by_series')),
    sa.CheckConstraint("level in ('population', 'performance')", name=op.f('ck_goals_level')),
    sa.CheckConstraint('(indicator_id is null) <> (series_id is null)', name=op.f('ck_goals_measured_once')),
    sa.CheckConstraint('indicator_id is null or framework_id is not null', name=op.f('ck_goals_collected_by')),
    sa.ForeignKeyConstraint(['collaborative_id', 'framework_id'], ['frameworks.collaborative_id', 'frameworks.id'], name=op.f('fk_goals_collaborative_id_framework_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'indicator_id'], ['indicators.collaborative_id', 'indicators.id'], name=op.f('fk_goals_collaborative_id_indicator_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'series_id'], ['external_series.collaborative_id', 'external_series.id'], name=op.f('fk_goals_collaborative_id_series_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_goals')),
    sa.UniqueConstraint('collaborative_id', 'code', name=op.f('uq_goals_collaborative_id_code'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('goal_versions',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('goal_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.SmallInteger(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('aim', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('each', sa.Text(), server_default='', nullable=False),
    sa.Column('baseline', sa.Numeric(), nullable=True),
    sa.Column('baseline_on', sa.Date(), nullable=True),
    sa.Column('target', sa.Numeric(), nullable=False),
    sa.Column('target_on', sa.Date(), nullable=False),
    sa.Column('leeway', sa.Numeric(), server_default='10', nullable=False),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.Column('would_change', sa.Text(), server_default='', nullable=False),
    sa.Column('visibility', sa.Text(), server_default='public', nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("direction in ('higher', 'lower')", name=op.f('ck_goal_versions_direction')),
    sa.CheckConstraint("visibility in ('backbone', 'members', 'partners', 'public')", name=op.f('ck_goal_versions_visibility')),
    sa.CheckConstraint('(baseline is null) = (baseline_on is null)', name=op.f('ck_goal_versions_baseline')),
    sa.CheckConstraint('baseline_on < target_on', name=op.f('ck_goal_versions_dates')),
    sa.CheckConstraint('leeway >= 0 and leeway <= 100', name=op.f('ck_goal_versions_leeway')),
    sa.ForeignKeyConstraint(['collaborative_id', 'goal_id'], ['goals.collaborative_id', 'goals.id'], name=op.f('fk_goal_versions_collaborative_id_goal_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_goal_versions')),
    sa.UniqueConstraint('collaborative_id', 'goal_id', 'version', name=op.f('uq_goal_versions_collaborative_id_goal_id_version'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('goal_milestones',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('value', sa.Numeric(), nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['collaborative_id', 'version_id'], ['goal_versions.collaborative_id', 'goal_versions.id'], name=op.f('fk_goal_milestones_collaborative_id_version_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_goal_milestones')),
    sa.UniqueConstraint('collaborative_id', 'version_id', 'due_on', name=op.f('uq_goal_milestones_collaborative_id_version_id_due_on'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('goal_overrides',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('goal_id', sa.Uuid(), nullable=False),
    sa.Column('standing', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('about', sa.Date(), nullable=True),
    sa.Column('set_by', sa.Uuid(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("standing in ('met', 'on_track', 'at_risk', 'off_track', 'not_yet_known')", name=op.f('ck_goal_overrides_standing')),
    sa.ForeignKeyConstraint(['collaborative_id', 'goal_id'], ['goals.collaborative_id', 'goals.id'], name=op.f('fk_goal_overrides_collaborative_id_goal_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_goal_overrides'))
    )
    op.create_index('uq_goal_overrides_living', 'goal_overrides', ['collaborative_id', 'goal_id'], unique=True, postgresql_where=sa.text('taken_back_at is null'))
    _walls()


def _walls() -> None:
    for table in ("external_series", "goals"):
        walls.close(op, table)
    # What a source gave, and how a goal was drawn, is written once; what is different is a new version.
    for table in ("series_vintages", "series_points", "goal_versions", "goal_milestones"):
        walls.close(op, table, may="select, insert")
    walls.close(op, "goal_overrides", may="select, insert, update (taken_back_at, taken_back_by)")
