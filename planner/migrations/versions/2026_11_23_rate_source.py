"""where the rate of an application or a gift is from

Revision ID: 20261123_rate_source
Revises: 20261121_first_tables
"""

import sqlalchemy as sa
from alembic import op

revision = '20261123_rate_source'
down_revision = '20261121_first_tables'
branch_labels = None
depends_on = None


def upgrade():
    for table in ('applications', 'gifts'):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('rate_source', sa.String(length=100), nullable=False, server_default=''))


def downgrade():
    for table in ('applications', 'gifts'):
        with op.batch_alter_table(table) as batch:
            batch.drop_column('rate_source')
