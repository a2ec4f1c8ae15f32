"""Odd values in every field of the people, client and import forms: an answer of the contract each time, never a 500."""

import io

import pytest

from planner.db import session, transaction
from planner.people.models import Client
from planner.receptions.models import Attendee
from tests import factories

NAUGHTY = ["\x00", "", " ", "\u202eabc", "\ufeff", "a\u200bb", "😀👨‍👩‍👧", "عبد", "O'Brien", "Ørsted", "x" * 10_000, "e\u0301\u0302\u0303" * 50, "NaN", "1e400", "１２", "-0", "0x10", "-1",
           "2147483648", "9223372036854775808", "1_000", "{{7*7}}", "<script>alert(1)</script>", "'; DROP TABLE people;--", "=1+1", "../../etc/passwd", "a\r\nBcc: x@y.z",
           "{0.__class__}", "%s%n", "\ud7ff\ue000"]
FIELDS = ("name_zh", "name_en", "name_native", "gender", "title_zh", "title_en", "department_zh", "department_en", "rank", "phone", "email", "languages", "note",
          "client_id", "role", "occasion_rank", "partner_id", "interprets_for_id", "answered_by_id", "dines", "tours", "is_official", "diet_codes", "diet_note", "health_codes",
          "health_note", "consent", "remark", "version", "person_version", "kind", "grade", "country", "owners", "person_id", "draft", "go", "side-0", "heading-0", "field-0-0")
ANSWERS = {200, 303, 400, 404, 409, 422}


@pytest.fixture
def places(app, signed_in):
    song = signed_in("song.dan")
    with app.app_context(), transaction():
        reception = factories.make_reception()
        reception.client.owners = [factories.person("song.dan")]
        attendee = factories.make_attendee(reception, person=factories.make_person("王建国", "Wang Jianguo", client_id=reception.client_id))
        found = {"reception": reception.id, "client": reception.client_id, "attendee": attendee.id, "person": attendee.person_id}
    song.post(f"/receptions/{found['reception']}/import", {"file": (io.BytesIO("甲,乙\n王建国,华信\n".encode()), "a.csv")}, content_type="multipart/form-data")
    posts = ["/clients/new", "/clients/{client}/edit", "/clients/{client}/contacts/new", "/clients/{client}/contacts/{person}", "/receptions/{reception}/people/new?side=guest",
             "/receptions/{reception}/people/new?side=host", "/receptions/{reception}/people/{attendee}", "/receptions/{reception}/people/pick?side=host",
             "/receptions/{reception}/import", "/receptions/{reception}/import/columns", "/receptions/{reception}/import/check"]
    return song, [path.format(**found) for path in posts], found


def everywhere(shift):
    """Each field with another of the values; the shift decides which."""
    odd = NAUGHTY[1:]
    return {field: odd[(number * 7 + shift) % len(odd)] for number, field in enumerate(FIELDS)}


@pytest.mark.parametrize("shift", range(0, len(NAUGHTY) - 1, 4))
def test_odd_values_in_every_field(app, places, shift):
    song, posts, found = places
    token = song.token()
    for path in posts:
        answer = song.post(path, {**everywhere(shift), "csrf_token": token})
        assert answer.status_code in ANSWERS, (path, answer.status_code)
    with app.app_context():
        assert session().query(Attendee).count() <= 3 and session().query(Client).count() <= 2


@pytest.mark.parametrize("shift", range(0, len(NAUGHTY), 5))
def test_odd_values_in_every_question(places, shift):
    song, _posts, found = places
    for path in ("/clients", f"/clients/{found['client']}", "/people/search", f"/receptions/{found['reception']}/people", f"/receptions/{found['reception']}/people/pick",
                 f"/receptions/{found['reception']}/people/new", f"/receptions/{found['reception']}/import/columns", f"/receptions/{found['reception']}/import/check"):
        for value in NAUGHTY[shift:shift + 5]:
            answer = song.get(path, query_string={"q": value, "page": value, "sort": value, "side": value or "host", "staff": value})
            assert answer.status_code in ANSWERS, (path, answer.status_code)


def test_a_nul_is_unreadable_everywhere(places):
    song, posts, _found = places
    assert {song.post(path, {"name_zh": "a\x00b", "remark": "\x00"}).status_code for path in posts} <= {400, 404, 422}
