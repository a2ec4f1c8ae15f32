"""The database: engine, the session of this context, transaction(), column types and the column register.

Reads run in a plain BEGIN, writes in BEGIN IMMEDIATE, so that a writer waits at its start and never
fails half-way with "locked". Nothing is flushed outside transaction(): a GET cannot write.
"""

import json
import os
import threading
from contextlib import contextmanager
from datetime import UTC

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app, g
from sqlalchemy import DateTime, Integer, JSON, LargeBinary, MetaData, create_engine, event, inspect, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from planner.settings import BadSettings
from planner.turns import away

GOOD_SQLITE = "3.51.3, or 3.50.7, or 3.44.6 of the older lines"
CONNECTIONS = 10  # kept open by one process, more than it has threads: opening one costs as much as a page
WRITER_WAITS_SECONDS = 15  # for the one before it; several at once on a busy machine need more than five
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# --- the column register -------------------------------------------------------------------------

def _register(privacy, retention, export):
    return {"privacy": privacy, "retention": retention, "export": export}


PLAIN = _register("none", "with its record", False)
NAME = _register("name", "24 months after the event, then a pseudonym", True)
CONTACT = _register("contact", "24 months after the event", True)
SENSITIVE = _register("sensitive", "30 days after the event", True)
WHEREABOUTS = _register("whereabouts", "7 days after the call", True)
MONEY = _register("money", "10 years", False)
LOG = _register("log", "10 years", False)
SECRET = _register("secret", "until it expires", False)
TEXT = _register("free text", "24 months after the event", True)
EVIDENCE = _register("evidence", "10 years, with the amounts", True)
MESSAGE = _register("message", "24 months after the event", True)


def column(type_, register, *args, **options):
    """A mapped column entered in the register: its privacy class, how long it is kept, whether exported."""
    return mapped_column(type_, *args, info=register, **options)


# --- types ---------------------------------------------------------------------------------------

class UTCDateTime(TypeDecorator):
    """A moment in the past: aware in, aware UTC out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class WallTime(TypeDecorator):
    """A future time as the clock on the wall will show it; the zone stands in a column beside it."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is not None and value.tzinfo is not None:
            raise ValueError("wall time carries no zone")
        return value


class Encrypted(TypeDecorator):
    """A JSON value sealed with AES-GCM by a key that never enters the database."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, label):
        super().__init__()
        self.label = label

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        nonce = os.urandom(12)
        plain = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
        return nonce + AESGCM(data_key()).encrypt(nonce, plain, self.label.encode())

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        value = bytes(value)
        return json.loads(AESGCM(data_key()).decrypt(value[:12], value[12:], self.label.encode()))

    def compare_values(self, x, y):
        return x == y


def data_key():
    """The key of this installation for sensitive columns."""
    return current_app.extensions["settings"].data_key


# --- tables --------------------------------------------------------------------------------------

class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {dict: JSON, list: JSON}


class Record(Base):
    """A row with an id."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(Integer, primary_key=True, info=PLAIN, sort_order=-10)


class Versioned:
    """A row that people edit: `version` goes up with each change and every form sends it back."""

    version: Mapped[int] = mapped_column(Integer, nullable=False, info=PLAIN, sort_order=100)

    @declared_attr.directive
    def __mapper_args__(cls):
        return {"version_id_col": cls.version}


# --- engine and session --------------------------------------------------------------------------

class Database:
    """One engine and how to open sessions on it."""

    def __init__(self, url):
        self.engine = sqlite_engine(url) if url.startswith("sqlite") else postgresql_engine(url)

    def open_session(self):
        return GuardedSession(self.engine, expire_on_commit=False)


class GuardedSession(Session):
    """A session that stores nothing outside transaction()."""


def postgresql_engine(url):
    """An engine whose errors say what was wrong and not what people typed."""
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "handle_error")
    def without_the_row(context):
        """The server adds the whole failing row under DETAIL; only the first line is kept."""
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None and error.args:
                error.args = (str(error.args[0]).partition("\n")[0],)

    return engine


def sqlite_engine(url):
    """An engine with WAL, full synchronisation, foreign keys, and IMMEDIATE for writers."""
    import pysqlite3.dbapi2 as driver  # the wheel's SQLite; Debian's has the WAL-reset bug
    refuse_old_sqlite(driver.sqlite_version_info)
    # hide_parameters: an error may reach the log, what people typed may not
    engine = create_engine(url, module=driver, connect_args={"timeout": WRITER_WAITS_SECONDS, "check_same_thread": False}, hide_parameters=True,
                           pool_size=CONNECTIONS)

    engine.writers = threading.Lock()

    @event.listens_for(engine, "connect")
    def prepare(connection, _record):
        connection.isolation_level = None
        cursor = connection.cursor()
        # secure_delete: what is deleted is overwritten, so that forgotten values do not linger in free pages
        for pragma in (f"busy_timeout={1000 * WRITER_WAITS_SECONDS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection):
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def refuse_old_sqlite(version):
    """Raise BadSettings for an SQLite library with the WAL-reset bug."""
    good = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    if not good:
        found = ".".join(map(str, version))
        raise BadSettings(f"SQLite {found} can lose data (WAL reset); it needs {GOOD_SQLITE}.")


@event.listens_for(GuardedSession, "before_flush")
def _only_in_transaction(opened, _context, _instances):
    if not opened.info.get("writing") and (opened.new or opened.dirty or opened.deleted):
        raise RuntimeError("changes belong inside transaction()")


def session():
    """The session of this application context, opened at its first use."""
    if "session" not in g:
        g.session = current_app.extensions["database"].open_session()
    return g.session


def close_session(_error=None):
    """Give the context's session back; the application calls this when a context ends."""
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()


@contextmanager
def transaction():
    """Everything inside is stored together or not at all. Inside another transaction() it joins that one.

    What was read before is read again inside, behind the writer's lock.
    """
    current = session()
    if current.info.get("writing"):
        yield current
        return
    current.rollback()
    current.info.update(writing=True, after_commit=[])
    try:
        with _next_to_write(current):
            try:
                with away():
                    current.connection(execution_options={"writes": True})
                yield current
                current.commit()
            except BaseException:
                current.rollback()
                raise
    finally:
        current.info["writing"] = False
    for call in current.info.pop("after_commit", ()):
        call()


@contextmanager
def _next_to_write(current):
    """SQLite lets one write at a time, and who waits for it asks again and again, up to a tenth of a second apart: the threads of one process
    queue here instead, so that one of them alone asks. Who had no turn in time asks all the same, and is told that the database is locked."""
    writers = getattr(current.bind, "writers", None)
    with away():
        has_turn = writers is not None and writers.acquire(timeout=WRITER_WAITS_SECONDS)
    try:
        yield
    finally:
        if has_turn:
            writers.release()


def after_commit(call):
    """Run `call` once the surrounding transaction is stored; it only wakes somebody up."""
    session().info["after_commit"].append(call)


def lock(row):
    """Read `row` again and keep other writers off it until the transaction ends."""
    # "of" this table alone: rows read along with it by outer joins cannot be locked on PostgreSQL.
    session().refresh(row, with_for_update={"of": type(row)})
    return row


def lock_alone(row):
    """The same for the row's own columns: the rows it points to are not read again with it, which costs many times as much."""
    session().refresh(row, [one.key for one in inspect(type(row)).column_attrs], with_for_update={"of": type(row)})
    return row


def is_ready():
    """Whether the database answers."""
    session().execute(text("SELECT 1"))
    return True


def damage():
    """What SQLite finds wrong with its file, as lines; PostgreSQL checks its pages itself."""
    current = session()
    if current.bind.dialect.name != "sqlite":
        return []
    broken = [row[0] for row in current.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    return broken + [f"{row[0]} row {row[1]} points to a missing row of {row[2]}" for row in current.execute(text("PRAGMA foreign_key_check"))]


def compact():
    """Rewrite the database without what was deleted, and empty its write-ahead log; False when another process holds it open.

    Outside any transaction. PostgreSQL marks the space for use again; its own log is the archive's affair.
    """
    close_session()
    engine = current_app.extensions["database"].engine
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return cursor.fetchone()[0] == 0
    except engine.dialect.dbapi.OperationalError:  # locked
        return False
    finally:
        connection.close()
