"""Bringing a database to the tables of this version, and refusing to run on one that is not there yet."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from planner.settings import BadSettings

FOLDER = Path(__file__).parent / "migrations"


def alembic_config(engine=None):
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = engine
    return config


def upgrade(engine, to="head"):
    """Run the missing migrations."""
    command.upgrade(alembic_config(engine), to)


def downgrade(engine, to="base"):
    command.downgrade(alembic_config(engine), to)


def require_current(engine):
    """Raise BadSettings unless the database has exactly the tables of this version."""
    wanted = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != wanted:
        raise BadSettings("the database is not up to date; run `shangzuo db upgrade` first.")
