"""Doors and clock: what comes in by file and by program, and what a clock and the backbone do for members."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backend.migrations import walls

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('approvals', sa.Column('outside_on', sa.Date(), nullable=True))
    op.add_column('approvals', sa.Column('outside_by', sa.Text(), nullable=True))
    op.create_unique_constraint(op.f('uq_approvals_collaborative_id_id_member_id'), 'approvals', ['collaborative_id', 'id', 'member_id'])
    op.create_check_constraint(op.f("ck_approvals_outside"), "approvals", "(outside_on is null) = (outside_by is null)")
    op.create_table('crosswalks',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('from_kind', sa.Text(), nullable=False),
    sa.Column('to_kind', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('brought_by', sa.Uuid(), nullable=False),
    sa.Column('brought_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_crosswalks')),
    sa.UniqueConstraint('collaborative_id', 'from_kind', 'to_kind', 'valid_from', name=op.f('uq_crosswalks_collaborative_id_from_kind_to_kind_valid_from'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('evidence_decisions',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('taken', sa.Boolean(), nullable=False),
    sa.Column('quota_megabytes', sa.Integer(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_evidence_decisions'))
    )
    op.create_table('idempotency_keys',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('request_hash', sa.LargeBinary(), nullable=False),
    sa.Column('status', sa.SmallInteger(), nullable=False),
    sa.Column('headers', postgresql.JSONB(), server_default='{}', nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_idempotency_keys')),
    sa.UniqueConstraint('collaborative_id', 'person_id', 'key', name=op.f('uq_idempotency_keys_collaborative_id_person_id_key'), postgresql_nulls_not_distinct=True)
    )
    op.create_index('ix_idempotency_keys_kept_at', 'idempotency_keys', ['collaborative_id', 'kept_at'], unique=False)
    op.create_table('api_tokens',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('collaborative_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('start', sa.Text(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['collaborative_id'], ['collaboratives.id'], name=op.f('fk_api_tokens_collaborative_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_api_tokens_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_tokens')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_tokens_token_hash'))
    )
    op.create_index(op.f('ix_api_tokens_collaborative_id'), 'api_tokens', ['collaborative_id'], unique=False)
    op.create_index(op.f('ix_api_tokens_person_id'), 'api_tokens', ['person_id'], unique=False)
    op.create_table('crosswalk_weights',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('crosswalk_id', sa.Uuid(), nullable=False),
    sa.Column('from_code', sa.Text(), nullable=False),
    sa.Column('to_code', sa.Text(), nullable=False),
    sa.Column('weight', sa.Numeric(), nullable=False),
    sa.CheckConstraint('weight > 0 and weight <= 1', name=op.f('ck_crosswalk_weights_share')),
    sa.ForeignKeyConstraint(['collaborative_id', 'crosswalk_id'], ['crosswalks.collaborative_id', 'crosswalks.id'], name=op.f('fk_crosswalk_weights_collaborative_id_crosswalk_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_crosswalk_weights')),
    sa.UniqueConstraint('collaborative_id', 'crosswalk_id', 'from_code', 'to_code', name=op.f('uq_crosswalk_weights_collaborative_id_crosswalk_id_from_code_to_code'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('extensions',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('given_by', sa.Uuid(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['collaborative_id', 'member_id'], ['members.collaborative_id', 'members.id'], name=op.f('fk_extensions_collaborative_id_member_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'round_id'], ['rounds.collaborative_id', 'rounds.id'], name=op.f('fk_extensions_collaborative_id_round_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_extensions'))
    )
    op.create_index('ix_extensions_round_id', 'extensions', ['collaborative_id', 'round_id'], unique=False)
    op.create_index('uq_extensions_living', 'extensions', ['collaborative_id', 'round_id', 'member_id'], unique=True, postgresql_where=sa.text('taken_back_at is null'))
    op.create_table('reminders',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('about', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['collaborative_id', 'round_id'], ['rounds.collaborative_id', 'rounds.id'], name=op.f('fk_reminders_collaborative_id_round_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_reminders')),
    sa.UniqueConstraint('collaborative_id', 'round_id', 'person_id', 'day', name=op.f('uq_reminders_collaborative_id_round_id_person_id_day'), postgresql_nulls_not_distinct=True)
    )
    op.add_column('rounds', sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('rounds', sa.Column('taken_back_by', sa.Uuid(), nullable=True))
    op.create_table('member_mappings',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('framework_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('mapping', postgresql.JSONB(), nullable=False),
    sa.Column('saved_by', sa.Uuid(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['collaborative_id', 'framework_id'], ['frameworks.collaborative_id', 'frameworks.id'], name=op.f('fk_member_mappings_collaborative_id_framework_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'member_id'], ['members.collaborative_id', 'members.id'], name=op.f('fk_member_mappings_collaborative_id_member_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_member_mappings')),
    sa.UniqueConstraint('collaborative_id', 'id', 'member_id', name=op.f('uq_member_mappings_collaborative_id_id_member_id'))
    )
    op.create_table('uploads',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=True),
    sa.Column('round_id', sa.Uuid(), nullable=True),
    sa.Column('mapping_id', sa.Uuid(), nullable=True),
    sa.Column('way', sa.Text(), nullable=True),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('done', sa.Integer(), server_default='0', nullable=False),
    sa.Column('total', sa.Integer(), server_default='0', nullable=False),
    sa.Column('problems', postgresql.JSONB(), server_default='[]', nullable=False),
    sa.Column('draft', postgresql.JSONB(), server_default='{}', nullable=False),
    sa.Column('answers', sa.LargeBinary(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('for_member', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('sent_by', sa.Uuid(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('reading', 'read', 'refused', 'saving', 'saved', 'cancelled', 'interrupted')", name=op.f('ck_uploads_state')),
    sa.CheckConstraint("way in ('workbook', 'mapped', 'tidy', 'zip_sheet')", name=op.f('ck_uploads_way')),
    sa.ForeignKeyConstraint(['collaborative_id', 'mapping_id', 'member_id'], ['member_mappings.collaborative_id', 'member_mappings.id', 'member_mappings.member_id'], name=op.f('fk_uploads_collaborative_id_mapping_id_member_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'member_id'], ['members.collaborative_id', 'members.id'], name=op.f('fk_uploads_collaborative_id_member_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'round_id'], ['rounds.collaborative_id', 'rounds.id'], name=op.f('fk_uploads_collaborative_id_round_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_uploads'))
    )
    op.create_index('ix_uploads_sent_at', 'uploads', ['collaborative_id', 'sent_at'], unique=False)
    op.create_table('zip_counts',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('zip', sa.Text(), nullable=False),
    sa.Column('hires', sa.Numeric(), nullable=True),
    sa.Column('payments', sa.Numeric(), nullable=True),
    sa.ForeignKeyConstraint(['collaborative_id', 'submission_id', 'member_id'], ['submissions.collaborative_id', 'submissions.id', 'submissions.member_id'], name=op.f('fk_zip_counts_collaborative_id_submission_id_member_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_zip_counts')),
    sa.UniqueConstraint('collaborative_id', 'submission_id', 'zip', name=op.f('uq_zip_counts_collaborative_id_submission_id_zip'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('evidence',
    sa.Column('collaborative_id', sa.Uuid(), server_default=sa.text("current_setting('app.collaborative_id')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('approval_id', sa.Uuid(), nullable=True),
    sa.Column('element_id', sa.Uuid(), nullable=True),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('added_by', sa.Uuid(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('purge_on', sa.Date(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['collaborative_id', 'approval_id', 'member_id'], ['approvals.collaborative_id', 'approvals.id', 'approvals.member_id'], name=op.f('fk_evidence_collaborative_id_approval_id_member_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'element_id'], ['elements.collaborative_id', 'elements.id'], name=op.f('fk_evidence_collaborative_id_element_id')),
    sa.ForeignKeyConstraint(['collaborative_id', 'submission_id', 'member_id'], ['submissions.collaborative_id', 'submissions.id', 'submissions.member_id'], name=op.f('fk_evidence_collaborative_id_submission_id_member_id')),
    sa.PrimaryKeyConstraint('collaborative_id', 'id', name=op.f('pk_evidence'))
    )
    op.create_index('ix_evidence_member_id', 'evidence', ['collaborative_id', 'member_id'], unique=False)
    op.add_column('elements', sa.Column('maximum', sa.Numeric(), nullable=True))
    op.add_column('elements', sa.Column('from_zip', sa.Text(), nullable=True))
    op.add_column('elements', sa.Column('audiences', postgresql.ARRAY(sa.Text()), server_default='{backbone}', nullable=False))
    op.add_column('entries', sa.Column('to_date', sa.Numeric(), nullable=True))
    op.add_column('entries', sa.Column('for_member', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('frameworks', sa.Column('planned_by_clock', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('submissions', sa.Column('year_to_date', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('submissions', sa.Column('for_member', sa.Boolean(), server_default='false', nullable=False))
    op.create_check_constraint(
        op.f("ck_elements_from_zip"), "elements", "from_zip in ('hires', 'hires_inside', 'payments', 'payments_inside')"
    )
    op.create_check_constraint(op.f("ck_elements_range"), "elements", "maximum >= minimum")
    _walls()


def _walls() -> None:
    for table in ("crosswalks", "crosswalk_weights", "evidence_decisions"):
        walls.close(op, table, may="select, insert")
    # The trail cannot be rewritten, so a file's name, which may hold a person's, stays out of it.
    untold = ("file_name", "content", "answers", "draft", "problems", "done", "total", "beat_at")
    walls.close(op, "uploads", of_member=True, untold=untold)
    walls.close(op, "member_mappings", of_member=True)
    walls.close(op, "zip_counts", of_member=True, may="select, insert, update, delete")
    walls.close(op, "evidence", of_member=True, untold=("file_name", "content"))
    walls.close(op, "extensions", of_member=True)
    walls.close_to_backbone(op, "reminders")
    walls.close_to_person(op, "idempotency_keys", may="select, insert, delete")
    walls.grant(op, "api_tokens", "select, insert, update, delete")
    walls.grant(op, "job_claims", "delete")  # old ones are swept
