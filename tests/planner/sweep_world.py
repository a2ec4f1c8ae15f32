"""A company in which everything exists twice: once Song Dan's, once Tang Lei's. The sweeps read addresses and rights against it."""

import hashlib
import json
import os
import re
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON, String, Text, inspect, select

from planner import clock
from planner.accounts.actions import start_session
from planner.arrangements.models import Arrangement
from planner.banquets import versions
from planner.banquets.models import Banquet, BanquetTable, Seating
from planner.budgets.actions import submit
from planner.budgets.models import Application, BudgetLine, Delegation
from planner.budgets.quotes import add_quote
from planner.money import Money
from planner.calendar.caldav import Account as CalendarAccount
from planner.calendar.house import account_key
from planner.calendar.models import CalendarFeed, HouseEntry
from planner.calls import actions as calls
from planner.check_in.models import DoorSignature
from planner.calls.models import CallTask
from planner.db import Base, close_session, session, transaction
from planner.documents import render
from planner.invitations import timetable
from planner.invitations.gates import topic_of
from planner.invitations.delivery_models import Batch, BatchMember, ChangeNotice, Delivery
from planner.invitations.models import Companion, Invitation, Reply, ReplyLink
from planner.invitations.style_models import InvitationStyle
from planner.jobs.actions import store_file
from planner.jobs.models import Job
from planner.on_the_day import actions as presence
from planner.on_the_day.models import WalkIn
from planner.outbox import stops
from planner.outbox.models import Mail, Returned
from planner.people.models import ClientRival
from planner.programme import actions as programme
from planner.programme import releases, rulebook
from planner.receptions.models import Wish
from planner.reports.models import Revenue
from planner.resources.actions import book
from planner.running import actions as running
from planner.settings import Settings
from planner.settlement import actions as settling
from planner.funds.actions import add_fund
from planner.settlement import gift_actions
from planner.settlement.models import Settlement, SettlementLine
from tests import factories
from tests.factories import resources as office
from tests.factories import settlement
from tests.factories.invitations import agree
from tests.factories.sites import make_site
from tests.factories.tours import everything as a_tour
from tests.conftest import NOW, Browser, _postgresql, quick_database, standing_on

ROLES = {"account_manager": "song.dan", "department_manager": "gao.xiang", "general_manager": "xu.guoqiang", "finance": "dong.fang",
         "office": "yuan.jie", "safety_officer": "cao.yang", "administrator": "admin", "auditor": "auditor"}
STRANGER = ""  # nobody signed in
KEEPS_ITS_WORDS = {"sort_key", "search_text", "login", "email", "to_address"}
HOUSE_CALENDAR = "http://u:p@127.0.0.1:9/house/visits/"  # nobody listens there; no sweep writes to it
CANARY = "\"'><x y=1>{{7*7}}"


@dataclass(eq=False)  # one world is another one, whatever it holds
class World:
    """The application with its objects: {name in addresses: id} of Song's and of Tang's."""

    app: object
    own: dict = field(default_factory=dict)
    foreign: dict = field(default_factory=dict)
    cookies: dict = field(default_factory=dict)

    def browser(self, login=STRANGER, language="en"):
        """A fresh browser of this person."""
        made = Browser(self.app, language)
        if login:
            made.client.set_cookie("shangzuo", self.cookies[login], domain="127.0.0.1")
        return made


@contextmanager
def _database(folder, empty_database):
    """A database of one test file's own, as `database_url` makes for one test."""
    server = os.environ.get("TEST_DATABASE_URL")
    if server:
        yield from _postgresql(server)
        return
    path = folder / "sweep.sqlite"
    path.write_bytes(empty_database.read_bytes())
    yield f"sqlite:///{path}"


@pytest.fixture(scope="module")
def world(tmp_path_factory, empty_database, one_app):
    """A filled world that all tests of one file share: they leave it as they find it."""
    yield from _world(tmp_path_factory.mktemp("world"), _first_folder(tmp_path_factory), empty_database, one_app)


@pytest.fixture
def own_world(tmp_path, tmp_path_factory, empty_database, one_app):
    """A filled world for one test that changes it. While it stands, the application serves it and no other."""
    yield from _world(tmp_path, _first_folder(tmp_path_factory), empty_database, one_app)


def _first_folder(tmp_path_factory):
    """Where the first world is kept for all processes of one run of the tests."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "first-world"


def _world(folder, first, empty_database, app):
    with _database(folder, empty_database) as url, clock.fixed(NOW), pytest.MonkeyPatch.context() as patch:
        settings = Settings(data_dir=folder / "var", secret_key="k" * 40, data_key=b"d" * 32, database_url=url, testing=True,
                            base_url="http://127.0.0.1:8000", limits=False, company_zh="上座电气", company_en="Shangzuo Electric", caldav_url=HOUSE_CALENDAR)
        patch.setattr(render, "_ask_for_documents", _set_once)
        with standing_on(app, settings, quick_database(url)):
            app.logger.setLevel("CRITICAL")  # thousands of refusals are the point here
            yield _filled(app, settings, first)
        app.logger.setLevel("NOTSET")


def _filled(app, settings, first):
    """The world on the empty database `app` stands on: built by the process that needs one first, and copied from the folder `first` from then on."""
    if not settings.url.startswith("sqlite"):
        return build(app)
    path = Path(settings.url.removeprefix("sqlite:///"))
    if not first.is_dir():
        made = build(app)
        with app.app_context():
            close_file(app)
        _keep(made, path, settings.data_dir, first)
        return made
    shutil.copyfile(first / "sweep.sqlite", path)
    shutil.copytree(first / "var", settings.data_dir, dirs_exist_ok=True)
    return World(app, **json.loads((first / "names.json").read_text("utf-8")))


def _keep(world, database, files, first):
    """Keep a world in the folder `first`, unless another process was quicker."""
    folder = first.with_name(f"first-world-{os.getpid()}")
    shutil.copytree(files, folder / "var")
    shutil.copyfile(database, folder / "sweep.sqlite")
    (folder / "names.json").write_text(json.dumps({"own": world.own, "foreign": world.foreign, "cookies": world.cookies}), "utf-8")
    with suppress(OSError):
        folder.rename(first)


def close_file(app):
    """Nobody has the database open; the last one to close it brings everything into the file itself."""
    close_session()
    engine = app.extensions["database"].engine
    engine.dispose()
    assert not Path(f"{engine.url.database}-wal").exists(), "a connection is still open"


_documents, _set = {}, render._ask_for_documents


def _set_once(request):
    """What the press makes of `request`, made once for all sweeps: the same HTML gives the same bytes (test_render.py)."""
    key = repr(request)
    if key not in _documents:
        _documents[key] = _set(request)
    return _documents[key]


def build(app):
    """Fill the database of `app`; the clock must stand at NOW."""
    world = World(app)
    with app.app_context(), transaction():
        for login in (*ROLES.values(), "tang.lei"):
            account = factories.account(login)
            account.person.title_zh, account.person.title_en = "经理", "Manager"
        world.own = _everything("song.dan", "华信", "Huaxin")
        world.foreign = _everything("tang.lei", "远东", "Yuandong")
        _spent(factories.person("song.dan"))
    enter(world)
    return world


def enter(world):
    """Sign everybody in (anew, after a request may have signed somebody out)."""
    with world.app.app_context(), transaction():
        for login in (*ROLES.values(), "tang.lei"):
            world.cookies[login] = start_session(factories.account(login), at=NOW)


def _stored(row):
    session().add(row)
    session().flush()
    return row


def _everything(login, zh, en):
    """One row of every kind that hangs on a manager; {name in addresses: id}."""
    owner = factories.person(login)
    client = factories.make_client(f"{zh}集团", f"{en} Group", owners=[owner], postcode="310051", address_zh="华信路 18 号", address_en="18 Huaxin Road")
    reception = factories.make_reception(owner=owner, client=client, title_zh=f"{zh}考察团", title_en=f"{en} delegation",
                                         purpose_zh="洽谈框架合同", purpose_en="Frame contract", note="Bring the samples")
    meeting = factories.make_item(reception, "meeting", datetime(2026, 12, 8, 13, 30), datetime(2026, 12, 8, 15, 0),
                                  title_zh="会谈", title_en="Talks", place_zh="第一会议室", place_en="Meeting room 1")
    dinner = factories.make_item(reception, place_zh="云山宾馆", place_en="Yunshan Hotel")
    people = [factories.make_person(f"{zh}{n}", f"{en} Guest {n}", client_id=client.id, title_zh="董事", title_en="Director",
                                    email=f"guest{n}@{en.lower()}.example", languages=["zh", "en"], note="Knows the plant")
              for n in (1, 2, 3)]
    guests = [factories.make_attendee(reception, person=p, rank=n, position=n, diet={"codes": ["vegetarian"], "note": ""},
                                      diet_source="host", diet_consent_at=NOW, remark="Prefers tea")
              for n, p in enumerate(people, 1)]
    host = factories.make_attendee(reception, "host", "host", person=factories.person("xu.guoqiang"), rank=1)
    second = factories.make_attendee(reception, "host", "second_host", person=factories.person("gao.xiang"), rank=2)
    wish = _stored(Wish(reception_id=reception.id, kind="apart", scope="beside", strength="must", reason_zh="同标竞争", reason_en="They compete",
                        first_attendee_id=guests[1].id, second_attendee_id=guests[2].id))
    banquet, table = _banquet(reception, dinner, [host, *guests, second])
    arrangement = _stored(Arrangement(reception_id=reception.id, item_id=meeting.id, kind="talks", title_zh="会谈座次", title_en="Talks",
                                      setting={"door": "across"}, cast=[{"attendee": a.id, "duty": ""} for a in (guests[0], guests[1], host)],
                                      made_at=NOW))
    fund = _fund(zh, en, client)
    application, line, quote = _application(reception, client, owner)
    settled, receipt, gift = _settlement(application, banquet, guests, owner)
    invitation, link = _invitation(banquet, guests[0], guests[1], f"{en.lower()}-token")
    agree(banquet, recorded_by_id=owner.id)
    _door(banquet, guests[0], host, owner)
    timetable.note(banquet, timetable.get_deadline(banquet, "proof_read"), owner_id=owner.id, is_done=False, by=owner, at=NOW)
    timetable.choose_gathering(banquet, "banquet", by=owner, at=NOW)
    batch = _stored(Batch(banquet_id=banquet.id, title="First letters", note="Ask for the secretary", made_by_id=owner.id, made_at=NOW))
    session().add(BatchMember(batch_id=batch.id, invitation_id=invitation.id))
    _stored(ChangeNotice(banquet_id=banquet.id, invitations=[invitation.id], note_zh="请走东门", note_en="Use the east gate", made_by_id=owner.id, made_at=NOW))
    _stored(Delivery(invitation_id=invitation.id, what="place", way="phone", by_id=owner.id, at=NOW))
    companion = _stored(Companion(invitation_id=invitation.id, name=f"{en} Companion", title="Architect", proposed_at=NOW, proposed_by_id=guests[0].id))
    job = _stored(Job(task="documents.all_papers", arguments={"reception_id": reception.id}, created_by_id=owner.id, created_at=NOW,
                      state="failed", error="The worker stopped", total=4, done=2))
    search = _stored(Job(task="banquets.choices", arguments={"banquet_id": banquet.id}, created_by_id=owner.id, created_at=NOW, state="done",
                         result={"plans": [{"seats": [], "cost": 0, "hard": 0, "emphasis": None, "zh": [], "en": []}], "mark": "earlier"}))
    version = versions.release(banquet, name="By rank", by=owner, at=NOW)
    place, room = office.make_place(f"{zh}大门", f"{en} gate", address_zh="上座路一号", address_en="1 Shangzuo Road"), office.make_room(f"{zh}会议室", f"{en} meeting room")
    held = book(room, meeting, starts_at=meeting.starts_at, ends_at=meeting.ends_at, people=5, hold_until=NOW + timedelta(hours=20), by=owner, at=NOW)
    file = store_file(b"PK\x05\x06" + bytes(18), f"{en}.zip", "application/zip", owner_id=owner.id)
    mail = _stored(Mail(message_id=f"<{en}@shangzuo.example>", kind="invitation", subject_id=invitation.id, reception_id=reception.id,
                        to_name=people[0].name_en, to_address=people[0].email, subject="Invitation", content="Subject: Invitation\n\nDear",
                        state="unknown", queued_at=NOW, next_try_at=NOW, queued_by_id=owner.id))
    stops.stop(topic_of(banquet), reason=f"{en}: the hall has changed", reception_id=reception.id, by=owner, at=NOW)
    stops.stop(stops.HOUSE, reason="Wrong letter", by=owner, at=NOW)
    stops.resume(stops.HOUSE, reason="The letter is right now", by=owner, at=NOW)
    feed = _stored(CalendarFeed(person_id=owner.id, name="Phone", token_hash=hashlib.sha256(f"{en}-feed".encode()).hexdigest(),
                                created_at=NOW))
    _stored(CalendarFeed(person_id=owner.id, name="Door", scope="resource", resource_id=room.id, alarm_minutes=30, is_discreet=True, created_at=NOW,
                         token_hash=hashlib.sha256(f"{en}-door".encode()).hexdigest()))
    entry = _stored(HouseEntry(account=account_key(CalendarAccount.from_url(HOUSE_CALENDAR)), uid=f"item-{meeting.id}@127.0.0.1", fingerprint="f" * 64, state="changed"))
    returned = _stored(Returned(mail_id=mail.id, kind="counter", about_id=invitation.id, proposed_starts_at=dinner.starts_at + timedelta(hours=1), came_at=NOW, read_at=NOW,
                                message_key=hashlib.sha256(en.encode()).hexdigest()))
    to_do, complaint = _day(reception, owner, host)
    call, task = _call(owner, client, people[0], reception)
    parts = _programme(reception, meeting, dinner, guests, owner)
    rival = factories.make_client(f"{zh}对手", f"{en} Rival", owners=[owner])
    session().add(ClientRival(first_id=min(client.id, rival.id), second_id=max(client.id, rival.id)))
    site, *site_stops = make_site(f"{zh}厂区", f"{en} works")
    delegation = _stand_in(en)
    parts |= a_tour(reception, guests, owner, site, factories.person("cao.yang"))
    return {"fund_id": fund.id, "quote_id": quote.id, "settlement_id": settled.id, "paper_id": receipt.id, "gift_id": gift.id, "task_id": to_do.id, "complaint_id": complaint.id, "host_id": host.id, **parts, "rival_id": rival.id, "call_id": call.id, "call_task_id": task.id, "reception_id": reception.id, "item_id": meeting.id, "meal_id": dinner.id, "client_id": client.id, "person_id": people[0].id,
            "attendee_id": guests[0].id, "wish_id": wish.id, "banquet_id": banquet.id, "table_id": table.id, "arrangement_id": arrangement.id,
            "application_id": application.id, "delegation_id": delegation.id, "signer_id": factories.person("gao.xiang").id, "line_id": line.id, "invitation_id": invitation.id, "batch_id": batch.id, "companion_id": companion.id, "link_id": link.id, "job_id": job.id, "search_id": search.id, "version_id": version.id,
            "file_id": getattr(file, "id", file), "mail_id": mail.id, "feed_id": feed.id, "entry_id": entry.id, "returned_id": returned.id, "account_id": factories.account(login).id,
            "decision_id": application.decisions[0].id, "place_id": place.id, "site_id": site.id, "stop_id": site_stops[-1].id, "leg_id": site.legs[0].id, "resource_id": room.id, "booking_id": held.id}


def _door(banquet, guest, host, owner):
    """A guest whom two doors noted, who signed, and who was let in on somebody's word."""
    for door, minutes in (("East", 5), ("West", 3)):
        presence.note_presence(banquet, guest, "late", by=owner, at=NOW, said_at=NOW - timedelta(minutes=minutes), door=door, key=f"{door}-{guest.id}-key")
    _stored(WalkIn(banquet_id=banquet.id, attendee_id=guest.id, word_of_id=host.id, at=NOW, person_id=owner.id))
    _stored(DoorSignature(banquet_id=banquet.id, attendee_id=guest.id, drawn={"path": "M10 10L20 30L40 50L60 20L80 90L100 10"}, signed_at=NOW, person_id=owner.id))


def _programme(reception, meeting, dinner, guests, owner):
    """A group, a role, a dependency, a released version with somebody to tell, and days held."""
    group = programme.save_group(reception, None, name_zh="技术组", name_en="Engineers", attendees=[guests[0].id], by=owner, at=NOW)
    programme.set_participants(meeting, "groups", groups=[group.id], by=owner, at=NOW)
    role = programme.set_role(meeting, "note_taker", owner.id, note_zh="带录音笔", note_en="Bring the recorder", by=owner, at=NOW)
    link = programme.set_link(meeting, dinner, kind="together", by=owner, at=NOW)
    releases.release(reception, note="Agreed by telephone", agreed=rulebook.rules(), by=owner, at=NOW)
    hold = programme.hold_dates(reception, date(2026, 12, 15), date(2026, 12, 16), expires_at=NOW + timedelta(hours=20), note="Asked by telephone", by=owner, at=NOW)
    telling = releases.to_tell(reception)[0]
    return {"group_id": group.id, "item_role_id": role.id, "item_link_id": link.id, "date_hold_id": hold.id, "telling_id": telling.id}


def _banquet(reception, item, seated):
    banquet = _stored(Banquet(reception_id=reception.id, item_id=item.id, venue_zh="云山宾馆", venue_en="Yunshan Hotel", hall_zh="牡丹厅",
                              hall_en="Peony Hall", host_id=seated[0].id, second_host_id=seated[-1].id, guest_of_honour_id=seated[1].id,
                              plan_number=1, plan_status="edited", planned_at=NOW))
    table = _stored(BanquetTable(banquet_id=banquet.id, number=1, name="", x_cm=500, y_cm=300, seats=10))
    for seat, attendee in enumerate(seated):
        _stored(Seating(banquet_id=banquet.id, attendee_id=attendee.id, table_id=table.id, seat=seat))
    return banquet, table


def _application(reception, client, owner):
    application = _stored(Application(
        reception_id=reception.id, applicant_id=owner.id, created_by_id=owner.id, last_edited_by_id=owner.id, organiser_id=owner.id,
        department="Key accounts", applied_on=date(2026, 11, 18), client_id=client.id, venue="Yunshan Hotel", guest_diners=3,
        dining_at=datetime(2026, 12, 8, 18, 30), own_diners=2, purpose="Frame contract", cost_note="As agreed", cautions_zh="暂无", cautions_en="None known",
        rate="1", rate_on=date(2026, 11, 18), rate_source="SAFE"))
    line = _stored(BudgetLine(application_id=application.id, category="meals", description_zh="宴会", description_en="Banquet",
                              quantity=1, unit_price_minor=250000, note="One table"))
    session().refresh(application)
    quote = add_quote(application, line.id, settlement.pdf(f"quote {line.id}"), "quote.pdf", vendor="Yunshan Hotel", quoted_on=date(2026, 11, 17), amount=Money(240000, "CNY"), by=owner, at=NOW)
    submit(application, by=owner, at=NOW, note="Please decide soon")
    return application, line, quote


def _fund(zh, en, client):
    """A company's fund of December with one of the client below it, which its application is charged to."""
    values = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 31), "by": factories.person("dong.fang"), "at": NOW}
    top = add_fund(None, kind="company", title_zh=f"{zh}预算", title_en=f"{en} hospitality", amount_minor=100_000_000, reason="Plan of the year", **values)
    return add_fund(top, kind="client", title_zh=f"{zh}客户", title_en=f"{en} client", amount_minor=50_000_000, client_id=client.id, reason="Two visits", **values)


def _stand_in(en):
    """Gao Xiang's stand-in while he is away; on days of its own for each reception, so that both may be."""
    first = date(2026, 12, 1) if en == "Huaxin" else date(2026, 12, 20)
    return _stored(Delegation(giver_id=factories.person("gao.xiang").id, receiver_id=factories.person("dong.fang").id, role="department_manager",
                              starts_on=first, ends_on=first + timedelta(days=4), limit_minor=5_000_000, reason="leave", written_at=NOW))


def _settlement(application, banquet, guests, owner):
    """A settlement as it is while it is drawn up: amounts, a receipt, heads and an advance."""
    settled = _stored(Settlement(application_id=application.id, currency="CNY", reason="More guests", advance_minor=5000, advance_to_id=owner.id, advance_on=NOW.date(),
                                 opened_by_id=owner.id, opened_at=NOW, last_edited_by_id=owner.id))
    _stored(SettlementLine(settlement_id=settled.id, category="meals", description_zh="宴会", description_en="Banquet", approved_minor=250000, actual_minor=260000, reason="Tea"))
    session().refresh(settled)
    receipt = settling.add_paper(settled, "receipt", settlement.pdf(f"bill {settled.id}"), "bill.pdf", number=f"B-{settled.id}", seller="Yunshan Hotel", issued_on=NOW.date(), currency="USD",
                                 amount_minor=9900, parts={"meals": 9000}, rate="7.1", rate_on=NOW.date(), rate_source="SAFE", paid_by_id=owner.id, by=owner, at=NOW)
    settling.claim_heads(settled, banquet, [guests[0].id, guests[1].id], 3, by=owner, at=NOW)
    _stored(Revenue(year=2026, currency="CNY", year_minor=90_000_000, source="Plan of the year", entered_by_id=owner.id, entered_at=NOW))
    gift = gift_actions.enter(application.reception, guests[0].person_id, direction="given", staff_id=owner.id, occasion="visit", name="Silk scarf", given_on=NOW.date(),
                              currency="CNY", value_minor=45000, reason="Their anniversary", by=owner, at=NOW)
    gift.clearance_note = "Agreed by telephone"
    return settled, receipt, gift


def _spent(owner):
    """What the reports are about: a reception that exceeded a rule and its approval, closed by finance."""
    over = settlement.make_over(NOW, guests=2, owner=owner)
    settlement.note_all(over)
    settled = settlement.settle(over, meals=330_000, number=900)
    settled.state, settled.checked_at, settled.lines[0].reason = "closed", NOW, "Sea cucumber"


def _invitation(banquet, guest, secretary, token):
    invitation = _stored(Invitation(banquet_id=banquet.id, attendee_id=guest.id, language="zh", reply_by=date(2026, 12, 1), state="sent",
                                    uid=f"{token}@shangzuo", prepared_at=NOW, sent_at=NOW))
    link = _stored(ReplyLink(banquet_id=banquet.id, holder_id=secretary.id, token_hash=hashlib.sha256(token.encode()).hexdigest(),
                             created_at=NOW, expires_at=NOW + timedelta(days=30)))
    if not session().scalar(select(InvitationStyle).where(InvitationStyle.banquet_id == banquet.id)):
        _stored(InvitationStyle(banquet_id=banquet.id, card_zh="恭请{guest}光临", card_en="{host}\n{guest}", letter_zh="恭请{company}光临{title}", letter_en="{host} requests {company} at {title}",
                                opening_zh="敬启者", opening_en="With our compliments"))
    _stored(Reply(invitation_id=invitation.id, answer="accepted", note="With pleasure", source="host", at=NOW,
                  starts_at=banquet.item.starts_at))
    return invitation, link


def _day(reception, owner, host):
    """A task, a complaint that was passed on, and a self-check of the day of a visit."""
    task = running.add_task(reception, role="driver", title_zh="加油", title_en="Fill the tank", due_at=datetime(2026, 12, 8, 9, 0), by=owner, at=NOW)
    complaint = running.receive_complaint(reception, grade="minor", summary="The room was cold", raised_by="Guest 1", by=owner, at=NOW)
    running.pass_on(complaint, owner.id, by=owner, at=NOW)
    for item in reception.items:
        if item.kind == "banquet":
            running.set_menu(item, [["cold", "凉拌海蜇", "Jellyfish salad"], ["hot", "清蒸鲈鱼", ""]], by=owner, at=NOW)
    running.score(reception, host.person, [8] * 10, by=owner, at=NOW)
    return task, complaint


def _call(owner, client, contact, reception):
    """A call of today with sign-in, record, tasks and the report of its day."""
    call = calls.plan_call(owner=owner, client=client, day=NOW.date(), contact_id=contact.id, starts_minute=570, address="1 Harbour Road", meeting_place="Third floor",
                           purpose="Delivery dates", materials="Price list", cautions="Ask for the lift", follows_id=reception.id, follow_number=1,
                           people=[factories.person("yuan.jie")], by=owner, at=NOW)
    calls.sign_in(call, by=owner, at=NOW, position={"words": "At the gate", "lat": "31.2304", "lon": "121.4737"})
    calls.write_record(call, kind="C", result="C", met_id=contact.id, summary="Talked about spring", unsolved="The invoice is missing", solved="A date was set",
                       watch="A new buyer", other="Quiet", growth="rising", by=owner, at=NOW)
    calls.save_report(owner, NOW.date(), currency="CNY", costs={"transport": (6800, "Taxi both ways")}, note="A good day", by=owner, at=NOW)
    return call, session().scalar(select(CallTask).where(CallTask.call_id == call.id).order_by(CallTask.id))


# --- reading the whole database --------------------------------------------------------------------------------------

FLEETING = {"login_sessions"}


def checksum(app, leave_out=FLEETING):
    """A fingerprint of every row of every table but the fleeting ones."""
    found = hashlib.sha256()
    with app.app_context(), app.extensions["database"].engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in leave_out:
                rows = connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').fetchall()
                found.update(repr((table.name, sorted(map(repr, rows)))).encode())
    return found.hexdigest()


def free_text_columns():
    """Columns that hold words somebody typed."""
    for mapper in Base.registry.mappers:
        for column in mapper.local_table.columns:
            privacy = column.info.get("privacy", "none")
            typed = privacy in ("name", "free text", "message", "contact", "evidence") or column.name.endswith(("_zh", "_en"))
            long_enough = isinstance(column.type, Text) or getattr(column.type, "length", 0) and column.type.length >= 60
            if isinstance(column.type, String | Text) and not isinstance(column.type, JSON) and typed and long_enough \
                    and column.name not in KEEPS_ITS_WORDS:
                yield mapper.class_, column


def plant_canaries(app):
    """Append the canary, whole, to every stored word; how many columns carry it now."""
    planted = 0
    with app.app_context(), transaction():
        for model, column in free_text_columns():
            name = inspect(model).get_property_by_column(column).key
            for row in session().scalars(select(model)):
                if getattr(row, name):
                    kept = getattr(row, name)[:(column.type.length or 2000) - len(CANARY) - 1]
                    setattr(row, name, f"{kept} {CANARY}")
                    planted += 1
    return planted


def stored_texts(app):
    """All texts that people stored, the longest first: what a page may say in either language."""
    texts = set()
    with app.app_context(), app.extensions["database"].engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').fetchall():
                texts |= {text.strip() for value in row for text in _words_in(value) if re.search(r"[A-Za-z\u4e00-\u9fff]{2}", text)}
    return sorted((t for t in texts if t), key=len, reverse=True)


def _words_in(value):
    """The texts of one stored value: itself, or those inside its JSON."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, list | dict):
        return [text for one in (value.values() if isinstance(value, dict) else value) for text in _words_in(one)]
    return [value] if isinstance(value, str) else []


# --- routes ----------------------------------------------------------------------------------------------------------

def routes(app, *methods):
    """(method, rule) of every route but the static files, in order."""
    found = [(method, rule) for rule in app.url_map.iter_rules() for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
             if rule.endpoint != "static" and (not methods or method in methods)]
    return sorted(found, key=lambda pair: (pair[1].rule, pair[0]))


def address(rule, values):
    """The address of `rule` filled with `values`; None when it names an object the world does not hold."""
    missing = [name for name in rule.arguments if name not in values]
    return None if missing else re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda match: str(values[match[1]]), rule.rule)


def permission_of(app, rule):
    """The permission a route declares; "public" for those that need nobody; None when it says nothing."""
    view = app.view_functions[rule.endpoint]
    return "public" if getattr(view, "is_public", False) else getattr(view, "permission", None)
