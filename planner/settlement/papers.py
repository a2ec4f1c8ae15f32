"""The settlement on paper, with the match of heads; set by the house's one press."""

from dataclasses import dataclass

from flask import current_app

from planner.documents import typesetting
from planner.documents.papers import Heading, Text
from planner.documents.render import render_pdf
from planner.i18n import force_language
from planner.settlement import checks, matching, pictures, rulebook


@dataclass(frozen=True)
class SettlementSheet:
    heading: Heading
    settled: object


def html_of(settled, lang, *, issued):
    """The HTML that is printed."""
    settings, reception, words = current_app.extensions["settings"], settled.reception, typesetting.Words(lang)
    heading = Heading(house=Text(settings.company_zh, settings.company_en), reception=Text(reception.title("zh"), reception.title("en")),
                      client=Text(reception.client.name("zh"), reception.client.name("en")), issued=issued)
    with force_language(lang):  # of the sentences about what is broken
        return _set(heading, settled, lang, words)


def _set(heading, settled, lang, words):
    return typesetting.environment().get_template("documents/papers/settlement.html").render(
        paper=SettlementSheet(heading, settled), lang=lang, t=words.choose, w=words, stages=matching.STAGES, rulebook=rulebook, pictures=pictures, checks=checks)


def pdf_of(settled, lang, *, issued):
    """The finished PDF. Raises what render_pdf() raises."""
    return render_pdf(html_of(settled, lang, issued=issued))


def file_name(reception, lang):
    return f"{'结算单' if lang == 'zh' else 'Settlement'}-{reception.title(lang)}-{reception.starts_on.isoformat()}.pdf".replace("/", "-")
