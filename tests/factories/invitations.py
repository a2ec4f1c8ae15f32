"""A banquet with guests of every kind: with mail, with a secretary, a spouse, a foreigner, one known by title only, a driver."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from planner import clock
from planner.accounts.queries import roles_of
from planner.banquets.models import Banquet
from planner.budgets import actions as budgets
from planner.budgets.models import Application
from planner.budgets.queries import case_of
from planner.db import session
from planner.invitations import actions, tasks
from planner.invitations.timetable_models import DateAgreement
from planner.receptions.models import Attendee
from tests import factories

SENDING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""The Monday of the approval deadline, 10:00 in Shanghai."""
APPROVERS = {"department_manager": "gao.xiang", "general_manager": "xu.guoqiang", "finance": "dong.fang"}


@dataclass
class Scene:
    owner: object
    reception: object
    banquet: object
    guests: dict = field(default_factory=dict)
    """Attendees by a short name."""
    application: object = None

    def ids(self):
        """What load_scene() finds it by."""
        return {"banquet": self.banquet.id, "guests": {name: guest.id for name, guest in self.guests.items()},
                "application": self.application and self.application.id}

    def invitation_of(self, name):
        from planner.invitations.queries import invitations_of
        return next(row for row in invitations_of(self.banquet) if row.attendee_id == self.guests[name].id)


def load_scene(ids):
    """The stored scene of these Scene.ids()."""
    banquet = session().get(Banquet, ids["banquet"])
    reception = banquet.item.reception
    guests = {name: session().get(Attendee, attendee_id) for name, attendee_id in ids["guests"].items()}
    return Scene(reception.owner, reception, banquet, guests, ids["application"] and session().get(Application, ids["application"]))


def make_scene():
    """Call inside transaction(). Nothing is prepared, filed or sent yet."""
    owner = factories.person("song.dan")
    owner.email, owner.phone, owner.department_zh, owner.department_en = "song.d@shangzuo.example", "13900020004", "大客户部", "Key accounts"
    reception = factories.make_reception(owner=owner)
    item = factories.make_item(reception, place_zh="云山饭店牡丹厅", place_en="Yunshan Hotel, Peony Hall")
    guests = {
        "wang": _guest(reception, "王建国", "Wang Jianguo", "董事长", "Chairman", "m", 1, "wang.jianguo@huaxin.example", "guest_of_honour"),
        "liu": _guest(reception, "刘慧", "Liu Hui", "", "", "f", 1, "", "spouse"),
        "chen": _guest(reception, "陈志远", "Chen Zhiyuan", "总裁", "President", "m", 2, "chen.zy@huaxin.example"),
        "zheng": _guest(reception, "郑晓", "Zheng Xiao", "总裁办秘书", "Secretary", "f", 6, "zheng.xiao@huaxin.example", "secretary"),
        "krause": _guest(reception, "", "Stefan Krause", "Geschäftsführer", "Managing Director", "m", 1, "s.krause@krause.example", langs=("de", "en")),
        "he": _guest(reception, "何局长", "", "副局长", "Deputy Director", "m", 2, ""),
        "driver": _guest(reception, "马云飞", "Ma Yunfei", "司机", "Driver", "m", 8, "", "driver", dines=False),
    }
    guests["liu"].partner_id = guests["wang"].id
    guests["wang"].partner_id = guests["liu"].id
    for name in ("wang", "chen"):
        guests[name].answered_by_id = guests["zheng"].id
    host = factories.make_attendee(reception, "host", "host", person=factories.person("xu.guoqiang"), rank=1)
    host.person.title_zh, host.person.title_en, host.person.gender = "总经理", "General Manager", "m"
    banquet = Banquet(reception_id=reception.id, item_id=item.id, venue_zh="云山饭店", venue_en="Yunshan Hotel", hall_zh="牡丹厅",
                      hall_en="Peony Hall", host_id=host.id, guest_of_honour_id=guests["wang"].id)
    session().add(banquet)
    session().flush()
    agree(banquet)
    return Scene(owner, reception, banquet, guests)


def agree(banquet, **values):
    """The guest of honour agreed to the date on Wednesday, 18 November, by telephone."""
    row = DateAgreement(**{"banquet_id": banquet.id, "guest_of_honour_id": banquet.guest_of_honour_id, "given_by_id": banquet.guest_of_honour_id, "way": "phone",
                           "agreed_on": date(2026, 11, 18), "starts_at": banquet.item.starts_at, "recorded_at": clock.now(), **values})
    session().add(row)
    session().flush()
    return row


def _guest(reception, zh, en, title_zh, title_en, gender, rank, mail, role="guest", langs=("zh",), **fields):
    person = factories.make_person(zh, en, title_zh=title_zh, title_en=title_en, gender=gender, email=mail, languages=list(langs),
                                   client_id=reception.client_id)
    return factories.make_attendee(reception, "guest", role, person=person, rank=rank, position=rank, **fields)


def approve(scene):
    """File the application and let everybody on the ladder approve it."""
    at = clock.now()
    dinner = {"category": "meals", "description_zh": "晚宴", "description_en": "Dinner", "quantity": 1, "unit_price_minor": 100_000}
    scene.application = budgets.draft_application(scene.reception, by=scene.owner, at=at, lines=[dinner], purpose="Frame contract",
                                                  cost_note="As agreed")
    budgets.submit(scene.application, by=scene.owner, at=at)
    _walk_up_the_ladder(scene, at)
    return scene


def approve_again(scene):
    """What was approved has changed: the application follows the plan, and everybody whose signature fell signs anew."""
    budgets.follow_plan(scene.application, by=scene.owner, at=clock.now())
    _walk_up_the_ladder(scene, clock.now())
    return scene


def _walk_up_the_ladder(scene, at):
    while (step := case_of(scene.application).state.next_step) is not None:
        person = factories.person(APPROVERS[step.role])
        budgets.approve(scene.application, case_of(scene.application).fingerprint, by=person, roles=roles_of(person), at=at)


def prepare(scene):
    actions.prepare(scene.banquet, by=scene.owner, at=clock.now())
    return scene


class AtOnce:
    """Stands in for a job's progress; notes what was reported and may be cancelled."""

    def __init__(self, person, stop_at=None):
        self.person, self.stop_at, self.reports = person, stop_at, []

    def __call__(self, done, total, message=""):
        from planner.jobs.actions import Cancelled
        self.reports.append((done, total))
        if self.stop_at is not None and len(self.reports) > self.stop_at:
            raise Cancelled


def send(scene, kind="invitation"):
    """Send through the task; not inside transaction()."""
    return tasks.send(AtOnce(scene.owner), scene.banquet.id, kind)["queued"]


def in_days(days):
    return clock.now() + timedelta(days=days)
