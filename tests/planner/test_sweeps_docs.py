"""docs/permissions.md and docs/limits.md say what the code does; each limit is tried, and one more."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from planner.errors import PlannerError
from planner.forms import FIRST_YEAR, LAST_YEAR, DayField, Form, WholeNumberField, check_text
from tests.planner.sweep_world import world  # noqa: F401  (a fixture)
from tests.test_imports import PROJECT
from tools import pages_of_docs

STALE = "run .venv/bin/python tools/pages_of_docs.py"


def test_the_page_of_permissions_is_up_to_date(world):  # noqa: F811
    assert (PROJECT / "docs/permissions.md").read_text("utf-8") == pages_of_docs.permissions_page(world.app), STALE


def test_the_page_of_limits_is_up_to_date(world):  # noqa: F811
    with world.app.test_request_context():
        assert (PROJECT / "docs/limits.md").read_text("utf-8") == pages_of_docs.limits_page(), STALE


def test_each_text_is_taken_up_to_its_limit_and_no_further(world):  # noqa: F811
    with world.app.test_request_context():
        texts = [found for found in pages_of_docs.limited_fields() if found[2] == "characters"]
        for form, name, _kind, _least, most in texts:
            check_text("字" * most, True, most)
            with pytest.raises(ValidationError):
                check_text("字" * (most + 1), True, most)

    assert len(texts) > 30


def test_each_number_is_taken_up_to_its_limit_and_no_further(world):  # noqa: F811
    with world.app.test_request_context():
        numbers = [(least, most) for _form, _name, kind, least, most in pages_of_docs.limited_fields() if kind == "number"]
        answers = [_accepts(WholeNumberField("n", min=least, max=most), value)
                   for least, most in numbers for value in (least - 1, least, most, most + 1)]

    assert answers == [False, True, True, False] * len(numbers) and numbers


@pytest.mark.parametrize(("text", "accepted"), [
    (f"{FIRST_YEAR - 1}-12-31", False), (f"{FIRST_YEAR}-01-01", True), (f"{LAST_YEAR}-12-31", True), (f"{LAST_YEAR + 1}-01-01", False)])
def test_dates_have_a_first_and_a_last_year(world, text, accepted):  # noqa: F811
    with world.app.test_request_context():
        assert _accepts(DayField("d"), text) is accepted


def _accepts(field, value):
    form = type("OneField", (Form,), {"it": field})(MultiDict({"it": str(value)}), meta={"csrf": False})
    return form.validate()


SIZES = {"fields of a form": (b"&".join(b"f%d=1" % n for n in range(1001)), "application/x-www-form-urlencoded"),
         "one field of a form that also takes files": (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * (2 * 1024 * 1024 + 1)
                                                       + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"),
         "a request, files included": (b"x" * (11 * 1024 * 1024 + 1), "application/octet-stream")}


@pytest.mark.parametrize("what", SIZES)
def test_one_more_gets_the_answer_of_the_page(world, what):  # noqa: F811
    row = next(line for line in (PROJECT / "docs/limits.md").read_text("utf-8").splitlines() if line.startswith(f"| {what} |"))
    browser = world.browser("song.dan")
    content, kind = SIZES[what]

    response = browser.client.post("/language", data=content, content_type=kind, headers={"X-CSRFToken": browser.token()},
                                   base_url="http://127.0.0.1:8000")

    assert str(response.status_code) == row.split("|")[3].strip()


def test_guest_lists_beyond_a_limit_are_refused_with_a_sentence(world):  # noqa: F811
    from planner.receptions import workbook

    rows, size = workbook.limits()["rows"], workbook.limits()["file_bytes"]
    with world.app.test_request_context():
        assert workbook.read("姓名\n".encode() + b"a\n" * (rows - 1), "list.csv").filled_rows() == rows
        for content in ("姓名\n".encode() + b"a\n" * rows, b"a" * (size + 1)):
            with pytest.raises(PlannerError) as refusal:
                workbook.read(content, "list.csv")
            assert str(refusal.value)
