"""The papers of a visit: the application form, badges to cut, and the sheet on which visitors sign."""

from dataclasses import dataclass

from flask import current_app

from planner.documents import typesetting
from planner.documents.papers import Heading, Text
from planner.documents.render import render_pdf
from planner.people.countries import country_name
from planner.safety import queries as safety
from planner.safety import rulebook
from planner.sites.gear import all_gear
from planner.tours import application as applications
from planner.tours import approval, asking, queries

FILES = {"application": ("公司参观申请表", "Visit application form"), "badges": ("访客证", "Visitor badges"), "signing_sheet": ("安全告知签字表", "Safety signing sheet")}
TEMPLATES = {"application": "visit_application", "badges": "visit_badges", "signing_sheet": "visit_signing"}


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
    picks: tuple = ()


def paper_of(name, tour, at, issued):
    """The VisitPaper of a tour."""
    settings, reception, found = current_app.extensions["settings"], tour.item.reception, queries.application_of(tour)
    heading = Heading(house=Text(settings.company_zh, settings.company_en), reception=Text(reception.title("zh"), reception.title("en")),
                      client=Text(reception.client.name("zh"), reception.client.name("en")), issued=issued)
    stops = asking.stops_of(tour)
    closed = any(s.is_closed for s in tour.site.stops)
    points = tuple(zip(rulebook.points(stops, closed, "zh"), rulebook.points(stops, closed, "en")))
    return VisitPaper(heading, tour, applications.case_of(found, at) if found else None, applications.sheet_of(tour, at),
                      tuple(safety.visitors(tour, at)) if name != "badges" else (), tuple(safety.badges(tour, at)) if name == "badges" else (), points,
                      tuple(safety.pick_list(tour, at)))


def html_of(name, paper, lang):
    """The HTML that is printed."""
    words = typesetting.Words(lang)
    return typesetting.environment().get_template(f"documents/papers/{TEMPLATES[name]}.html").render(
        paper=paper, lang=lang, t=words.choose, w=words, gear=all_gear(), ladder=approval.ladder(), briefing=rulebook.briefing(),
        country=lambda code: country_name(code, lang))


def pdf_of(name, paper, lang):
    """The finished PDF. Raises what render_pdf() raises."""
    return render_pdf(html_of(name, paper, lang))
