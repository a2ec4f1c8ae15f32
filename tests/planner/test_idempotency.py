"""A key answers for the very form it came with, uploaded files included."""

import io

import pytest

from planner import idempotency
from planner.db import session, transaction
from planner.receptions.models import ImportDraft
from tests import factories

LIST = "姓名,单位,职务\n王建国,华信电力设备集团,{}\n"


@pytest.fixture
def reception(app, clock):
    with app.app_context(), transaction():
        return factories.make_reception().id


def upload(browser, reception, title, name="guests.csv"):
    return browser.post(f"/receptions/{reception}/import", {"file": (io.BytesIO(LIST.format(title).encode()), name), "idempotency_key": "one-key-for-both-files"},
                        content_type="multipart/form-data")


def drafts(app):
    with app.app_context():
        return [draft.content["sheets"][0]["rows"][1][2] for draft in session().query(ImportDraft)]


def test_the_same_key_with_another_file_of_that_name_is_refused(app, signed_in, reception):
    song = signed_in("song.dan")
    assert upload(song, reception, "董事长").status_code == 303
    answer = upload(song, reception, "副总裁")  # as long as the first in characters and bytes
    assert answer.status_code == 422
    assert "already sent with other content" in answer.get_data(as_text=True)
    assert drafts(app) == ["董事长"]


def test_the_same_file_twice_gets_the_first_answer_again(app, signed_in, reception):
    song = signed_in("song.dan")
    first, second = upload(song, reception, "董事长"), upload(song, reception, "董事长")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert drafts(app) == ["董事长"]


def test_the_form_still_reads_a_file_from_its_beginning(app):
    from werkzeug.datastructures import FileStorage

    file = FileStorage(io.BytesIO(b"content"), "a.csv")
    file.read(3)
    assert idempotency.body_hash([], [("file", file)]) == idempotency.body_hash([], [("file", FileStorage(io.BytesIO(b"content"), "a.csv"))])
    assert file.read() == b"content"
