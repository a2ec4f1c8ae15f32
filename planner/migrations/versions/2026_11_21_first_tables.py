"""first tables

Revision ID: 20261121_first_tables
Revises: 
"""

import sqlalchemy as sa
from alembic import op



revision = '20261121_first_tables'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():

    op.create_table('audit_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_entries_hash')),
    sa.UniqueConstraint('previous', name=op.f('uq_audit_entries_previous'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_subject'), ['subject'], unique=False)

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('clients',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('sort_key', sa.String(length=400), nullable=False),
    sa.Column('search_text', sa.String(length=1000), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.String(length=1), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('postcode', sa.String(length=20), nullable=False),
    sa.Column('address_zh', sa.String(length=300), nullable=False),
    sa.Column('address_en', sa.String(length=300), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clients'))
    )
    with op.batch_alter_table('clients', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clients_sort_key'), ['sort_key'], unique=False)

    op.create_table('house_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('uid', sa.String(length=200), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('intended', sa.String(length=64), nullable=False),
    sa.Column('mark', sa.String(length=250), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_house_entries')),
    sa.UniqueConstraint('account', 'uid', name=op.f('uq_house_entries_account_uid'))
    )
    op.create_table('house_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('reached_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_house_marks')),
    sa.UniqueConstraint('account', name=op.f('uq_house_marks_account'))
    )
    op.create_table('mailbox_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('validity', sa.BigInteger(), nullable=False),
    sa.Column('last_uid', sa.BigInteger(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailbox_marks')),
    sa.UniqueConstraint('account', name=op.f('uq_mailbox_marks_account'))
    )
    op.create_table('outbox_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('installation', sa.String(length=32), nullable=False),
    sa.Column('claims', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_marks')),
    sa.UniqueConstraint('installation', name=op.f('uq_outbox_marks_installation'))
    )
    op.create_table('places',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('address_zh', sa.String(length=300), nullable=False),
    sa.Column('address_en', sa.String(length=300), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name_zh <> '' OR name_en <> ''", name=op.f('ck_places_has_a_name')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_places'))
    )
    op.create_table('programme_rule_levels',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=6), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_rule_levels')),
    sa.UniqueConstraint('rule', name=op.f('uq_programme_rule_levels_rule'))
    )
    op.create_table('sent_forms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('route', sa.String(length=100), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('location', sa.String(length=2000), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_forms')),
    sa.UniqueConstraint('actor', 'route', 'key', name=op.f('uq_sent_forms_actor_route_key'))
    )
    with op.batch_alter_table('sent_forms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_forms_at'), ['at'], unique=False)

    op.create_table('venue_rooms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('venue_zh', sa.String(length=200), nullable=False),
    sa.Column('venue_en', sa.String(length=200), nullable=False),
    sa.Column('hall_zh', sa.String(length=200), nullable=False),
    sa.Column('hall_en', sa.String(length=200), nullable=False),
    sa.Column('step_count', sa.Integer(), nullable=False),
    sa.Column('room', sa.JSON(), nullable=False),
    sa.Column('tables', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venue_rooms'))
    )
    op.create_table('client_rivals',
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_client_rivals_smaller_first')),
    sa.ForeignKeyConstraint(['first_id'], ['clients.id'], name=op.f('fk_client_rivals_first_id_clients')),
    sa.ForeignKeyConstraint(['second_id'], ['clients.id'], name=op.f('fk_client_rivals_second_id_clients')),
    sa.PrimaryKeyConstraint('first_id', 'second_id', name=op.f('pk_client_rivals'))
    )
    op.create_table('funds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('path', sa.String(length=90), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title_zh', sa.String(length=80), nullable=False),
    sa.Column('title_en', sa.String(length=80), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('cost_centre', sa.String(length=50), nullable=False),
    sa.Column('department_zh', sa.String(length=90), nullable=False),
    sa.Column('department_en', sa.String(length=90), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'company') = (parent_id IS NULL)", name=op.f('ck_funds_only_companies_on_top')),
    sa.CheckConstraint('amount_minor >= 0', name=op.f('ck_funds_amount_not_negative')),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_funds_ends_after_start')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_funds_client_id_clients')),
    sa.ForeignKeyConstraint(['parent_id'], ['funds.id'], name=op.f('fk_funds_parent_id_funds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_funds'))
    )
    with op.batch_alter_table('funds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_funds_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_funds_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_funds_path'), ['path'], unique=False)

    op.create_table('people',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.String(length=100), nullable=False),
    sa.Column('name_en', sa.String(length=100), nullable=False),
    sa.Column('name_native', sa.String(length=100), nullable=False),
    sa.Column('sort_key', sa.String(length=300), nullable=False),
    sa.Column('search_text', sa.String(length=600), nullable=False),
    sa.Column('gender', sa.String(length=1), nullable=True),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('department_zh', sa.String(length=200), nullable=False),
    sa.Column('department_en', sa.String(length=200), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('postal_address', sa.String(length=300), nullable=False),
    sa.Column('postcode', sa.String(length=20), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name_zh <> '' OR name_en <> ''", name=op.f('ck_people_has_a_name')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_people_client_id_clients')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people'))
    )
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_people_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_people_sort_key'), ['sort_key'], unique=False)

    op.create_table('place_legs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('minutes_walking', sa.Integer(), nullable=True),
    sa.Column('minutes_driving', sa.Integer(), nullable=True),
    sa.CheckConstraint('from_id <> to_id', name=op.f('ck_place_legs_two_places')),
    sa.ForeignKeyConstraint(['from_id'], ['places.id'], name=op.f('fk_place_legs_from_id_places')),
    sa.ForeignKeyConstraint(['to_id'], ['places.id'], name=op.f('fk_place_legs_to_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_legs')),
    sa.UniqueConstraint('from_id', 'to_id', name=op.f('uq_place_legs_from_id_to_id'))
    )
    with op.batch_alter_table('place_legs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_place_legs_to_id'), ['to_id'], unique=False)

    op.create_table('sites',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('width_m', sa.Integer(), nullable=False),
    sa.Column('depth_m', sa.Integer(), nullable=False),
    sa.Column('leaving_minutes', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name_zh <> '' OR name_en <> ''", name=op.f('ck_sites_has_a_name')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_sites_place_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sites'))
    )
    op.create_table('accounts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(length=100), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=True),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_accounts_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('login', name=op.f('uq_accounts_login')),
    sa.UniqueConstraint('person_id', name=op.f('uq_accounts_person_id'))
    )
    op.create_table('call_reports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('supervisor_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_call_reports_person_id_people')),
    sa.ForeignKeyConstraint(['supervisor_id'], ['people.id'], name=op.f('fk_call_reports_supervisor_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_reports')),
    sa.UniqueConstraint('person_id', 'day', name=op.f('uq_call_reports_person_id_day'))
    )
    op.create_table('client_owners',
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_client_owners_client_id_clients')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_client_owners_person_id_people')),
    sa.PrimaryKeyConstraint('client_id', 'person_id', name=op.f('pk_client_owners'))
    )
    op.create_table('delegations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('receiver_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('limit_minor', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['giver_id'], ['people.id'], name=op.f('fk_delegations_giver_id_people')),
    sa.ForeignKeyConstraint(['receiver_id'], ['people.id'], name=op.f('fk_delegations_receiver_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegations'))
    )
    with op.batch_alter_table('delegations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delegations_giver_id'), ['giver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delegations_receiver_id'), ['receiver_id'], unique=False)

    op.create_table('fund_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fund_id', sa.Integer(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['changed_by_id'], ['people.id'], name=op.f('fk_fund_changes_changed_by_id_people')),
    sa.ForeignKeyConstraint(['fund_id'], ['funds.id'], name=op.f('fk_fund_changes_fund_id_funds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fund_changes'))
    )
    with op.batch_alter_table('fund_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_changes_fund_id'), ['fund_id'], unique=False)

    op.create_table('jobs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('task', sa.String(length=60), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('claim', sa.String(length=16), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('cancel_requested', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_jobs_created_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs'))
    )
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_jobs_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_jobs_state'), ['state'], unique=False)

    op.create_table('receptions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('purpose_zh', sa.Text(), nullable=False),
    sa.Column('purpose_en', sa.Text(), nullable=False),
    sa.Column('visit_kind', sa.String(length=20), nullable=False),
    sa.Column('customs', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_receptions_ends_after_start')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_receptions_client_id_clients')),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_receptions_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receptions'))
    )
    with op.batch_alter_table('receptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receptions_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_receptions_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_receptions_starts_on'), ['starts_on'], unique=False)

    op.create_table('resources',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('driver_id', sa.Integer(), nullable=True),
    sa.Column('vehicle', sa.String(length=20), nullable=False),
    sa.Column('plate', sa.String(length=20), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('opens', sa.Time(), nullable=True),
    sa.Column('closes', sa.Time(), nullable=True),
    sa.Column('days', sa.JSON(), nullable=False),
    sa.Column('buffer_before', sa.Integer(), nullable=False),
    sa.Column('buffer_after', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('buffer_before >= 0 AND buffer_after >= 0', name=op.f('ck_resources_buffers_positive')),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_resources_capacity_positive')),
    sa.CheckConstraint('opens IS NULL OR closes IS NULL OR closes > opens', name=op.f('ck_resources_closes_after_opens')),
    sa.ForeignKeyConstraint(['driver_id'], ['resources.id'], name=op.f('fk_resources_driver_id_resources')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_resources_person_id_people')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_resources_place_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resources'))
    )
    with op.batch_alter_table('resources', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resources_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_resources_person_id'), ['person_id'], unique=False)

    op.create_table('revenues',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('so_far_minor', sa.BigInteger(), nullable=True),
    sa.Column('so_far_until', sa.Date(), nullable=True),
    sa.Column('year_minor', sa.BigInteger(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(so_far_minor IS NULL) = (so_far_until IS NULL)', name=op.f('ck_revenues_so_far_has_its_day')),
    sa.CheckConstraint('year_minor IS NOT NULL OR so_far_minor IS NOT NULL', name=op.f('ck_revenues_says_something')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['people.id'], name=op.f('fk_revenues_entered_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revenues'))
    )
    with op.batch_alter_table('revenues', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_revenues_year'), ['year'], unique=False)

    op.create_table('signing_limits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('limit_minor', sa.BigInteger(), nullable=True),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_signing_limits_person_id_people')),
    sa.ForeignKeyConstraint(['set_by_id'], ['people.id'], name=op.f('fk_signing_limits_set_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_limits'))
    )
    with op.batch_alter_table('signing_limits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_limits_person_id'), ['person_id'], unique=False)

    op.create_table('site_stops',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('x_m', sa.Integer(), nullable=False),
    sa.Column('y_m', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('groups_at_once', sa.Integer(), nullable=False),
    sa.Column('opens_minute', sa.Integer(), nullable=False),
    sa.Column('closes_minute', sa.Integer(), nullable=False),
    sa.Column('explained_by', sa.String(length=20), nullable=False),
    sa.Column('explainer_id', sa.Integer(), nullable=True),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('gear', sa.JSON(), nullable=False),
    sa.Column('is_entrance', sa.Boolean(), nullable=False),
    sa.Column('is_exit', sa.Boolean(), nullable=False),
    sa.Column('is_closed', sa.Boolean(), nullable=False),
    sa.Column('is_magnetic', sa.Boolean(), nullable=False),
    sa.Column('is_step_free', sa.Boolean(), nullable=False),
    sa.Column('is_clean_room', sa.Boolean(), nullable=False),
    sa.Column('is_no_photo', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('capacity > 0 AND groups_at_once > 0 AND minutes > 0', name=op.f('ck_site_stops_holds_somebody')),
    sa.CheckConstraint('opens_minute < closes_minute', name=op.f('ck_site_stops_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['explainer_id'], ['people.id'], name=op.f('fk_site_stops_explainer_id_people')),
    sa.ForeignKeyConstraint(['site_id'], ['sites.id'], name=op.f('fk_site_stops_site_id_sites')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site_stops'))
    )
    with op.batch_alter_table('site_stops', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_site_stops_site_id'), ['site_id'], unique=False)

    op.create_table('stored_files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('stored_as', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_stored_files_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_files')),
    sa.UniqueConstraint('stored_as', name=op.f('uq_stored_files_stored_as'))
    )
    op.create_table('applications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('applicant_id', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('last_edited_by_id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=True),
    sa.Column('beneficiary_id', sa.Integer(), nullable=True),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('applied_on', sa.Date(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('venue', sa.String(length=200), nullable=False),
    sa.Column('city', sa.String(length=40), nullable=False),
    sa.Column('dining_at', sa.DateTime(), nullable=True),
    sa.Column('follows_banquet', sa.Boolean(), nullable=False),
    sa.Column('guest_diners', sa.Integer(), nullable=False),
    sa.Column('own_diners', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('rate', sa.String(length=30), nullable=False),
    sa.Column('rate_on', sa.Date(), nullable=True),
    sa.Column('cost_centre', sa.String(length=50), nullable=False),
    sa.Column('fund_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('cost_note', sa.Text(), nullable=False),
    sa.Column('cautions_zh', sa.Text(), nullable=False),
    sa.Column('cautions_en', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('waiting_role', sa.String(length=200), nullable=False),
    sa.Column('told_turn', sa.String(length=80), nullable=False),
    sa.Column('actual_minor', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['applicant_id'], ['people.id'], name=op.f('fk_applications_applicant_id_people')),
    sa.ForeignKeyConstraint(['beneficiary_id'], ['people.id'], name=op.f('fk_applications_beneficiary_id_people')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_applications_client_id_clients')),
    sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_applications_created_by_id_people')),
    sa.ForeignKeyConstraint(['fund_id'], ['funds.id'], name=op.f('fk_applications_fund_id_funds')),
    sa.ForeignKeyConstraint(['last_edited_by_id'], ['people.id'], name=op.f('fk_applications_last_edited_by_id_people')),
    sa.ForeignKeyConstraint(['organiser_id'], ['people.id'], name=op.f('fk_applications_organiser_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_applications_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications')),
    sa.UniqueConstraint('reception_id', name=op.f('uq_applications_reception_id'))
    )
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_applications_applicant_id'), ['applicant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_dining_at'), ['dining_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_fund_id'), ['fund_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_status'), ['status'], unique=False)

    op.create_table('attendees',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=5), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('interprets_for_id', sa.Integer(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('represents_id', sa.Integer(), nullable=True),
    sa.Column('dines', sa.Boolean(), nullable=False),
    sa.Column('tours', sa.Boolean(), nullable=False),
    sa.Column('is_official', sa.Boolean(), nullable=False),
    sa.Column('diet', sa.LargeBinary(), nullable=True),
    sa.Column('diet_source', sa.String(length=10), nullable=True),
    sa.Column('diet_consent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('health', sa.LargeBinary(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('rank IS NULL OR rank BETWEEN 1 AND 99', name=op.f('ck_attendees_rank_range')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['attendees.id'], name=op.f('fk_attendees_answered_by_id_attendees')),
    sa.ForeignKeyConstraint(['interprets_for_id'], ['attendees.id'], name=op.f('fk_attendees_interprets_for_id_attendees')),
    sa.ForeignKeyConstraint(['partner_id'], ['attendees.id'], name=op.f('fk_attendees_partner_id_attendees')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_attendees_person_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_attendees_reception_id_receptions')),
    sa.ForeignKeyConstraint(['represents_id'], ['attendees.id'], name=op.f('fk_attendees_represents_id_attendees')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendees')),
    sa.UniqueConstraint('reception_id', 'person_id', name=op.f('uq_attendees_reception_id_person_id'))
    )
    with op.batch_alter_table('attendees', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendees_answered_by_id'), ['answered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendees_interprets_for_id'), ['interprets_for_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendees_partner_id'), ['partner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendees_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendees_reception_id'), ['reception_id'], unique=False)

    op.create_table('calendar_feeds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('scope', sa.String(length=10), nullable=False),
    sa.Column('resource_id', sa.Integer(), nullable=True),
    sa.Column('alarm_minutes', sa.Integer(), nullable=False),
    sa.Column('is_discreet', sa.Boolean(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_calendar_feeds_person_id_people')),
    sa.ForeignKeyConstraint(['resource_id'], ['resources.id'], name=op.f('fk_calendar_feeds_resource_id_resources')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feeds')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feeds_token_hash'))
    )
    with op.batch_alter_table('calendar_feeds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feeds_person_id'), ['person_id'], unique=False)

    op.create_table('call_report_costs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(length=10), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.CheckConstraint('amount_minor >= 0', name=op.f('ck_call_report_costs_amount_not_negative')),
    sa.ForeignKeyConstraint(['report_id'], ['call_reports.id'], name=op.f('fk_call_report_costs_report_id_call_reports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_report_costs')),
    sa.UniqueConstraint('report_id', 'category', name=op.f('uq_call_report_costs_report_id_category'))
    )
    op.create_table('calls',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('follows_id', sa.Integer(), nullable=True),
    sa.Column('follow_number', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=1), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('starts_minute', sa.Integer(), nullable=True),
    sa.Column('stay_minutes', sa.Integer(), nullable=False),
    sa.Column('is_agreed', sa.Boolean(), nullable=False),
    sa.Column('window_from', sa.Integer(), nullable=True),
    sa.Column('window_until', sa.Integer(), nullable=True),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('travel_minutes', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('meeting_place', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('materials', sa.Text(), nullable=False),
    sa.Column('cautions', sa.Text(), nullable=False),
    sa.Column('ready', sa.JSON(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('starts_minute IS NULL OR starts_minute + stay_minutes <= 1440', name=op.f('ck_calls_ends_that_day')),
    sa.CheckConstraint('stay_minutes BETWEEN 5 AND 480', name=op.f('ck_calls_stay_range')),
    sa.CheckConstraint('travel_minutes IS NULL OR travel_minutes BETWEEN 0 AND 480', name=op.f('ck_calls_travel_range')),
    sa.CheckConstraint('window_until IS NULL OR window_from IS NULL OR window_until > window_from', name=op.f('ck_calls_window_order')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_calls_client_id_clients')),
    sa.ForeignKeyConstraint(['contact_id'], ['people.id'], name=op.f('fk_calls_contact_id_people')),
    sa.ForeignKeyConstraint(['follows_id'], ['receptions.id'], name=op.f('fk_calls_follows_id_receptions')),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_calls_owner_id_people')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_calls_place_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calls')),
    sa.UniqueConstraint('follows_id', 'follow_number', name=op.f('uq_calls_follows_id_follow_number'))
    )
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calls_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calls_day'), ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_calls_follows_id'), ['follows_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calls_owner_id'), ['owner_id'], unique=False)

    op.create_table('date_holds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_date_holds_ends_after_start')),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_date_holds_made_by_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_date_holds_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_date_holds'))
    )
    with op.batch_alter_table('date_holds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_date_holds_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_date_holds_reception_id'), ['reception_id'], unique=False)

    op.create_table('ended_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('resource_id', sa.Integer(), nullable=True),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_ended_entries_reception_id_receptions')),
    sa.ForeignKeyConstraint(['resource_id'], ['resources.id'], name=op.f('fk_ended_entries_resource_id_resources')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ended_entries')),
    sa.UniqueConstraint('kind', 'number', 'resource_id', name=op.f('uq_ended_entries_kind_number_resource_id'))
    )
    with op.batch_alter_table('ended_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ended_entries_reception_id'), ['reception_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ended_entries_resource_id'), ['resource_id'], unique=False)

    op.create_table('gifts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('direction', sa.String(length=10), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('guest_kind', sa.String(length=20), nullable=False),
    sa.Column('occasion', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('value_minor', sa.BigInteger(), nullable=False),
    sa.Column('rate', sa.String(length=30), nullable=False),
    sa.Column('rate_on', sa.Date(), nullable=True),
    sa.Column('own_minor', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('clearance', sa.String(length=10), nullable=False),
    sa.Column('cleared_by_id', sa.Integer(), nullable=True),
    sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('clearance_note', sa.Text(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('value_minor >= 0', name=op.f('ck_gifts_value_not_negative')),
    sa.ForeignKeyConstraint(['cleared_by_id'], ['people.id'], name=op.f('fk_gifts_cleared_by_id_people')),
    sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_gifts_created_by_id_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_gifts_person_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_gifts_reception_id_receptions')),
    sa.ForeignKeyConstraint(['staff_id'], ['people.id'], name=op.f('fk_gifts_staff_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gifts'))
    )
    with op.batch_alter_table('gifts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gifts_given_on'), ['given_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_gifts_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_gifts_reception_id'), ['reception_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_gifts_staff_id'), ['staff_id'], unique=False)

    op.create_table('host_readiness',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('scored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('scored_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_host_readiness_person_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_host_readiness_reception_id_receptions')),
    sa.ForeignKeyConstraint(['scored_by_id'], ['people.id'], name=op.f('fk_host_readiness_scored_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_host_readiness')),
    sa.UniqueConstraint('reception_id', 'person_id', name=op.f('uq_host_readiness_reception_id_person_id'))
    )
    with op.batch_alter_table('host_readiness', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_host_readiness_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_host_readiness_reception_id'), ['reception_id'], unique=False)

    op.create_table('import_drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_import_drafts_person_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_import_drafts_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_drafts'))
    )
    with op.batch_alter_table('import_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_drafts_reception_id'), ['reception_id'], unique=False)

    op.create_table('items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('place_zh', sa.String(length=200), nullable=False),
    sa.Column('place_en', sa.String(length=200), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=True),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('responsible_id', sa.Integer(), nullable=True),
    sa.Column('note_zh', sa.Text(), nullable=False),
    sa.Column('note_en', sa.Text(), nullable=False),
    sa.Column('takes', sa.String(length=6), nullable=False),
    sa.Column('is_fixed', sa.Boolean(), nullable=False),
    sa.Column('flight', sa.String(length=20), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_at IS NULL OR ends_at >= starts_at', name=op.f('ck_items_ends_after_start')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_items_place_id_places')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_items_reception_id_receptions')),
    sa.ForeignKeyConstraint(['responsible_id'], ['people.id'], name=op.f('fk_items_responsible_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_items')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_items_reception_id'), ['reception_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_items_starts_at'), ['starts_at'], unique=False)

    op.create_table('login_sessions',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_login_sessions_account_id_accounts')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_login_sessions'))
    )
    with op.batch_alter_table('login_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_sessions_account_id'), ['account_id'], unique=False)

    op.create_table('mails',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('reception_id', sa.Integer(), nullable=True),
    sa.Column('to_name', sa.String(length=200), nullable=False),
    sa.Column('to_address', sa.String(length=254), nullable=False),
    sa.Column('to_domain', sa.String(length=254), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('gate', sa.String(length=40), nullable=False),
    sa.Column('gate_value', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('hold', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=False),
    sa.Column('queued_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['queued_by_id'], ['people.id'], name=op.f('fk_mails_queued_by_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_mails_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mails')),
    sa.UniqueConstraint('message_id', name=op.f('uq_mails_message_id'))
    )
    with op.batch_alter_table('mails', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mails_claimed_at'), ['claimed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mails_next_try_at'), ['next_try_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mails_reception_id'), ['reception_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mails_state'), ['state'], unique=False)

    op.create_table('one_time_links',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_one_time_links_account_id_accounts')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_one_time_links'))
    )
    op.create_table('outbox_stops',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stopped_by_id', sa.Integer(), nullable=False),
    sa.Column('resumed_reason', sa.Text(), nullable=False),
    sa.Column('resumed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resumed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_outbox_stops_reception_id_receptions')),
    sa.ForeignKeyConstraint(['resumed_by_id'], ['people.id'], name=op.f('fk_outbox_stops_resumed_by_id_people')),
    sa.ForeignKeyConstraint(['stopped_by_id'], ['people.id'], name=op.f('fk_outbox_stops_stopped_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_stops'))
    )
    with op.batch_alter_table('outbox_stops', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_stops_reception_id'), ['reception_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_stops_topic'), ['topic'], unique=False)

    op.create_table('party_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.String(length=100), nullable=False),
    sa.Column('name_en', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_party_groups_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party_groups'))
    )
    with op.batch_alter_table('party_groups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_groups_reception_id'), ['reception_id'], unique=False)

    op.create_table('programme_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_programme_versions_reception_id_receptions')),
    sa.ForeignKeyConstraint(['released_by_id'], ['people.id'], name=op.f('fk_programme_versions_released_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_versions')),
    sa.UniqueConstraint('reception_id', 'number', name=op.f('uq_programme_versions_reception_id_number'))
    )
    with op.batch_alter_table('programme_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_versions_reception_id'), ['reception_id'], unique=False)

    op.create_table('recovery_codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_recovery_codes_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_recovery_codes_code_hash'))
    )
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_codes_account_id'), ['account_id'], unique=False)

    op.create_table('role_grants',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_role_grants_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grants')),
    sa.UniqueConstraint('account_id', 'role', name=op.f('uq_role_grants_account_id_role'))
    )
    op.create_table('second_factors',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('waits_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_second_factors_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_factors')),
    sa.UniqueConstraint('account_id', name=op.f('uq_second_factors_account_id'))
    )
    op.create_table('site_legs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('is_step_free', sa.Boolean(), nullable=False),
    sa.Column('is_one_way', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('from_id <> to_id', name=op.f('ck_site_legs_two_stops')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_site_legs_takes_time')),
    sa.ForeignKeyConstraint(['from_id'], ['site_stops.id'], name=op.f('fk_site_legs_from_id_site_stops')),
    sa.ForeignKeyConstraint(['site_id'], ['sites.id'], name=op.f('fk_site_legs_site_id_sites')),
    sa.ForeignKeyConstraint(['to_id'], ['site_stops.id'], name=op.f('fk_site_legs_to_id_site_stops')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site_legs'))
    )
    with op.batch_alter_table('site_legs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_site_legs_from_id'), ['from_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_site_legs_site_id'), ['site_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_site_legs_to_id'), ['to_id'], unique=False)

    op.create_table('visit_complaints',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('grade', sa.String(length=10), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('raised_by', sa.String(length=100), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_by_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('passed_on_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('escalated', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['checked_by_id'], ['people.id'], name=op.f('fk_visit_complaints_checked_by_id_people')),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_visit_complaints_owner_id_people')),
    sa.ForeignKeyConstraint(['received_by_id'], ['people.id'], name=op.f('fk_visit_complaints_received_by_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_visit_complaints_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_complaints'))
    )
    with op.batch_alter_table('visit_complaints', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_complaints_reception_id'), ['reception_id'], unique=False)

    op.create_table('arrangements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('pack', sa.String(length=50), nullable=False),
    sa.Column('setting', sa.JSON(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('cast', sa.JSON(), nullable=False),
    sa.Column('placed', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_arrangements_item_id_items')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_arrangements_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrangements'))
    )
    with op.batch_alter_table('arrangements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_arrangements_reception_id'), ['reception_id'], unique=False)

    op.create_table('banquets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('venue_zh', sa.String(length=200), nullable=False),
    sa.Column('venue_en', sa.String(length=200), nullable=False),
    sa.Column('hall_zh', sa.String(length=200), nullable=False),
    sa.Column('hall_en', sa.String(length=200), nullable=False),
    sa.Column('pack', sa.String(length=50), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('second_host_id', sa.Integer(), nullable=True),
    sa.Column('guest_of_honour_id', sa.Integer(), nullable=False),
    sa.Column('plan_number', sa.Integer(), nullable=False),
    sa.Column('plan_status', sa.String(length=20), nullable=False),
    sa.Column('plan_proved', sa.JSON(), nullable=False),
    sa.Column('plan_cost', sa.Integer(), nullable=True),
    sa.Column('plan_bound', sa.Integer(), nullable=True),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('step_count', sa.Integer(), nullable=False),
    sa.Column('called_off', sa.String(length=10), nullable=False),
    sa.Column('room', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['guest_of_honour_id'], ['attendees.id'], name=op.f('fk_banquets_guest_of_honour_id_attendees')),
    sa.ForeignKeyConstraint(['host_id'], ['attendees.id'], name=op.f('fk_banquets_host_id_attendees')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_banquets_item_id_items')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_banquets_reception_id_receptions')),
    sa.ForeignKeyConstraint(['second_host_id'], ['attendees.id'], name=op.f('fk_banquets_second_host_id_attendees')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_banquets')),
    sa.UniqueConstraint('item_id', name=op.f('uq_banquets_item_id'))
    )
    with op.batch_alter_table('banquets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_banquets_reception_id'), ['reception_id'], unique=False)

    op.create_table('bookings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('resource_id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('with_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('from_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('needed_languages', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('hold_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('booked_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'held') = (hold_until IS NOT NULL)", name=op.f('ck_bookings_a_hold_ends')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_bookings_ends_after_start')),
    sa.CheckConstraint('to_utc > from_utc', name=op.f('ck_bookings_blocks_time')),
    sa.ForeignKeyConstraint(['booked_by_id'], ['people.id'], name=op.f('fk_bookings_booked_by_id_people')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_bookings_item_id_items')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_bookings_reception_id_receptions')),
    sa.ForeignKeyConstraint(['resource_id'], ['resources.id'], name=op.f('fk_bookings_resource_id_resources')),
    sa.ForeignKeyConstraint(['with_id'], ['bookings.id'], name=op.f('fk_bookings_with_id_bookings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bookings')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('bookings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bookings_from_utc'), ['from_utc'], unique=False)
        batch_op.create_index(batch_op.f('ix_bookings_hold_until'), ['hold_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_bookings_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bookings_reception_id'), ['reception_id'], unique=False)
        batch_op.create_index('ix_bookings_resource_time', ['resource_id', 'from_utc'], unique=False)
        batch_op.create_index(batch_op.f('ix_bookings_with_id'), ['with_id'], unique=False)

    op.create_table('budget_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('category', sa.String(length=20), nullable=False),
    sa.Column('description_zh', sa.String(length=200), nullable=False),
    sa.Column('description_en', sa.String(length=200), nullable=False),
    sa.Column('follows', sa.String(length=40), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit_price_minor', sa.BigInteger(), nullable=False),
    sa.Column('included', sa.String(length=5), nullable=False),
    sa.Column('service_minor', sa.BigInteger(), nullable=False),
    sa.Column('tax_minor', sa.BigInteger(), nullable=False),
    sa.Column('tip_minor', sa.BigInteger(), nullable=False),
    sa.Column('service_rate', sa.String(length=10), nullable=False),
    sa.Column('tax_rate', sa.String(length=10), nullable=False),
    sa.Column('tip_rate', sa.String(length=10), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.CheckConstraint('quantity >= 0', name=op.f('ck_budget_lines_quantity_not_negative')),
    sa.CheckConstraint('service_minor >= 0 AND tax_minor >= 0 AND tip_minor >= 0', name=op.f('ck_budget_lines_parts_not_negative')),
    sa.CheckConstraint('unit_price_minor >= 0', name=op.f('ck_budget_lines_price_not_negative')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_budget_lines_application_id_applications')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_lines'))
    )
    with op.batch_alter_table('budget_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_budget_lines_application_id'), ['application_id'], unique=False)

    op.create_table('call_people',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_call_people_call_id_calls')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_call_people_person_id_people')),
    sa.PrimaryKeyConstraint('call_id', 'person_id', name=op.f('pk_call_people'))
    )
    op.create_table('call_records',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('prepared_by_id', sa.Integer(), nullable=False),
    sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('met_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=1), nullable=False),
    sa.Column('result', sa.String(length=1), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('cautions', sa.Text(), nullable=False),
    sa.Column('growth', sa.String(length=10), nullable=False),
    sa.Column('credit', sa.String(length=10), nullable=False),
    sa.Column('profit', sa.String(length=10), nullable=False),
    sa.Column('overall', sa.String(length=10), nullable=False),
    sa.Column('priority', sa.String(length=10), nullable=False),
    sa.Column('standing', sa.String(length=10), nullable=False),
    sa.Column('other', sa.Text(), nullable=False),
    sa.Column('solved', sa.Text(), nullable=False),
    sa.Column('unsolved', sa.Text(), nullable=False),
    sa.Column('watch', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_call_records_call_id_calls')),
    sa.ForeignKeyConstraint(['met_id'], ['people.id'], name=op.f('fk_call_records_met_id_people')),
    sa.ForeignKeyConstraint(['prepared_by_id'], ['people.id'], name=op.f('fk_call_records_prepared_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_records')),
    sa.UniqueConstraint('call_id', name=op.f('uq_call_records_call_id'))
    )
    op.create_table('call_sign_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('position', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_call_sign_ins_call_id_calls')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_call_sign_ins_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_sign_ins')),
    sa.UniqueConstraint('call_id', name=op.f('uq_call_sign_ins_call_id'))
    )
    with op.batch_alter_table('call_sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_sign_ins_person_id'), ['person_id'], unique=False)

    op.create_table('call_tasks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_call_tasks_call_id_calls')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_call_tasks_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_tasks')),
    sa.UniqueConstraint('call_id', 'kind', name=op.f('uq_call_tasks_call_id_kind'))
    )
    with op.batch_alter_table('call_tasks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_tasks_person_id'), ['person_id'], unique=False)

    op.create_table('checklist_tasks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('step', sa.String(length=30), nullable=True),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('time_zone', sa.String(length=50), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(step IS NULL) = (due_at IS NOT NULL)', name=op.f('ck_checklist_tasks_own_or_of_a_flow')),
    sa.ForeignKeyConstraint(['done_by_id'], ['people.id'], name=op.f('fk_checklist_tasks_done_by_id_people')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_checklist_tasks_item_id_items')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_checklist_tasks_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_tasks')),
    sa.UniqueConstraint('item_id', 'step', name=op.f('uq_checklist_tasks_item_id_step'))
    )
    with op.batch_alter_table('checklist_tasks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checklist_tasks_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_checklist_tasks_reception_id'), ['reception_id'], unique=False)

    op.create_table('decisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('for_id', sa.Integer(), nullable=True),
    sa.Column('delegation_id', sa.Integer(), nullable=True),
    sa.Column('completes', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('condition', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_decisions_application_id_applications')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegations.id'], name=op.f('fk_decisions_delegation_id_delegations')),
    sa.ForeignKeyConstraint(['for_id'], ['people.id'], name=op.f('fk_decisions_for_id_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_decisions_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decisions'))
    )
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decisions_application_id'), ['application_id'], unique=False)

    op.create_table('fund_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('fund_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=10), nullable=False),
    sa.Column('committed_minor', sa.BigInteger(), nullable=False),
    sa.Column('approved_minor', sa.BigInteger(), nullable=False),
    sa.Column('spent_minor', sa.BigInteger(), nullable=False),
    sa.Column('beyond', sa.JSON(), nullable=False),
    sa.Column('moved_by_id', sa.Integer(), nullable=True),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('committed_minor <> 0 OR approved_minor <> 0 OR spent_minor <> 0', name=op.f('ck_fund_entries_moves_something')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_fund_entries_application_id_applications')),
    sa.ForeignKeyConstraint(['fund_id'], ['funds.id'], name=op.f('fk_fund_entries_fund_id_funds')),
    sa.ForeignKeyConstraint(['moved_by_id'], ['people.id'], name=op.f('fk_fund_entries_moved_by_id_people')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_fund_entries_reception_id_receptions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fund_entries'))
    )
    with op.batch_alter_table('fund_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_entries_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_entries_reception_id'), ['reception_id'], unique=False)
        batch_op.create_index('ix_fund_entries_sums', ['fund_id', 'committed_minor', 'approved_minor', 'spent_minor'], unique=False)

    op.create_table('item_groups',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['party_groups.id'], name=op.f('fk_item_groups_group_id_party_groups')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_item_groups_item_id_items')),
    sa.PrimaryKeyConstraint('item_id', 'group_id', name=op.f('pk_item_groups'))
    )
    op.create_table('item_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('on_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint('item_id <> on_id', name=op.f('ck_item_links_two_items')),
    sa.CheckConstraint('minutes BETWEEN 0 AND 1440', name=op.f('ck_item_links_minutes_range')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_item_links_item_id_items')),
    sa.ForeignKeyConstraint(['on_id'], ['items.id'], name=op.f('fk_item_links_on_id_items')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_links')),
    sa.UniqueConstraint('item_id', 'on_id', name=op.f('uq_item_links_item_id_on_id'))
    )
    with op.batch_alter_table('item_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_links_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_links_on_id'), ['on_id'], unique=False)

    op.create_table('item_people',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_item_people_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_item_people_item_id_items')),
    sa.PrimaryKeyConstraint('item_id', 'attendee_id', name=op.f('pk_item_people'))
    )
    op.create_table('item_progress',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('late_minutes', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('done_at IS NULL OR started_at IS NOT NULL', name=op.f('ck_item_progress_done_after_started')),
    sa.CheckConstraint('late_minutes BETWEEN 0 AND 720', name=op.f('ck_item_progress_late_range')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_item_progress_item_id_items')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['people.id'], name=op.f('fk_item_progress_noted_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_progress')),
    sa.UniqueConstraint('item_id', name=op.f('uq_item_progress_item_id'))
    )
    op.create_table('item_replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_item_replies_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_item_replies_item_id_items')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_replies')),
    sa.UniqueConstraint('item_id', 'attendee_id', name=op.f('uq_item_replies_item_id_attendee_id'))
    )
    with op.batch_alter_table('item_replies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_replies_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('item_roles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('note_zh', sa.Text(), nullable=False),
    sa.Column('note_en', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_item_roles_item_id_items')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_item_roles_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_roles')),
    sa.UniqueConstraint('item_id', 'role', 'person_id', name=op.f('uq_item_roles_item_id_role_person_id'))
    )
    with op.batch_alter_table('item_roles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_roles_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_roles_person_id'), ['person_id'], unique=False)

    op.create_table('menus',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('dishes', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_menus_item_id_items')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menus')),
    sa.UniqueConstraint('item_id', name=op.f('uq_menus_item_id'))
    )
    op.create_table('party_group_members',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_party_group_members_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['group_id'], ['party_groups.id'], name=op.f('fk_party_group_members_group_id_party_groups')),
    sa.PrimaryKeyConstraint('group_id', 'attendee_id', name=op.f('pk_party_group_members'))
    )
    op.create_table('returned_mails',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mail_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('proposed_starts_at', sa.DateTime(), nullable=True),
    sa.Column('proposed_ends_at', sa.DateTime(), nullable=True),
    sa.Column('delegate', sa.String(length=160), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('message_key', sa.String(length=64), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['mail_id'], ['mails.id'], name=op.f('fk_returned_mails_mail_id_mails')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['people.id'], name=op.f('fk_returned_mails_noted_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_returned_mails')),
    sa.UniqueConstraint('message_key', name=op.f('uq_returned_mails_message_key'))
    )
    with op.batch_alter_table('returned_mails', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_returned_mails_mail_id'), ['mail_id'], unique=False)

    op.create_table('settlements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('advance_minor', sa.BigInteger(), nullable=False),
    sa.Column('advance_to_id', sa.Integer(), nullable=True),
    sa.Column('advance_on', sa.Date(), nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_edited_by_id', sa.Integer(), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('check_note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['advance_to_id'], ['people.id'], name=op.f('fk_settlements_advance_to_id_people')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_settlements_application_id_applications')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['people.id'], name=op.f('fk_settlements_checked_by_id_people')),
    sa.ForeignKeyConstraint(['last_edited_by_id'], ['people.id'], name=op.f('fk_settlements_last_edited_by_id_people')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['people.id'], name=op.f('fk_settlements_opened_by_id_people')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['people.id'], name=op.f('fk_settlements_submitted_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settlements')),
    sa.UniqueConstraint('application_id', name=op.f('uq_settlements_application_id'))
    )
    with op.batch_alter_table('settlements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_settlements_state'), ['state'], unique=False)

    op.create_table('tellings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_by_id', sa.Integer(), nullable=True),
    sa.Column('how', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_tellings_person_id_people')),
    sa.ForeignKeyConstraint(['told_by_id'], ['people.id'], name=op.f('fk_tellings_told_by_id_people')),
    sa.ForeignKeyConstraint(['version_id'], ['programme_versions.id'], name=op.f('fk_tellings_version_id_programme_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tellings')),
    sa.UniqueConstraint('version_id', 'person_id', name=op.f('uq_tellings_version_id_person_id'))
    )
    with op.batch_alter_table('tellings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tellings_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tellings_version_id'), ['version_id'], unique=False)

    op.create_table('tours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('stop_ids', sa.JSON(), nullable=False),
    sa.Column('groups_wanted', sa.Integer(), nullable=True),
    sa.Column('largest_group', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('walking', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('gap_permille', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('is_smallest', sa.Boolean(), nullable=False),
    sa.Column('planned_for', sa.String(length=64), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by_id', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('largest_group > 0', name=op.f('ck_tours_group_holds_somebody')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['people.id'], name=op.f('fk_tours_ended_by_id_people')),
    sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_tours_item_id_items')),
    sa.ForeignKeyConstraint(['released_by_id'], ['people.id'], name=op.f('fk_tours_released_by_id_people')),
    sa.ForeignKeyConstraint(['site_id'], ['sites.id'], name=op.f('fk_tours_site_id_sites')),
    sa.ForeignKeyConstraint(['started_by_id'], ['people.id'], name=op.f('fk_tours_started_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tours')),
    sa.UniqueConstraint('item_id', name=op.f('uq_tours_item_id'))
    )
    with op.batch_alter_table('tours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tours_site_id'), ['site_id'], unique=False)

    op.create_table('wishes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reception_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('scope', sa.String(length=10), nullable=False),
    sa.Column('strength', sa.String(length=10), nullable=False),
    sa.Column('first_attendee_id', sa.Integer(), nullable=True),
    sa.Column('first_client_id', sa.Integer(), nullable=True),
    sa.Column('second_attendee_id', sa.Integer(), nullable=True),
    sa.Column('second_client_id', sa.Integer(), nullable=True),
    sa.Column('reason_zh', sa.Text(), nullable=False),
    sa.Column('reason_en', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['first_attendee_id'], ['attendees.id'], name=op.f('fk_wishes_first_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['first_client_id'], ['clients.id'], name=op.f('fk_wishes_first_client_id_clients')),
    sa.ForeignKeyConstraint(['reception_id'], ['receptions.id'], name=op.f('fk_wishes_reception_id_receptions')),
    sa.ForeignKeyConstraint(['second_attendee_id'], ['attendees.id'], name=op.f('fk_wishes_second_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['second_client_id'], ['clients.id'], name=op.f('fk_wishes_second_client_id_clients')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wishes'))
    )
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wishes_reception_id'), ['reception_id'], unique=False)

    op.create_table('banquet_tables',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=50), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('sizes', sa.JSON(), nullable=False),
    sa.Column('rotation', sa.Integer(), nullable=False),
    sa.Column('x_cm', sa.Integer(), nullable=False),
    sa.Column('y_cm', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('features', sa.JSON(), nullable=False),
    sa.Column('is_broken', sa.Boolean(), nullable=False),
    sa.CheckConstraint('seats BETWEEN 2 AND 30', name=op.f('ck_banquet_tables_seats_range')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_banquet_tables_banquet_id_banquets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_banquet_tables')),
    sa.UniqueConstraint('banquet_id', 'number', name=op.f('uq_banquet_tables_banquet_id_number'))
    )
    with op.batch_alter_table('banquet_tables', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_banquet_tables_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('budget_quotes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=True),
    sa.Column('vendor', sa.String(length=200), nullable=False),
    sa.Column('quoted_on', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('content_type', sa.String(length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('stored_as', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount_minor >= 0', name=op.f('ck_budget_quotes_amount_not_negative')),
    sa.ForeignKeyConstraint(['added_by_id'], ['people.id'], name=op.f('fk_budget_quotes_added_by_id_people')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_budget_quotes_application_id_applications')),
    sa.ForeignKeyConstraint(['line_id'], ['budget_lines.id'], name=op.f('fk_budget_quotes_line_id_budget_lines'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_quotes')),
    sa.UniqueConstraint('stored_as', name=op.f('uq_budget_quotes_stored_as'))
    )
    with op.batch_alter_table('budget_quotes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_budget_quotes_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_budget_quotes_line_id'), ['line_id'], unique=False)

    op.create_table('change_notices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('invitations', sa.JSON(), nullable=False),
    sa.Column('note_zh', sa.Text(), nullable=False),
    sa.Column('note_en', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_change_notices_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_change_notices_made_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_notices'))
    )
    with op.batch_alter_table('change_notices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_notices_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('chosen_gatherings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('gathering', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_chosen_gatherings_banquet_id_banquets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chosen_gatherings')),
    sa.UniqueConstraint('banquet_id', name=op.f('uq_chosen_gatherings_banquet_id'))
    )
    op.create_table('custody_receipts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tour_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('things', sa.LargeBinary(), nullable=True),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('keeper_id', sa.Integer(), nullable=False),
    sa.Column('signed_how', sa.String(length=8), nullable=False),
    sa.Column('visitor_signature', sa.LargeBinary(), nullable=True),
    sa.Column('keeper_signature', sa.LargeBinary(), nullable=True),
    sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_by_id', sa.Integer(), nullable=True),
    sa.Column('returned_how', sa.String(length=8), nullable=False),
    sa.Column('return_signature', sa.LargeBinary(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_custody_receipts_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['keeper_id'], ['people.id'], name=op.f('fk_custody_receipts_keeper_id_people')),
    sa.ForeignKeyConstraint(['returned_by_id'], ['people.id'], name=op.f('fk_custody_receipts_returned_by_id_people')),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_custody_receipts_tour_id_tours')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custody_receipts')),
    sa.UniqueConstraint('tour_id', 'number', name=op.f('uq_custody_receipts_tour_id_number'))
    )
    with op.batch_alter_table('custody_receipts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_custody_receipts_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('date_agreements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('guest_of_honour_id', sa.Integer(), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_date_agreements_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['given_by_id'], ['attendees.id'], name=op.f('fk_date_agreements_given_by_id_attendees')),
    sa.ForeignKeyConstraint(['guest_of_honour_id'], ['attendees.id'], name=op.f('fk_date_agreements_guest_of_honour_id_attendees')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_date_agreements_recorded_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_date_agreements'))
    )
    with op.batch_alter_table('date_agreements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_date_agreements_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('deadline_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('deadline', sa.String(length=30), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('done_for', sa.DateTime(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_deadline_notes_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['done_by_id'], ['people.id'], name=op.f('fk_deadline_notes_done_by_id_people')),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_deadline_notes_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadline_notes')),
    sa.UniqueConstraint('banquet_id', 'deadline', name=op.f('uq_deadline_notes_banquet_id_deadline'))
    )
    op.create_table('door_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('door', sa.String(length=30), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_door_entries_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_door_entries_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_door_entries_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_door_entries')),
    sa.UniqueConstraint('banquet_id', 'key', name=op.f('uq_door_entries_banquet_id_key'))
    )
    with op.batch_alter_table('door_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_door_entries_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('door_signatures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('drawn', sa.LargeBinary(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_door_signatures_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_door_signatures_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_door_signatures_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_door_signatures')),
    sa.UniqueConstraint('banquet_id', 'attendee_id', name=op.f('uq_door_signatures_banquet_id_attendee_id')),
    sa.UniqueConstraint('banquet_id', 'key', name=op.f('uq_door_signatures_banquet_id_key'))
    )
    with op.batch_alter_table('door_signatures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_door_signatures_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('head_claims',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('settlement_id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('billed', sa.Integer(), nullable=False),
    sa.CheckConstraint('billed >= 0', name=op.f('ck_head_claims_billed_not_negative')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_head_claims_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['settlement_id'], ['settlements.id'], name=op.f('fk_head_claims_settlement_id_settlements')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_head_claims')),
    sa.UniqueConstraint('settlement_id', 'banquet_id', name=op.f('uq_head_claims_settlement_id_banquet_id'))
    )
    with op.batch_alter_table('head_claims', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_head_claims_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('invitation_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_by_id', sa.Integer(), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_as', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_invitation_batches_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_invitation_batches_made_by_id_people')),
    sa.ForeignKeyConstraint(['released_by_id'], ['people.id'], name=op.f('fk_invitation_batches_released_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_batches'))
    )
    with op.batch_alter_table('invitation_batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_batches_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('invitation_styles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('occasion', sa.String(length=20), nullable=False),
    sa.Column('card_zh', sa.Text(), nullable=True),
    sa.Column('card_en', sa.Text(), nullable=True),
    sa.Column('letter_zh', sa.Text(), nullable=True),
    sa.Column('letter_en', sa.Text(), nullable=True),
    sa.Column('opening_zh', sa.Text(), nullable=True),
    sa.Column('opening_en', sa.Text(), nullable=True),
    sa.Column('dress', sa.String(length=20), nullable=False),
    sa.Column('asks', sa.String(length=10), nullable=False),
    sa.Column('design', sa.String(length=20), nullable=False),
    sa.Column('mail_design', sa.String(length=20), nullable=False),
    sa.Column('is_bilingual', sa.Boolean(), nullable=False),
    sa.Column('has_seal', sa.Boolean(), nullable=False),
    sa.Column('has_logo', sa.Boolean(), nullable=False),
    sa.Column('has_code', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_invitation_styles_banquet_id_banquets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_styles')),
    sa.UniqueConstraint('banquet_id', name=op.f('uq_invitation_styles_banquet_id'))
    )
    op.create_table('invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reply_by', sa.Date(), nullable=False),
    sa.Column('uid', sa.String(length=100), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_invitations_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_invitations_banquet_id_banquets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('banquet_id', 'attendee_id', name=op.f('uq_invitations_banquet_id_attendee_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_invitations_uid'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_attendee_id'), ['attendee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitations_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('plan_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('banquet_version', sa.Integer(), nullable=False),
    sa.Column('undoes_id', sa.Integer(), nullable=True),
    sa.Column('is_undone', sa.Boolean(), nullable=False),
    sa.Column('room', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_plan_steps_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_plan_steps_person_id_people')),
    sa.ForeignKeyConstraint(['undoes_id'], ['plan_steps.id'], name=op.f('fk_plan_steps_undoes_id_plan_steps')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_steps')),
    sa.UniqueConstraint('banquet_id', 'number', name=op.f('uq_plan_steps_banquet_id_number'))
    )
    with op.batch_alter_table('plan_steps', schema=None) as batch_op:
        batch_op.create_index('ix_plan_steps_seen', ['banquet_id', 'banquet_version'], unique=False)

    op.create_table('plan_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('plan_number', sa.Integer(), nullable=False),
    sa.Column('pack', sa.String(length=50), nullable=False),
    sa.Column('cost', sa.Integer(), nullable=True),
    sa.Column('hard', sa.Integer(), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_plan_versions_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_plan_versions_made_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_versions')),
    sa.UniqueConstraint('banquet_id', 'number', name=op.f('uq_plan_versions_banquet_id_number'))
    )
    op.create_table('presences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_presences_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_presences_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_presences_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presences')),
    sa.UniqueConstraint('banquet_id', 'attendee_id', name=op.f('uq_presences_banquet_id_attendee_id'))
    )
    with op.batch_alter_table('presences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_presences_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('reply_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('holder_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_reply_links_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['holder_id'], ['attendees.id'], name=op.f('fk_reply_links_holder_id_attendees')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_links')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_reply_links_token_hash'))
    )
    with op.batch_alter_table('reply_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reply_links_banquet_id'), ['banquet_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reply_links_holder_id'), ['holder_id'], unique=False)

    op.create_table('safety_visitors',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tour_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('sizes', sa.LargeBinary(), nullable=True),
    sa.Column('age', sa.LargeBinary(), nullable=True),
    sa.Column('gear_issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('gear_returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('briefed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('briefed_by_id', sa.Integer(), nullable=True),
    sa.Column('briefing_version', sa.String(length=20), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=True),
    sa.Column('signed_how', sa.String(length=8), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('nda_how', sa.String(length=8), nullable=False),
    sa.Column('nda_signature', sa.LargeBinary(), nullable=True),
    sa.Column('nda_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('badge_number', sa.Integer(), nullable=True),
    sa.Column('badge_issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('badge_returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_safety_visitors_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['briefed_by_id'], ['people.id'], name=op.f('fk_safety_visitors_briefed_by_id_people')),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_safety_visitors_tour_id_tours')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safety_visitors')),
    sa.UniqueConstraint('tour_id', 'attendee_id', name=op.f('uq_safety_visitors_tour_id_attendee_id')),
    sa.UniqueConstraint('tour_id', 'badge_number', name=op.f('uq_safety_visitors_tour_id_badge_number'))
    )
    with op.batch_alter_table('safety_visitors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_safety_visitors_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('seat_finders',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_seat_finders_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_seat_finders_created_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_finders')),
    sa.UniqueConstraint('banquet_id', 'number', name=op.f('uq_seat_finders_banquet_id_number')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_seat_finders_token_hash'))
    )
    op.create_table('settlement_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('settlement_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('category', sa.String(length=20), nullable=False),
    sa.Column('description_zh', sa.String(length=200), nullable=False),
    sa.Column('description_en', sa.String(length=200), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('approved_minor', sa.BigInteger(), nullable=False),
    sa.Column('actual_minor', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint('actual_minor >= 0', name=op.f('ck_settlement_lines_actual_not_negative')),
    sa.ForeignKeyConstraint(['settlement_id'], ['settlements.id'], name=op.f('fk_settlement_lines_settlement_id_settlements')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settlement_lines'))
    )
    with op.batch_alter_table('settlement_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_settlement_lines_settlement_id'), ['settlement_id'], unique=False)
        batch_op.create_index('ix_settlement_lines_sums', ['settlement_id', 'category', 'actual_minor'], unique=False)

    op.create_table('settlement_papers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('settlement_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('number_key', sa.String(length=64), nullable=True),
    sa.Column('seller', sa.String(length=200), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('rate', sa.String(length=30), nullable=False),
    sa.Column('rate_on', sa.Date(), nullable=True),
    sa.Column('rate_source', sa.String(length=100), nullable=False),
    sa.Column('own_minor', sa.BigInteger(), nullable=False),
    sa.Column('parts', sa.JSON(), nullable=False),
    sa.Column('paid_by_id', sa.Integer(), nullable=True),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('content_type', sa.String(length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('stored_as', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=True),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount_minor >= 0', name=op.f('ck_settlement_papers_amount_not_negative')),
    sa.ForeignKeyConstraint(['added_by_id'], ['people.id'], name=op.f('fk_settlement_papers_added_by_id_people')),
    sa.ForeignKeyConstraint(['paid_by_id'], ['people.id'], name=op.f('fk_settlement_papers_paid_by_id_people')),
    sa.ForeignKeyConstraint(['settlement_id'], ['settlements.id'], name=op.f('fk_settlement_papers_settlement_id_settlements')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settlement_papers')),
    sa.UniqueConstraint('file_key', name=op.f('uq_settlement_papers_file_key')),
    sa.UniqueConstraint('number_key', name=op.f('uq_settlement_papers_number_key')),
    sa.UniqueConstraint('stored_as', name=op.f('uq_settlement_papers_stored_as'))
    )
    with op.batch_alter_table('settlement_papers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_settlement_papers_settlement_id'), ['settlement_id'], unique=False)

    op.create_table('tour_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tour_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('guide_id', sa.Integer(), nullable=True),
    sa.Column('interpreter_id', sa.Integer(), nullable=True),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('left_out', sa.JSON(), nullable=False),
    sa.Column('keeps_guide', sa.Boolean(), nullable=False),
    sa.Column('keeps_interpreter', sa.Boolean(), nullable=False),
    sa.Column('keeps_order', sa.Boolean(), nullable=False),
    sa.Column('keeps_times', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['guide_id'], ['resources.id'], name=op.f('fk_tour_groups_guide_id_resources')),
    sa.ForeignKeyConstraint(['interpreter_id'], ['resources.id'], name=op.f('fk_tour_groups_interpreter_id_resources')),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_tour_groups_tour_id_tours')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_groups')),
    sa.UniqueConstraint('tour_id', 'number', name=op.f('uq_tour_groups_tour_id_number'))
    )
    with op.batch_alter_table('tour_groups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_groups_guide_id'), ['guide_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_groups_interpreter_id'), ['interpreter_id'], unique=False)

    op.create_table('tour_guests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tour_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('interests', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_tour_guests_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_tour_guests_tour_id_tours')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_guests')),
    sa.UniqueConstraint('tour_id', 'attendee_id', name=op.f('uq_tour_guests_tour_id_attendee_id'))
    )
    with op.batch_alter_table('tour_guests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_guests_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('tour_wishes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tour_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_id <> second_id', name=op.f('ck_tour_wishes_two_people')),
    sa.ForeignKeyConstraint(['first_id'], ['attendees.id'], name=op.f('fk_tour_wishes_first_id_attendees')),
    sa.ForeignKeyConstraint(['second_id'], ['attendees.id'], name=op.f('fk_tour_wishes_second_id_attendees')),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_tour_wishes_tour_id_tours')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_wishes'))
    )
    with op.batch_alter_table('tour_wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_wishes_first_id'), ['first_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_wishes_second_id'), ['second_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_wishes_tour_id'), ['tour_id'], unique=False)

    op.create_table('visit_applications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tour_id', sa.Integer(), nullable=False),
    sa.Column('applicant_id', sa.Integer(), nullable=False),
    sa.Column('last_edited_by_id', sa.Integer(), nullable=False),
    sa.Column('responsible_id', sa.Integer(), nullable=True),
    sa.Column('safety_officer_id', sa.Integer(), nullable=True),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('applied_on', sa.Date(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('checks_identity', sa.Boolean(), nullable=False),
    sa.Column('confidentiality', sa.String(length=12), nullable=False),
    sa.Column('camera', sa.JSON(), nullable=False),
    sa.Column('camera_for', sa.Text(), nullable=False),
    sa.Column('camera_person_id', sa.Integer(), nullable=True),
    sa.Column('leaders', sa.Text(), nullable=False),
    sa.Column('vehicle', sa.Text(), nullable=False),
    sa.Column('meals', sa.Text(), nullable=False),
    sa.Column('needs', sa.Text(), nullable=False),
    sa.Column('custody', sa.Text(), nullable=False),
    sa.Column('gifts', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('waiting_step', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['applicant_id'], ['people.id'], name=op.f('fk_visit_applications_applicant_id_people')),
    sa.ForeignKeyConstraint(['camera_person_id'], ['people.id'], name=op.f('fk_visit_applications_camera_person_id_people')),
    sa.ForeignKeyConstraint(['last_edited_by_id'], ['people.id'], name=op.f('fk_visit_applications_last_edited_by_id_people')),
    sa.ForeignKeyConstraint(['responsible_id'], ['people.id'], name=op.f('fk_visit_applications_responsible_id_people')),
    sa.ForeignKeyConstraint(['safety_officer_id'], ['people.id'], name=op.f('fk_visit_applications_safety_officer_id_people')),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_visit_applications_tour_id_tours')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_applications')),
    sa.UniqueConstraint('tour_id', name=op.f('uq_visit_applications_tour_id'))
    )
    with op.batch_alter_table('visit_applications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_applications_applicant_id'), ['applicant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_applications_safety_officer_id'), ['safety_officer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_applications_status'), ['status'], unique=False)

    op.create_table('walk_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('word_of_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_walk_ins_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_walk_ins_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_walk_ins_person_id_people')),
    sa.ForeignKeyConstraint(['word_of_id'], ['attendees.id'], name=op.f('fk_walk_ins_word_of_id_attendees')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_walk_ins')),
    sa.UniqueConstraint('banquet_id', 'attendee_id', name=op.f('uq_walk_ins_banquet_id_attendee_id')),
    sa.UniqueConstraint('banquet_id', 'key', name=op.f('uq_walk_ins_banquet_id_key'))
    )
    with op.batch_alter_table('walk_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_walk_ins_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('claimed_heads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.CheckConstraint('times > 0', name=op.f('ck_claimed_heads_times_positive')),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_claimed_heads_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['claim_id'], ['head_claims.id'], name=op.f('fk_claimed_heads_claim_id_head_claims')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claimed_heads')),
    sa.UniqueConstraint('claim_id', 'attendee_id', name=op.f('uq_claimed_heads_claim_id_attendee_id'))
    )
    with op.batch_alter_table('claimed_heads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claimed_heads_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('companions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('is_partner', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('attendee_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_companions_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_companions_decided_by_id_people')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitations.id'], name=op.f('fk_companions_invitation_id_invitations')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['attendees.id'], name=op.f('fk_companions_proposed_by_id_attendees')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_companions'))
    )
    with op.batch_alter_table('companions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_companions_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('invitation_batch_members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['invitation_batches.id'], name=op.f('fk_invitation_batch_members_batch_id_invitation_batches')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitations.id'], name=op.f('fk_invitation_batch_members_invitation_id_invitations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_batch_members')),
    sa.UniqueConstraint('invitation_id', name=op.f('uq_invitation_batch_members_invitation_id'))
    )
    with op.batch_alter_table('invitation_batch_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_batch_members_batch_id'), ['batch_id'], unique=False)

    op.create_table('invitation_deliveries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_invitation_deliveries_by_id_people')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitations.id'], name=op.f('fk_invitation_deliveries_invitation_id_invitations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_deliveries'))
    )
    with op.batch_alter_table('invitation_deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_deliveries_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('print_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('paper', sa.String(length=40), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('cards', sa.JSON(), nullable=False),
    sa.Column('style', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_print_runs_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_print_runs_person_id_people')),
    sa.ForeignKeyConstraint(['version_id'], ['plan_versions.id'], name=op.f('fk_print_runs_version_id_plan_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_runs'))
    )
    with op.batch_alter_table('print_runs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_print_runs_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('rank_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('rank_before', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('settled_step_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_rank_changes_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_rank_changes_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_rank_changes_person_id_people')),
    sa.ForeignKeyConstraint(['settled_step_id'], ['plan_steps.id'], name=op.f('fk_rank_changes_settled_step_id_plan_steps')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rank_changes'))
    )
    with op.batch_alter_table('rank_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rank_changes_attendee_id'), ['attendee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rank_changes_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('via', sa.String(length=8), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decide_by', sa.Date(), nullable=True),
    sa.Column('transport', sa.String(length=10), nullable=False),
    sa.Column('interpreter', sa.String(length=8), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('is_past', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['attendees.id'], name=op.f('fk_replies_answered_by_id_attendees')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitations.id'], name=op.f('fk_replies_invitation_id_invitations')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_replies_recorded_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replies'))
    )
    with op.batch_alter_table('replies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_replies_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('seatings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('banquet_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('is_locked', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_seatings_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['banquet_id'], ['banquets.id'], name=op.f('fk_seatings_banquet_id_banquets')),
    sa.ForeignKeyConstraint(['table_id'], ['banquet_tables.id'], name=op.f('fk_seatings_table_id_banquet_tables')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seatings')),
    sa.UniqueConstraint('banquet_id', 'attendee_id', name=op.f('uq_seatings_banquet_id_attendee_id')),
    sa.UniqueConstraint('table_id', 'seat', name=op.f('uq_seatings_table_id_seat'))
    )
    with op.batch_alter_table('seatings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seatings_attendee_id'), ['attendee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_seatings_banquet_id'), ['banquet_id'], unique=False)

    op.create_table('tour_members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('attendee_id', sa.Integer(), nullable=False),
    sa.Column('is_kept', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['attendee_id'], ['attendees.id'], name=op.f('fk_tour_members_attendee_id_attendees')),
    sa.ForeignKeyConstraint(['group_id'], ['tour_groups.id'], name=op.f('fk_tour_members_group_id_tour_groups')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_members')),
    sa.UniqueConstraint('group_id', 'attendee_id', name=op.f('uq_tour_members_group_id_attendee_id'))
    )
    with op.batch_alter_table('tour_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_members_attendee_id'), ['attendee_id'], unique=False)

    op.create_table('tour_visits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('stop_id', sa.Integer(), nullable=False),
    sa.Column('starts_minute', sa.Integer(), nullable=False),
    sa.Column('ends_minute', sa.Integer(), nullable=False),
    sa.Column('waits', sa.Integer(), nullable=False),
    sa.Column('walked', sa.JSON(), nullable=False),
    sa.CheckConstraint('ends_minute >= starts_minute', name=op.f('ck_tour_visits_ends_after_start')),
    sa.ForeignKeyConstraint(['group_id'], ['tour_groups.id'], name=op.f('fk_tour_visits_group_id_tour_groups')),
    sa.ForeignKeyConstraint(['stop_id'], ['site_stops.id'], name=op.f('fk_tour_visits_stop_id_site_stops')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_visits'))
    )
    with op.batch_alter_table('tour_visits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_visits_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_visits_stop_id'), ['stop_id'], unique=False)

    op.create_table('visit_decisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['visit_applications.id'], name=op.f('fk_visit_decisions_application_id_visit_applications')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_visit_decisions_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_decisions'))
    )
    with op.batch_alter_table('visit_decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_decisions_application_id'), ['application_id'], unique=False)




def downgrade():

    with op.batch_alter_table('visit_decisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_decisions_application_id'))

    op.drop_table('visit_decisions')
    with op.batch_alter_table('tour_visits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tour_visits_stop_id'))
        batch_op.drop_index(batch_op.f('ix_tour_visits_group_id'))

    op.drop_table('tour_visits')
    with op.batch_alter_table('tour_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tour_members_attendee_id'))

    op.drop_table('tour_members')
    with op.batch_alter_table('seatings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seatings_banquet_id'))
        batch_op.drop_index(batch_op.f('ix_seatings_attendee_id'))

    op.drop_table('seatings')
    with op.batch_alter_table('replies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_replies_invitation_id'))

    op.drop_table('replies')
    with op.batch_alter_table('rank_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rank_changes_banquet_id'))
        batch_op.drop_index(batch_op.f('ix_rank_changes_attendee_id'))

    op.drop_table('rank_changes')
    with op.batch_alter_table('print_runs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_print_runs_banquet_id'))

    op.drop_table('print_runs')
    with op.batch_alter_table('invitation_deliveries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_deliveries_invitation_id'))

    op.drop_table('invitation_deliveries')
    with op.batch_alter_table('invitation_batch_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_batch_members_batch_id'))

    op.drop_table('invitation_batch_members')
    with op.batch_alter_table('companions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_companions_invitation_id'))

    op.drop_table('companions')
    with op.batch_alter_table('claimed_heads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claimed_heads_attendee_id'))

    op.drop_table('claimed_heads')
    with op.batch_alter_table('walk_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_walk_ins_attendee_id'))

    op.drop_table('walk_ins')
    with op.batch_alter_table('visit_applications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_applications_status'))
        batch_op.drop_index(batch_op.f('ix_visit_applications_safety_officer_id'))
        batch_op.drop_index(batch_op.f('ix_visit_applications_applicant_id'))

    op.drop_table('visit_applications')
    with op.batch_alter_table('tour_wishes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tour_wishes_tour_id'))
        batch_op.drop_index(batch_op.f('ix_tour_wishes_second_id'))
        batch_op.drop_index(batch_op.f('ix_tour_wishes_first_id'))

    op.drop_table('tour_wishes')
    with op.batch_alter_table('tour_guests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tour_guests_attendee_id'))

    op.drop_table('tour_guests')
    with op.batch_alter_table('tour_groups', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tour_groups_interpreter_id'))
        batch_op.drop_index(batch_op.f('ix_tour_groups_guide_id'))

    op.drop_table('tour_groups')
    with op.batch_alter_table('settlement_papers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_settlement_papers_settlement_id'))

    op.drop_table('settlement_papers')
    with op.batch_alter_table('settlement_lines', schema=None) as batch_op:
        batch_op.drop_index('ix_settlement_lines_sums')
        batch_op.drop_index(batch_op.f('ix_settlement_lines_settlement_id'))

    op.drop_table('settlement_lines')
    op.drop_table('seat_finders')
    with op.batch_alter_table('safety_visitors', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_safety_visitors_attendee_id'))

    op.drop_table('safety_visitors')
    with op.batch_alter_table('reply_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reply_links_holder_id'))
        batch_op.drop_index(batch_op.f('ix_reply_links_banquet_id'))

    op.drop_table('reply_links')
    with op.batch_alter_table('presences', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_presences_attendee_id'))

    op.drop_table('presences')
    op.drop_table('plan_versions')
    with op.batch_alter_table('plan_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_plan_steps_seen')

    op.drop_table('plan_steps')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_banquet_id'))
        batch_op.drop_index(batch_op.f('ix_invitations_attendee_id'))

    op.drop_table('invitations')
    op.drop_table('invitation_styles')
    with op.batch_alter_table('invitation_batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_batches_banquet_id'))

    op.drop_table('invitation_batches')
    with op.batch_alter_table('head_claims', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_head_claims_banquet_id'))

    op.drop_table('head_claims')
    with op.batch_alter_table('door_signatures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_door_signatures_attendee_id'))

    op.drop_table('door_signatures')
    with op.batch_alter_table('door_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_door_entries_attendee_id'))

    op.drop_table('door_entries')
    op.drop_table('deadline_notes')
    with op.batch_alter_table('date_agreements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_date_agreements_banquet_id'))

    op.drop_table('date_agreements')
    with op.batch_alter_table('custody_receipts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_custody_receipts_attendee_id'))

    op.drop_table('custody_receipts')
    op.drop_table('chosen_gatherings')
    with op.batch_alter_table('change_notices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_notices_banquet_id'))

    op.drop_table('change_notices')
    with op.batch_alter_table('budget_quotes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_budget_quotes_line_id'))
        batch_op.drop_index(batch_op.f('ix_budget_quotes_application_id'))

    op.drop_table('budget_quotes')
    with op.batch_alter_table('banquet_tables', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_banquet_tables_banquet_id'))

    op.drop_table('banquet_tables')
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wishes_reception_id'))

    op.drop_table('wishes')
    with op.batch_alter_table('tours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tours_site_id'))

    op.drop_table('tours')
    with op.batch_alter_table('tellings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tellings_version_id'))
        batch_op.drop_index(batch_op.f('ix_tellings_person_id'))

    op.drop_table('tellings')
    with op.batch_alter_table('settlements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_settlements_state'))

    op.drop_table('settlements')
    with op.batch_alter_table('returned_mails', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_returned_mails_mail_id'))

    op.drop_table('returned_mails')
    op.drop_table('party_group_members')
    op.drop_table('menus')
    with op.batch_alter_table('item_roles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_roles_person_id'))
        batch_op.drop_index(batch_op.f('ix_item_roles_item_id'))

    op.drop_table('item_roles')
    with op.batch_alter_table('item_replies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_replies_attendee_id'))

    op.drop_table('item_replies')
    op.drop_table('item_progress')
    op.drop_table('item_people')
    with op.batch_alter_table('item_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_links_on_id'))
        batch_op.drop_index(batch_op.f('ix_item_links_item_id'))

    op.drop_table('item_links')
    op.drop_table('item_groups')
    with op.batch_alter_table('fund_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_fund_entries_sums')
        batch_op.drop_index(batch_op.f('ix_fund_entries_reception_id'))
        batch_op.drop_index(batch_op.f('ix_fund_entries_application_id'))

    op.drop_table('fund_entries')
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decisions_application_id'))

    op.drop_table('decisions')
    with op.batch_alter_table('checklist_tasks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checklist_tasks_reception_id'))
        batch_op.drop_index(batch_op.f('ix_checklist_tasks_item_id'))

    op.drop_table('checklist_tasks')
    with op.batch_alter_table('call_tasks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_tasks_person_id'))

    op.drop_table('call_tasks')
    with op.batch_alter_table('call_sign_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_sign_ins_person_id'))

    op.drop_table('call_sign_ins')
    op.drop_table('call_records')
    op.drop_table('call_people')
    with op.batch_alter_table('budget_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_budget_lines_application_id'))

    op.drop_table('budget_lines')
    with op.batch_alter_table('bookings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bookings_with_id'))
        batch_op.drop_index('ix_bookings_resource_time')
        batch_op.drop_index(batch_op.f('ix_bookings_reception_id'))
        batch_op.drop_index(batch_op.f('ix_bookings_item_id'))
        batch_op.drop_index(batch_op.f('ix_bookings_hold_until'))
        batch_op.drop_index(batch_op.f('ix_bookings_from_utc'))

    op.drop_table('bookings')
    with op.batch_alter_table('banquets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_banquets_reception_id'))

    op.drop_table('banquets')
    with op.batch_alter_table('arrangements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_arrangements_reception_id'))

    op.drop_table('arrangements')
    with op.batch_alter_table('visit_complaints', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_complaints_reception_id'))

    op.drop_table('visit_complaints')
    with op.batch_alter_table('site_legs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_site_legs_to_id'))
        batch_op.drop_index(batch_op.f('ix_site_legs_site_id'))
        batch_op.drop_index(batch_op.f('ix_site_legs_from_id'))

    op.drop_table('site_legs')
    op.drop_table('second_factors')
    op.drop_table('role_grants')
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_codes_account_id'))

    op.drop_table('recovery_codes')
    with op.batch_alter_table('programme_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_versions_reception_id'))

    op.drop_table('programme_versions')
    with op.batch_alter_table('party_groups', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_party_groups_reception_id'))

    op.drop_table('party_groups')
    with op.batch_alter_table('outbox_stops', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_stops_topic'))
        batch_op.drop_index(batch_op.f('ix_outbox_stops_reception_id'))

    op.drop_table('outbox_stops')
    op.drop_table('one_time_links')
    with op.batch_alter_table('mails', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mails_state'))
        batch_op.drop_index(batch_op.f('ix_mails_reception_id'))
        batch_op.drop_index(batch_op.f('ix_mails_next_try_at'))
        batch_op.drop_index(batch_op.f('ix_mails_claimed_at'))

    op.drop_table('mails')
    with op.batch_alter_table('login_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_sessions_account_id'))

    op.drop_table('login_sessions')
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_items_starts_at'))
        batch_op.drop_index(batch_op.f('ix_items_reception_id'))

    op.drop_table('items')
    with op.batch_alter_table('import_drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_drafts_reception_id'))

    op.drop_table('import_drafts')
    with op.batch_alter_table('host_readiness', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_host_readiness_reception_id'))
        batch_op.drop_index(batch_op.f('ix_host_readiness_person_id'))

    op.drop_table('host_readiness')
    with op.batch_alter_table('gifts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gifts_staff_id'))
        batch_op.drop_index(batch_op.f('ix_gifts_reception_id'))
        batch_op.drop_index(batch_op.f('ix_gifts_person_id'))
        batch_op.drop_index(batch_op.f('ix_gifts_given_on'))

    op.drop_table('gifts')
    with op.batch_alter_table('ended_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ended_entries_resource_id'))
        batch_op.drop_index(batch_op.f('ix_ended_entries_reception_id'))

    op.drop_table('ended_entries')
    with op.batch_alter_table('date_holds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_date_holds_reception_id'))
        batch_op.drop_index(batch_op.f('ix_date_holds_expires_at'))

    op.drop_table('date_holds')
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calls_owner_id'))
        batch_op.drop_index(batch_op.f('ix_calls_follows_id'))
        batch_op.drop_index(batch_op.f('ix_calls_day'))
        batch_op.drop_index(batch_op.f('ix_calls_client_id'))

    op.drop_table('calls')
    op.drop_table('call_report_costs')
    with op.batch_alter_table('calendar_feeds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_feeds_person_id'))

    op.drop_table('calendar_feeds')
    with op.batch_alter_table('attendees', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendees_reception_id'))
        batch_op.drop_index(batch_op.f('ix_attendees_person_id'))
        batch_op.drop_index(batch_op.f('ix_attendees_partner_id'))
        batch_op.drop_index(batch_op.f('ix_attendees_interprets_for_id'))
        batch_op.drop_index(batch_op.f('ix_attendees_answered_by_id'))

    op.drop_table('attendees')
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_applications_status'))
        batch_op.drop_index(batch_op.f('ix_applications_fund_id'))
        batch_op.drop_index(batch_op.f('ix_applications_dining_at'))
        batch_op.drop_index(batch_op.f('ix_applications_client_id'))
        batch_op.drop_index(batch_op.f('ix_applications_applicant_id'))

    op.drop_table('applications')
    op.drop_table('stored_files')
    with op.batch_alter_table('site_stops', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_site_stops_site_id'))

    op.drop_table('site_stops')
    with op.batch_alter_table('signing_limits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signing_limits_person_id'))

    op.drop_table('signing_limits')
    with op.batch_alter_table('revenues', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_revenues_year'))

    op.drop_table('revenues')
    with op.batch_alter_table('resources', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_resources_person_id'))
        batch_op.drop_index(batch_op.f('ix_resources_kind'))

    op.drop_table('resources')
    with op.batch_alter_table('receptions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_receptions_starts_on'))
        batch_op.drop_index(batch_op.f('ix_receptions_owner_id'))
        batch_op.drop_index(batch_op.f('ix_receptions_client_id'))

    op.drop_table('receptions')
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_jobs_state'))
        batch_op.drop_index(batch_op.f('ix_jobs_created_by_id'))

    op.drop_table('jobs')
    with op.batch_alter_table('fund_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_changes_fund_id'))

    op.drop_table('fund_changes')
    with op.batch_alter_table('delegations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delegations_receiver_id'))
        batch_op.drop_index(batch_op.f('ix_delegations_giver_id'))

    op.drop_table('delegations')
    op.drop_table('client_owners')
    op.drop_table('call_reports')
    op.drop_table('accounts')
    op.drop_table('sites')
    with op.batch_alter_table('place_legs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_place_legs_to_id'))

    op.drop_table('place_legs')
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_sort_key'))
        batch_op.drop_index(batch_op.f('ix_people_email'))
        batch_op.drop_index(batch_op.f('ix_people_client_id'))

    op.drop_table('people')
    with op.batch_alter_table('funds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_funds_path'))
        batch_op.drop_index(batch_op.f('ix_funds_parent_id'))
        batch_op.drop_index(batch_op.f('ix_funds_client_id'))

    op.drop_table('funds')
    op.drop_table('client_rivals')
    op.drop_table('venue_rooms')
    with op.batch_alter_table('sent_forms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_forms_at'))

    op.drop_table('sent_forms')
    op.drop_table('programme_rule_levels')
    op.drop_table('places')
    op.drop_table('outbox_marks')
    op.drop_table('mailbox_marks')
    op.drop_table('house_marks')
    op.drop_table('house_entries')
    with op.batch_alter_table('clients', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_clients_sort_key'))

    op.drop_table('clients')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entries_subject'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_action'))

    op.drop_table('audit_entries')

