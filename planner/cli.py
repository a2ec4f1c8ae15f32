"""The `shangzuo` command.

    shangzuo serve [--port N]            the web application and its worker
    shangzuo worker                      the worker alone
    shangzuo db upgrade|check|hold-mail  bring the database up to date; look for damage; hold waiting mail after a restore
    shangzuo admin invite [NAME [LOGIN]] a one-time link for the first (or another) administrator
    shangzuo demo [--port N] [--fresh]   the demonstration company, served on this machine only
    shangzuo plan RECEPTION.toml --out DIR   a whole reception without a browser
    shangzuo audit verify [--head HASH | --heads FILE]  whether the log is whole, and fits the heads kept outside
    shangzuo audit head                  the signed head of the log, to be kept outside
    shangzuo audit approvals             the approvals done over again from the log alone
    shangzuo privacy export|erase|readers|seen-by PERSON   what is known about somebody; docs/privacy.md
"""

import argparse
import gc
import sys

from planner import clock
from planner.plan.commands import add_demo, add_plan
from planner.privacy.commands import add_privacy
from planner.settings import BadSettings, Settings


def main(argv=None):
    """Run one command; returns its exit code. Bad settings and bad input end with one plain sentence."""
    parser = argparse.ArgumentParser(prog="shangzuo", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    arguments = parser.parse_args(argv)
    try:
        return arguments.run(arguments) or 0
    except BadSettings as error:
        print(error, file=sys.stderr)
        return 2


def open_app(*, upgrade=False, **changes):
    """The application for the environment's settings, on a database that is up to date."""
    from planner import create_app, migrate
    from planner.floors import refuse_old_packages

    refuse_old_packages()
    app = create_app(Settings.from_environment(**changes))
    engine = app.extensions["database"].engine
    if upgrade:
        migrate.upgrade(engine)
    migrate.require_current(engine)
    _keep_erased(app)
    return app


def _keep_erased(app):
    """Erase again whoever a restored backup brought back."""
    from planner.db import close_session, compact, transaction
    from planner.privacy import actions, erasure_list

    with app.app_context():
        if not erasure_list.path().exists():
            return
        with transaction():
            again = actions.erase_again(clock.now())
        if again:
            compact()
            print(f"shangzuo: people erased before this backup was put back were erased again: {len(again)}", file=sys.stderr)
        close_session()


def _serve(commands):
    parser = commands.add_parser("serve", help="the web application and its worker")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="web processes, each with several threads")
    parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere")
    parser.set_defaults(run=serve)


def serve(arguments, app=None):
    """Start the worker as a child that is started again when it ends, and become the web server; both stop together."""
    from gunicorn.app.base import BaseApplication

    from planner.jobs.keeper import Keeper
    from planner.turns import Turns

    app = app or open_app(upgrade=True)
    keeper = None if arguments.no_worker else Keeper([sys.executable, "-m", "planner.cli", "worker"], tell=app.logger.warning)
    if keeper:
        keeper.start()

    class Server(BaseApplication):
        def load_config(self):
            options = {"bind": f"{arguments.host}:{arguments.port}", "workers": arguments.workers, "threads": 8,
                       "worker_class": "gthread", "graceful_timeout": 30, "timeout": 60, "keepalive": 15,
                       "preload_app": False, "accesslog": None, "loglevel": "warning", "control_socket_disable": True,
                       "on_exit": lambda _server: keeper and keeper.stop()}
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self):
            app.extensions["database"].engine.dispose(close=False)
            gc.freeze()                            # what is loaded stays; a page makes many objects and drops them together,
            gc.set_threshold(50_000, 20, 50)       # looking through them less often takes a seventh of its time off
            return Turns(app)

    print(f"Shangzuo 上座: {app.extensions['settings'].base_url}  (Ctrl-C ends it)", flush=True)
    Server().run()
    return 0


def _worker(commands):
    commands.add_parser("worker", help="the worker alone").set_defaults(run=worker)


def worker(_arguments):
    """Run jobs and deliver mail until told to stop."""
    from planner.documents.render import fonts_missing
    from planner.jobs.worker import work
    from planner.outbox.tasks import deliver_due

    app = open_app()
    if warning := fonts_missing():
        print(f"shangzuo: {warning}", file=sys.stderr)
    work(app, deliver=deliver_due)
    return 0


def _db(commands):
    parser = commands.add_parser("db", help="the database")
    parser.add_argument("what", choices=("upgrade", "check", "hold-mail"))
    parser.set_defaults(run=db)


def db(arguments):
    app = open_app(upgrade=arguments.what == "upgrade")
    if arguments.what == "hold-mail":
        return _hold_mail(app)
    with app.app_context():
        from planner.db import damage
        found = damage() if arguments.what == "check" else []
    for line in found:
        print(line, file=sys.stderr)
    print("The database is damaged; restore a backup." if found else "The database is up to date.")
    return 1 if found else 0


def _hold_mail(app):
    """After restoring the whole data folder: what waits in the outbox is held until a person decides."""
    from planner.db import transaction
    from planner.outbox.restored import hold_waiting

    with app.app_context(), transaction():
        held = hold_waiting(at=clock.now())
    print(f"Mails held: {held}. The outbox page releases or drops them.")
    return 0


def _admin(commands):
    parser = commands.add_parser("admin", help="administrators")
    parser.add_argument("what", choices=("invite",))
    parser.add_argument("name", nargs="?", default="Administrator")
    parser.add_argument("login", nargs="?", default="admin")
    parser.set_defaults(run=admin)


def admin(arguments):
    """Print a one-time link with which an administrator sets a password."""
    app = open_app(upgrade=True)
    from planner.accounts import actions
    from planner.db import transaction
    from planner.errors import PlannerError

    with app.app_context():
        try:
            with transaction():
                token = actions.invite_administrator(arguments.name, arguments.login, at=clock.now())
        except PlannerError as error:
            print(f"shangzuo: {error}", file=sys.stderr)
            return 2
    print(f"{app.extensions['settings'].base_url}/welcome/{token}")
    print("This link works once, within three days.")
    return 0


def _audit(commands):
    parser = commands.add_parser("audit", help="the log of what was done")
    parser.add_argument("what", choices=("verify", "head", "approvals"))
    parser.add_argument("--head", help="the newest hash as kept outside the database")
    parser.add_argument("--heads", help="a file of signed heads, one a line, as kept outside")
    parser.add_argument("--key", help="the public key they are signed with; else that of this installation")
    parser.set_defaults(run=look_at_log)


def look_at_log(arguments):
    """Check the log, print its signed head, or do the approvals over again; 1 when something is wrong."""
    app = open_app()
    with app.app_context():
        return {"verify": _verify, "head": _print_head, "approvals": _approvals_again}[arguments.what](app.extensions["settings"], arguments)


def _verify(settings, arguments):
    from pathlib import Path

    from planner import audit, heads

    broken, found = audit.verify(arguments.head), []
    if arguments.heads:
        try:
            text = Path(arguments.heads).read_text("ascii")
        except (OSError, UnicodeDecodeError):
            print(f"shangzuo: {arguments.heads} cannot be read.", file=sys.stderr)
            return 2
        found = heads.compare(text, arguments.key or heads.public_key(heads.signing_key(settings.data_dir)))
    if broken is not None:
        print("The log's end is missing." if broken == 0 else f"The log is broken at entry {broken}.", file=sys.stderr)
    for one in found:
        print(f"Kept head, line {one.line}: {one.what}.", file=sys.stderr)
    if broken is not None or found:
        return 1
    print("The log is whole.")
    return 0


def _print_head(settings, _arguments):
    from planner import heads

    print(heads.current(heads.signing_key(settings.data_dir), clock.now()))
    return 0


def _approvals_again(settings, _arguments):
    from planner.budgets import chained, reperformance
    from planner.budgets.rulebook import house_rules

    found, changed = reperformance.deviations(settings.time_zone), reperformance.rows_changed()
    edited = chained.editions_edited(house_rules().policies)
    for one in found:
        print(f"entry {one.entry_id}, {one.subject}, person {one.person_id}: {one.rule}", file=sys.stderr)
    for number in changed:
        print(f"decisions:{number}: not what the log holds of it", file=sys.stderr)
    for edition in edited:
        print(f"policies {edition}: used, and since then edited in the file", file=sys.stderr)
    wrong = len(found) + len(changed) + len(edited)
    print(f"Deviations: {wrong}.")
    return 1 if wrong else 0


def flask_commands(app):
    """Nothing of Flask's own command line is offered: `shangzuo` is the one way in."""
    app.cli.commands.clear()


COMMANDS = [_serve, _worker, _db, _admin, _audit, add_demo, add_plan, add_privacy]

if __name__ == "__main__":
    sys.exit(main())
