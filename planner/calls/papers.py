"""The printed forms of calls: contact plan, contact schedule, visit record and daily visit report; set by the house's one press."""

from dataclasses import dataclass

from flask import current_app

from planner.calls import rulebook
from planner.calls.wording import clock_of
from planner.documents import typesetting
from planner.documents.papers import Heading, Text
from planner.documents.render import render_pdf

FILES = {"contact_plan": ("联络计划表", "Contact plan"), "contact_schedule": ("联系预定表", "Contact schedule"),
         "visit_record": ("访问记录表", "Visit record"), "visit_report": ("访问日报表", "Daily visit report")}


@dataclass(frozen=True)
class CallPaper:
    """What a form shows: the rows as they are stored, read once; the template chooses the language."""

    heading: Heading
    content: object


def paper_of(name, content, *, client=None, issued):
    """The CallPaper of a form."""
    settings = current_app.extensions["settings"]
    return CallPaper(Heading(house=Text(settings.company_zh, settings.company_en), reception=Text("客户拜访", "Calls on clients"),
                             client=Text(client.name("zh"), client.name("en")) if client else Text(), issued=issued), content)


def html_of(name, paper, lang):
    """The HTML that is printed."""
    words = typesetting.Words(lang)
    return typesetting.environment().get_template(f"documents/papers/{name}.html").render(
        paper=paper, lang=lang, t=words.choose, w=words, clock_of=clock_of, rulebook=rulebook, rules=rulebook.rules())


def pdf_of(name, paper, lang):
    """The finished PDF. Raises what render_pdf() raises."""
    return render_pdf(html_of(name, paper, lang))


def file_name(name, lang, detail):
    """访问日报表-2026-11-20.pdf"""
    return f"{FILES[name][0 if lang == 'zh' else 1]}-{detail}.pdf"
