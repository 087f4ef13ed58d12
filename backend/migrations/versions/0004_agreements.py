"""Agreements: what members' figures may be used for, what they waive and withhold, and what is switched off for all."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backend.migrations import walls

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ENDED = "ended_at, ended_by, end_reason"


def upgrade() -> None:
    op.create_table('model_agreements',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('audiences', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('afterwards', sa.Text(), nullable=False),
    sa.Column('retention', sa.Text(), server_default='', nullable=False),
    sa.Column('offered_by', sa.Uuid(), nullable=True),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("afterwards in ('past_stays', 'nothing_stays')", name=op.f('ck_model_agreements_afterwards')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_model_agreements')),
    sa.UniqueConstraint('collaborative_id', 'version', name=op.f('uq_model_agreements_collaborative_id_version'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('switch_offs',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('breakdown_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('begun_by', sa.Uuid(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('end_reason', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['collaborative_id', 'breakdown_id'], ['breakdowns.collaborative_id', 'breakdowns.id'], name=op.f('fk_switch_offs_collaborative_id_breakdown_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_switch_offs'))
    )
    op.create_index('uq_switch_offs_in_force', 'switch_offs', ['collaborative_id', 'breakdown_id'], unique=True, postgresql_where=sa.text('ended_at is null'))
    op.create_table('agreements',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), server_default='', nullable=False),
    sa.Column('file', sa.LargeBinary(), nullable=True),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('elements', postgresql.ARRAY(sa.Text()), nullable=True),
    sa.Column('breakdowns', postgresql.ARRAY(sa.Text()), nullable=True),
    sa.Column('audiences', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('afterwards', sa.Text(), nullable=False),
    sa.Column('retention', sa.Text(), server_default='', nullable=False),
    sa.Column('signer', sa.Text(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('end_reason', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint("afterwards in ('past_stays', 'nothing_stays')", name=op.f('ck_agreements_afterwards')),
    sa.CheckConstraint("way in ('on_site', 'on_paper')", name=op.f('ck_agreements_way')),
    sa.CheckConstraint('ends is null or ends >= starts', name=op.f('ck_agreements_dates')),
    sa.ForeignKeyConstraint(['collaborative_id', 'member_id'], ['members.collaborative_id', 'members.id'], name=op.f('fk_agreements_collaborative_id_member_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_agreements'))
    )
    op.create_index('ix_agreements_member_id', 'agreements', ['collaborative_id', 'member_id'], unique=False)
    op.create_table('waivers',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('element_id', sa.Uuid(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('signer', sa.Text(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('end_reason', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint("rule in ('few_contributors', 'dominance', 'changes')", name=op.f('ck_waivers_rule')),
    sa.CheckConstraint("way in ('on_site', 'on_paper')", name=op.f('ck_waivers_way')),
    sa.ForeignKeyConstraint(['collaborative_id', 'element_id'], ['elements.collaborative_id', 'elements.id'], name=op.f('fk_waivers_collaborative_id_element_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'member_id'], ['members.collaborative_id', 'members.id'], name=op.f('fk_waivers_collaborative_id_member_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_waivers'))
    )
    op.create_index('uq_waivers_in_force', 'waivers', ['collaborative_id', 'member_id', 'element_id', 'rule'], unique=True, postgresql_where=sa.text('ended_at is null'))
    op.create_table('withholdings',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('element_id', sa.Uuid(), nullable=True),
    sa.Column('breakdown_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('begun_by', sa.Uuid(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_backbone', sa.Boolean(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('end_reason', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('element_id is not null or breakdown_id is not null', name=op.f('ck_withholdings_something')),
    sa.ForeignKeyConstraint(['collaborative_id', 'breakdown_id'], ['breakdowns.collaborative_id', 'breakdowns.id'], name=op.f('fk_withholdings_collaborative_id_breakdown_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'element_id'], ['elements.collaborative_id', 'elements.id'], name=op.f('fk_withholdings_collaborative_id_element_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'member_id'], ['members.collaborative_id', 'members.id'], name=op.f('fk_withholdings_collaborative_id_member_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_withholdings'))
    )
    op.create_index('uq_withholdings_in_force', 'withholdings', ['collaborative_id', 'member_id', 'element_id', 'breakdown_id'], unique=True, postgresql_nulls_not_distinct=True, postgresql_where=sa.text('ended_at is null'))
    # What was agreed is never rewritten: only ended, and warned of.
    walls.close(op, "model_agreements", may="select, insert")
    walls.close(op, "switch_offs", may=f"select, insert, update ({_ENDED})")
    walls.close(op, "agreements", of_member=True, untold=("file",), may=f"select, insert, update ({_ENDED}, warned_at)")
    for table in ("waivers", "withholdings"):
        walls.close(op, table, of_member=True, may=f"select, insert, update ({_ENDED})")
