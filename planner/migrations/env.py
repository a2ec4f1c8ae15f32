"""Alembic's entry: runs migrations on the engine it is given."""

from alembic import context

import planner.tables  # noqa: F401 - every model, so that Base.metadata is whole
from planner.db import Base

engine = context.config.attributes["engine"]
with engine.connect().execution_options(writes=True) as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=connection.dialect.name == "sqlite",
                      compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
