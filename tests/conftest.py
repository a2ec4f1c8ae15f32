"""A real application on a real database for each test; the clock stands still at a known moment."""

import gc

gc.disable()  # nothing is thrown away while everything is imported, so nothing is looked for until the tests begin

import copy
import os
import secrets
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import argon2
import pytest
import sqlalchemy
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event

from planner import clock as planner_clock
from planner import create_app
from planner.accounts import actions
from planner.db import Database, close_session, transaction
from planner.documents.render import close_presses
from planner.limits import limiter
from planner.settings import Settings
from tests import factories
from tests.page_rules import faults_of

LONGEST_FIRST = ("test_story", "test_sweeps_input", "test_axe", "test_sweeps_pages", "test_access_matrix", "test_kit", "test_model", "test_readings",
                 "test_studio", "test_seat_kit", "test_render", "test_papers", "test_packaging", "test_sweeps", "test_papers_page", "test_room")  # files of ten seconds and more: begun early, no core waits for one of them at the end, nor two of them for a browser at once
ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, eighteen days before the demonstration's banquet


def pytest_addoption(parser):
    parser.addoption("--thorough", action="store_true", help="sweeps go every way, where they otherwise take ways by turns (docs/testing.md)")


@pytest.fixture(scope="session")
def thorough(pytestconfig):
    """Whether sweeps go every way, as before a change is taken; else they take ways by turns, as after each edit."""
    return pytestconfig.getoption("thorough")


def pytest_collection_modifyitems(config, items):
    """Files that take long go first (`./run test` hands whole files to the cores in this order); the others keep theirs. What is marked thorough runs thoroughly alone."""
    left_out = set() if config.getoption("thorough") else {item for item in items if item.get_closest_marker("thorough")}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    place = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


def pytest_sessionstart(session):
    """Test files are compiled when they are new. When all of them run, each process begins with other files, so that none is compiled by each."""
    number, processes = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 0))
    if processes and session.config.args == session.config.getini("testpaths"):
        files = sorted(ROOT.glob("tests/**/test_*.py"))
        for file in files[number * len(files) // processes:(number + 1) * len(files) // processes]:
            import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_finish():
    """What is imported stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    gc.enable()


def pytest_sessionfinish():
    """What was thrown away is looked for once more, so that a file left open is told; pytest would do so five times over everything."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Passwords are hashed with argon2id as in use, but with little memory: the cost guards secrets, and tests have none. Gives the hasher in use."""
    kept, actions.hasher = actions.hasher, argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield kept
    actions.hasher = kept


@pytest.fixture(scope="session", autouse=True)
def presses():
    """The processes that set papers start at the first one and end with the tests: each start costs as much as several papers."""
    yield
    close_presses()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """An empty database with all tables: the file to copy for SQLite."""
    from planner import migrate

    path = tmp_path_factory.mktemp("database") / "empty.sqlite"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return path


@pytest.fixture
def database_url(empty_database):
    """A database of this test's own, empty: a copy of the SQLite file, or a database on TEST_DATABASE_URL.

    Its address is the same in every test, so that one engine serves them all and keeps its compiled statements.
    """
    kept = kept_database(empty_database)
    yield kept.url
    kept.empty()


_KEPT = {}


def kept_database(empty_database):
    """The database of this process's tests: a KeptFile, or on TEST_DATABASE_URL a Kept."""
    server = os.environ.get("TEST_DATABASE_URL")
    if server not in _KEPT:
        _KEPT[server] = Kept(server) if server else KeptFile(empty_database)
    return _KEPT[server]


class KeptFile:
    """An SQLite file that serves one test after the other and stays open: what a test wrote is taken out, which is quicker than a new copy
    and its opening. After a test that changed its tables, put another file in its place or left a transaction open, it is copied anew."""

    def __init__(self, empty):
        self.empty_file, self.path = empty, empty.with_name("test.sqlite")
        self.url = f"sqlite:///{self.path}"
        self.database = quick_database(self.url)
        self.begin()

    def begin(self):
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        self.path.write_bytes(self.empty_file.read_bytes())
        self.connection = self.database.engine.dialect.dbapi.connect(self.path, isolation_level=None, timeout=1, check_same_thread=False)
        for pragma in ("synchronous=OFF", "secure_delete=ON"):         # foreign keys are off: rows go and come in any order, and fit again in the end
            self.connection.execute(f"PRAGMA {pragma}")
        self.tables = [name for name, in self.connection.execute(      # numbers given last come first: rows with lower ones leave them alone
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'alembic_version' ORDER BY name <> 'sqlite_sequence'")]
        self.state = self.look()

    def look(self):
        return self.path.stat().st_ino, self.connection.execute("PRAGMA schema_version").fetchone()

    def filled(self):
        """The names of the tables that have rows."""
        return [name for name, in self.connection.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in self.tables))]

    def rows(self):
        """Everything in it: [(order to put a table's rows back, rows)]."""
        found = [(name, self.connection.execute(f"SELECT * FROM {name}").fetchall()) for name in self.filled()]
        return [(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows) for name, rows in found]

    def fill(self, rows):
        """Put `rows` in the place of what is there."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            for name in self.filled():
                self.connection.execute(f"DELETE FROM {name}")
            for order, values in rows:
                self.connection.executemany(order, values)
        finally:
            self.connection.execute("COMMIT")

    def empty(self):
        with suppress(OSError, self.database.engine.dialect.dbapi.Error):
            if self.look() == self.state:
                return self.fill(())
        self.connection.close()
        self.database.engine.dispose()
        self.begin()


class Kept:
    """A database on a PostgreSQL server that serves one test after the other: what a test wrote is taken out, which costs a tenth of a new one.
    A test that changed its tables gets the next one a new database."""

    TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
    SHAPE = """SELECT (SELECT sum(hashtext(concat_ws(' ', relname, attname, atttypid, atttypmod, attnotnull, atthasdef)))
                        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace),
                      (SELECT sum(hashtext(concat_ws(' ', conname, contype, conrelid, conkey, confrelid, confkey, confdeltype)))
                        FROM pg_constraint WHERE connamespace = 'public'::regnamespace)"""          # an index has its columns among the attributes
    OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    USED = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"

    def __init__(self, server):
        self.server = server
        self.begin()

    def begin(self):
        self._made = _postgresql(self.server, f"t{os.getpid()}")
        self.url = next(self._made)
        self.database = Database(self.url)
        self.engine = sqlalchemy.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with self.engine.connect() as connection:
            self.tables, self.shape = connection.exec_driver_sql(self.TABLES).scalars().all(), connection.exec_driver_sql(self.SHAPE).one()

    def empty(self):
        with self.engine.connect() as connection:
            connection.exec_driver_sql(self.OTHERS)
            if connection.exec_driver_sql(self.SHAPE).one() == self.shape:
                filled = connection.exec_driver_sql(" UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in self.tables)).scalars().all()
                orders = [f"DELETE FROM {name}" for name in filled] + [
                    f"ALTER SEQUENCE {name} RESTART" for name in connection.exec_driver_sql(self.USED).scalars()]
                if orders:                                            # replica: in any order, as nothing that points to them is left either
                    connection.exec_driver_sql("; ".join(["SET LOCAL session_replication_role = replica", *orders]))   # one transaction: it ends with the orders, whatever comes of them
                return
        self.engine.dispose()
        next(self._made, None)
        self.begin()


def _postgresql(server, name=None):
    name = name or f"t{secrets.token_hex(6)}"
    root = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with root.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name} TEMPLATE {_template(root, server)}"))
    yield sqlalchemy.make_url(server).set(database=name).render_as_string(hide_password=False)
    with root.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))
    root.dispose()


def _template(root, server):
    """The name of a migrated empty database on the server, made once."""
    from planner import migrate

    name = f"empty_{os.getpid()}"
    with root.connect() as connection:
        if connection.execute(sqlalchemy.text("SELECT 1 FROM pg_database WHERE datname=:n"), {"n": name}).first():
            return name
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    engine = sqlalchemy.create_engine(sqlalchemy.make_url(server).set(database=name))
    migrate.upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture
def settings(tmp_path, database_url):
    return Settings(data_dir=tmp_path / "var", secret_key="k" * 40, data_key=b"d" * 32, database_url=database_url,
                    base_url="http://127.0.0.1:8000", testing=True, limits=False,
                    company_zh="上座电气", company_en="Shangzuo Electric")


@pytest.fixture(scope="session")
def one_app(tmp_path_factory):
    """The application, made once: its routes and compiled templates serve every test."""
    folder = tmp_path_factory.mktemp("app")
    return create_app(Settings(data_dir=folder, secret_key="k" * 40, data_key=b"d" * 32, testing=True, limits=False,
                               database_url=f"sqlite:///{folder / 'none.sqlite'}"))


_SHARED = {"compiled": {}}


def quick_database(url):
    """A database that does not wait for the disk, as no test outlives a power cut, and takes from the others of its kind what they have compiled."""
    made = Database(url)
    if url.startswith("sqlite"):
        event.listen(made.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF").close())
        made.engine.update_execution_options(compiled_cache=_SHARED["compiled"])
        made.engine.dialect = _SHARED.setdefault("dialect", made.engine.dialect)   # what is compiled is good for one dialect alone
    return made


@contextmanager
def standing_on(app, settings, database, *, stays_open=False):
    """`app` on these settings and this database; afterwards on those it stood on before."""
    kept = app.extensions["settings"], app.extensions["database"]
    settings.data_dir.mkdir(exist_ok=True)
    _stand_on(app, settings, database)
    try:
        yield app
    finally:
        if not stays_open:
            database.engine.dispose()
        _stand_on(app, *kept)


def _stand_on(app, settings, database):
    app.extensions.update(settings=settings, database=database)
    limiter.enabled = settings.limits                                        # one limiter serves every application: another one made since may have changed it
    app.jinja_env.globals.update(settings=settings, demonstration=settings.demonstration)


@pytest.fixture
def app(one_app, settings, empty_database):
    """The application on this test's own settings and database."""
    kept = kept_database(empty_database)
    with standing_on(one_app, settings, kept.database, stays_open=isinstance(kept, KeptFile)):
        yield one_app


@pytest.fixture(scope="session")
def worlds():
    """What `prepared` has made so far: {name: (all rows, what make() returned)}."""
    return {}


@pytest.fixture
def prepared(app, worlds, empty_database):
    """prepared(name, make) → what make() returned: rows many tests begin with, made once and put back from then on.

    For an empty database (or as another `prepared` left it) and within an application context; `make` runs inside transaction() and returns ids and plain
    values, never rows, and always makes the same under one name. On PostgreSQL they are made for each test.
    """
    kept = kept_database(empty_database)

    def enter(name, make):
        if name in worlds:
            close_session()
            kept.fill(worlds[name][0])
            return copy.deepcopy(worlds[name][1])
        with transaction():
            values = make()
        close_session()
        if isinstance(kept, KeptFile):
            worlds[name] = kept.rows(), values
        return copy.deepcopy(values)
    return enter


@pytest.fixture
def clock():
    """The clock stands at NOW."""
    with planner_clock.fixed(NOW):
        yield NOW


@pytest.fixture
def db(app, clock):
    """An application context for talking to actions and queries directly."""
    with app.app_context():
        yield app.extensions["database"]
        close_session()


class Browser:
    """Flask's test client with what a browser adds: the form's token, fields as drawn, a language."""

    def __init__(self, app, language="en"):
        self.app = app
        self.client = app.test_client()
        self.client.set_cookie("language", language, domain="127.0.0.1")
        self.language = language
        self._token = None

    def get(self, path, *, htmx=False, **options):
        headers = {"HX-Request": "true"} if htmx else {}
        with self.app.app_context():  # its own, also where the test has one open
            return self.client.get(path, base_url="http://127.0.0.1:8000", headers={**headers, **options.pop("headers", {})}, **options)

    def get_page(self, path, *, status=200):
        """The page's HTML, checked by the shared page rules."""
        response = self.get(path)
        assert response.status_code == status, (path, response.status_code, response.headers.get("Location"))
        html = response.get_data(as_text=True)
        assert faults_of(html) == [], path
        return html

    def token(self):
        """A form token of this browser: kept for a visit, and made as a page makes it where no page was asked for before."""
        with self.client.session_transaction(base_url="http://127.0.0.1:8000") as kept:
            secret = kept.setdefault("csrf_token", secrets.token_hex(20))
        if self._token is None or secret != self._token[0]:
            self._token = secret, URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(secret)
        return self._token[1]

    def post(self, path, data=None, *, htmx=False, token=True, **options):
        """Send a form with its token."""
        data = dict(data or {})
        if token:
            data.setdefault("csrf_token", self.token())
        headers = {"HX-Request": "true"} if htmx else {}
        with self.app.app_context():
            return self.client.post(path, data=data, base_url="http://127.0.0.1:8000",
                                    headers={**headers, **options.pop("headers", {})}, **options)

    def post_form(self, path, data=None, **options):
        """Send a form and want it accepted: 303 (or 200/204 for HTMX)."""
        response = self.post(path, data, **options)
        assert response.status_code in (200, 204, 303), (path, response.status_code, response.get_data(as_text=True)[:3000])
        return response


@pytest.fixture
def client(app, clock):
    """A browser that is not signed in."""
    return Browser(app)


@pytest.fixture
def signed_in(app, clock):
    """signed_in("song.dan", language="zh") → a browser of that demonstration person (made if missing)."""
    def enter(login, language="en"):
        from planner.accounts.actions import start_session

        browser = Browser(app, language)
        with app.app_context(), transaction():
            account = factories.account(login)
            token = start_session(account, at=planner_clock.now())
        browser.client.set_cookie("shangzuo", token, domain="127.0.0.1")
        return browser
    return enter
