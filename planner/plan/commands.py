"""The commands `shangzuo demo` and `shangzuo plan`."""

import argparse
import os
import shutil
import socket
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from planner import clock

DEMO_FOLDER = "var/demo"
MARK = "shangzuo.sqlite"


def add_demo(commands):
    parser = commands.add_parser("demo", help="the demonstration company, served on this machine only")
    parser.add_argument("--port", type=_port, default=8000, metavar="N")
    parser.add_argument("--fresh", action="store_true", help="begin again: forget what was done in the demonstration")
    parser.add_argument("--story", action="store_true", help="with the Huaxin reception already planned to its end")
    parser.add_argument("--folder", type=Path, default=Path(DEMO_FOLDER), help=f"where it keeps its data ({DEMO_FOLDER})")
    parser.add_argument("--load-only", action="store_true", help="make the data and stop")
    parser.set_defaults(run=demo)


def demo(arguments):
    """Make the demonstration's database, load its company, and serve it on the loopback address."""
    from planner.cli import open_app, serve

    if not arguments.load_only and not is_free(arguments.port):
        print(f"Port {arguments.port} is in use. Stop what runs there, or choose another: ./run demo --port {arguments.port + 1}\n"
              f"端口 {arguments.port} 已被占用。请先停止占用该端口的程序，或换一个端口：./run demo --port {arguments.port + 1}", file=sys.stderr)
        return 2
    folder = arguments.folder.absolute()
    if arguments.fresh and folder.exists():
        if not (folder / MARK).is_file():
            print(f"{folder} is not a folder of the demonstration; it stays as it is.", file=sys.stderr)
            return 2
        shutil.rmtree(folder)
    os.environ.update(demo_environment(folder, arguments.port))
    app = open_app(upgrade=True)
    _load(app, arguments.story)
    if arguments.load_only:
        return 0
    return serve(argparse.Namespace(host="127.0.0.1", port=arguments.port, workers=1, no_worker=False), app)


def add_plan(commands):
    parser = commands.add_parser("plan", help="a whole reception without a browser; docs/plan.md says how")
    parser.add_argument("request", type=Path, metavar="RECEPTION.toml")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is new or empty")
    parser.add_argument("--language", choices=("zh", "en"), default=own_language(), help="of messages and warnings")
    parser.add_argument("--as-of", type=_moment, metavar="TIME", help="plan as if it were this day or moment, such as 2026-11-20T10:00")
    parser.add_argument("--quiet", action="store_true", help="do not tell what is being done")
    parser.set_defaults(run=plan)


def plan(arguments):
    """0: done; 1: done with warnings, printed; 2: bad input; 3: impossible. For 2 and 3 nothing is written."""
    from planner.documents.render import warm_presses

    warm_presses()  # first of all: they make ready while the planner is still being read
    from planner.errors import PlannerError
    from planner.plan.errors import Impossible
    from planner.plan.kit import make_kit

    def tell(step):
        if not arguments.quiet:
            print(f"… {step}", file=sys.stderr, flush=True)

    try:
        warnings = make_kit(arguments.request, arguments.out, language=arguments.language, at=arguments.as_of, tell=tell)
    except Impossible as error:
        print(error, file=sys.stderr)
        return 3
    except PlannerError as error:
        print(error, file=sys.stderr)
        return 2
    for warning in warnings:
        print(warning)
    return 1 if warnings else 0


def own_language():
    """Of the person at this terminal, by LC_ALL, LC_MESSAGES or LANG; English where they say nothing."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if said.startswith("zh") else "en"


def _moment(text):
    """An aware moment from a day or a time; a bare day is its morning at nine in the house's zone."""
    try:
        wall = datetime.fromisoformat(text if "T" in text else f"{text}T09:00")
    except ValueError:
        raise argparse.ArgumentTypeError("a moment is written 2026-11-20 or 2026-11-20T10:00") from None
    return wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(os.environ.get("SHANGZUO_TIME_ZONE", "Asia/Shanghai")))


def _load(app, with_story):
    from planner.db import transaction
    from planner.plan.calls import load_calls
    from planner.plan.company import load_company
    from planner.plan.funds import load_funds
    from planner.plan.office import load_office
    from planner.plan.sites import load_sites

    with app.app_context():
        at = clock.now()
        with transaction():
            load_company(at=at)
            load_office(at=at)
            load_sites(at=at)
            load_calls(at=at)
            load_funds(at=at)
        if with_story:
            from planner.plan.story import load_story  # only here: it brings the whole planner, which a warm start does not need
            load_story(at=at)


def demo_environment(folder, port):
    """The settings of the demonstration, as environment variables, so that the worker has them too."""
    return {"SHANGZUO_DATA_DIR": str(folder), "SHANGZUO_DEMONSTRATION": "1", "SHANGZUO_BASE_URL": f"http://127.0.0.1:{port}",
            "SHANGZUO_COMPANY_ZH": "上座电气", "SHANGZUO_COMPANY_EN": "Shangzuo Electric",
            "SHANGZUO_COMPANY_ADDRESS_ZH": "江苏省云山市上座路 1 号", "SHANGZUO_COMPANY_ADDRESS_EN": "1 Shangzuo Road, Yunshan, Jiangsu", "SHANGZUO_COMPANY_POSTCODE": "215000"}


def is_free(port):
    """Whether we can listen at `port` of the loopback address."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _port(text):
    if text.isascii() and text.isdigit() and 1024 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError("a port is a number from 1024 to 65535")
