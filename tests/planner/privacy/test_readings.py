"""Every page and paper that shows a diet or health notes whose it was, and for whom; and only those do."""

import io
import re

import pytest
from sqlalchemy import select

from planner import clock as planner_clock
from planner.db import session, transaction
from planner.documents import render
from planner.people import access_log
from planner.receptions.models import Attendee
from tests import factories
from tests.conftest import NOW
from tests.planner.privacy.test_erasure import shangzuo  # noqa: F401  (a fixture)
from tests.planner.sweep_world import world  # noqa: F401  (a fixture)

WORD = "Quillwort"


@pytest.fixture
def printed(monkeypatch):
    """What the papers of this test say: the text sent to the press, which here always answers with the same sheet."""
    asked, sheet = [], render.render_pdf("<title>sheet</title><p>sheet</p>")
    set_ = render._ask_for_documents

    def ask(request):
        asked.append(request["html"])
        return set_(request) if request.get("split") else [sheet]
    monkeypatch.setattr(render, "_ask_for_documents", ask)
    return asked


@pytest.fixture
def planted(world, printed):  # noqa: F811
    """The world's diets and healths, each with a word that is nowhere else."""
    with world.app.app_context(), transaction():
        for attendee in session().scalars(select(Attendee).where(Attendee.side == "guest")).unique():
            attendee.diet = {"codes": ["vegetarian"], "note": WORD}
            attendee.health = {"codes": [], "note": WORD}
    return world


def addresses(world):  # noqa: F811
    """Every address that a GET leads to, filled with Song Dan's objects and with each paper."""
    from planner.documents.shelf import PAPERS
    from planner.running import rulebook

    for rule in world.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static" or not set(rule.arguments) <= {*world.own, "name", "role"}:
            continue
        named = [paper.name for paper in PAPERS] if "name" in rule.arguments else rulebook.packs() if "role" in rule.arguments else [""]
        for name in named:
            for lang in ("zh", "en") if "papers" in rule.rule else ("",):
                path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(name if found[1] in ("name", "role") else world.own[found[1]]), rule.rule)
                yield f"{path}?lang={lang}" if lang else path


def text_of(response, printed):
    """What a reader of the answer can read; of a paper what was sent to the press for it."""
    if response.mimetype == "application/pdf":
        return "".join(printed)
    if response.mimetype.endswith("spreadsheetml.sheet"):
        import openpyxl
        return repr([list(sheet.values) for sheet in openpyxl.load_workbook(io.BytesIO(response.data))])
    return response.get_data(as_text=True)


@pytest.mark.parametrize("login", ["song.dan", "yuan.jie"])
def test_what_shows_a_diet_is_noted_and_nothing_else_is(planted, printed, login):
    browser, shown, noted, answers = planted.browser(login), set(), set(), {}
    with planted.app.app_context():
        reader = factories.person(login).id
    for path in addresses(planted):
        with planted.app.app_context():
            before = len(list(access_log.entries()))
        printed.clear()
        answer = browser.get(path)
        text, answers[path] = text_of(answer, printed), answer.status_code
        with planted.app.app_context():
            new = list(access_log.entries())[before:]
        if WORD in text:
            shown.add(path)
        if new:
            noted.add(path)
            assert all(entry["by"] == reader and entry["people"] and entry["page"] for entry in new) and WORD not in repr(new)
    counted = {path for path in noted - shown if path.endswith("/replies")}  # shows needs as counts, in the words of the list: noted as well
    assert shown == noted - counted and len(counted) == 1
    for place in ("/people", "kitchen", "guest-list"):
        assert any(place in path for path in shown), {path: status for path, status in answers.items() if place in path}


def test_the_command_tells_who_read_and_what_somebody_read(db, shangzuo):  # noqa: F811
    with transaction():
        song, guest = factories.person("song.dan"), factories.make_person("鸢尾", client_id=factories.make_client().id)
        ids = song.id, guest.id
    for days, field in ((0, "diet"), (2, "health")):
        with planner_clock.fixed(NOW.replace(day=20 + days)):
            access_log.read(field, by=song, people=[guest.id], page="party")
    lines = shangzuo("privacy", "readers", str(ids[1]))[1].splitlines()
    assert [line.split() for line in lines] == [["2026-11-20T02:00:00+00:00", "diet", "party", str(ids[0]), "宋丹", "Song", "Dan"],
                                                ["2026-11-22T02:00:00+00:00", "health", "party", str(ids[0]), "宋丹", "Song", "Dan"]]
    assert [line.split()[1:] for line in shangzuo("privacy", "seen-by", "Song Dan", "--since", "2026-11-21")[1].splitlines()] == [
        ["health", "party", str(ids[1]), "鸢尾"]]
    assert shangzuo("privacy", "--language", "en", "readers", str(ids[0]))[1] == "Nothing was noted.\n"


def test_a_half_written_line_hides_no_other(db):
    access_log.read("diet", by=None, people=[7], page="party")
    with next(access_log.folder().glob("*")).open("a") as file:
        file.write('{"at": "2026-\n')
    access_log.read("diet", by=None, people=[7, 7, 3], page="kitchen")
    assert [entry["people"] for entry in access_log.entries()] == [[7], [3, 7]]


def test_a_full_disk_is_reported_and_does_not_stop_the_page(app, monkeypatch):
    said = []
    monkeypatch.setattr(app.logger, "error", lambda *words: said.append(words[0] % words[1:]))
    with app.app_context():
        access_log.folder().write_text("in the way")
        access_log.read("diet", by=None, people=[7], page="party")
    assert len(said) == 1 and said[0].startswith("a reading could not be noted (File exists)")
