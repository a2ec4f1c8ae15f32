"""The papers of a visit: the application form, badges to cut, the sheet and the statements that visitors sign, and custody receipts."""

from dataclasses import dataclass

from flask import current_app

from planner.documents import typesetting
from planner.documents.papers import Heading, Text
from planner.documents.render import render_pdf
from planner.people.countries import country_name
from planner.resources.times import on_the_wall
from planner.safety import queries as safety
from planner.safety import rulebook
from planner.sites.gear import all_gear
from planner.tours import application as applications
from planner.tours import approval, asking, queries

FILES = {"application": ("公司参观申请表", "Visit application form"), "badges": ("访客证", "Visitor badges"), "signing_sheet": ("安全告知签字表", "Safety signing sheet"),
         "statements": ("保密承诺书", "Confidentiality statements"), "receipt": ("物品保管收据", "Custody receipt")}
TEMPLATES = {"application": "visit_application", "badges": "visit_badges", "signing_sheet": "visit_signing", "statements": "visit_statements",
             "receipt": "visit_receipt"}


@dataclass(frozen=True)
class VisitPaper:
    """What one of these papers shows; the template chooses the language."""

    heading: Heading
    tour: object
    case: object
    sheet: object
    visitors: tuple = ()
    badges: tuple = ()
    points: tuple = ()
    picks: tuple = ()                # as safety.queries.by_gear
    receipt: object = None


def paper_of(name, tour, at, issued, receipt=None):
    """The VisitPaper of a tour; `receipt` for the paper of that name."""
    settings, reception, found = current_app.extensions["settings"], tour.item.reception, queries.application_of(tour)
    heading = Heading(house=Text(settings.company_zh, settings.company_en), reception=Text(reception.title("zh"), reception.title("en")),
                      client=Text(reception.client.name("zh"), reception.client.name("en")), issued=issued)
    stops = asking.stops_of(tour)
    closed = any(s.is_closed for s in tour.site.stops)
    points = tuple(zip(rulebook.points(stops, closed, "zh"), rulebook.points(stops, closed, "en")))
    return VisitPaper(heading, tour, applications.case_of(found, at) if found else None, applications.sheet_of(tour, at),
                      tuple(safety.visitors(tour, at)) if name != "badges" else (), tuple(safety.badges(tour, at)) if name == "badges" else (), points,
                      tuple(safety.by_gear(safety.pick_list(tour, at))), receipt)


def html_of(name, paper, lang):
    """The HTML that is printed."""
    words = typesetting.Words(lang)
    return typesetting.environment().get_template(f"documents/papers/{TEMPLATES[name]}.html").render(
        paper=paper, lang=lang, t=words.choose, w=words, gear=all_gear(), ladder=approval.ladder(), briefing=rulebook.briefing(),
        country=lambda code: country_name(code, lang), statement=rulebook.statement(), things=rulebook.things(), sizes=rulebook.sizes(),
        wall=lambda moment: on_the_wall(moment, paper.tour.item.time_zone))


def pdf_of(name, paper, lang):
    """The finished PDF. Raises what render_pdf() raises."""
    return render_pdf(html_of(name, paper, lang))
