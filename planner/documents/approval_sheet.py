"""The approver's page on one A4: what is exceeded first, the cost per head against the rule, who comes and why, what changed, and the mark of it all."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import current_app

from planner.budgets import approval, pictures, queries
from planner.documents import typesetting
from planner.documents.papers import Heading, ReplyCode, Text
from planner.documents.render import render_pdf
from planner.i18n import _, force_language
from planner.qr import qr_path

MOST = {"breaches": 5, "guests": 3, "changed": 4, "related": 2, "quotes": 2, "history": 2, "steps": 6}
LONGEST = {"purpose": 150, "reason": 180, "cautions": 100, "note": 60, "what": 36, "about": 64, "minded": 100, "quote": 90, "asked": 90, "converted": 90}
ROOMY = 7  # rows; with more of them the sheet is set in smaller type
FILES = ("审批单", "Approval sheet")


@dataclass(frozen=True)
class ApprovalSheet:
    """What stands on the sheet, in one language already. Lists are as long as the sheet has room for; `more` tells how many are left out of each."""

    heading: Heading
    case: object
    address: str
    code: ReplyCode
    breaches: tuple      # (word for the level, title, sentence)
    minded: str
    asked: str           # the question that is open
    moved: tuple         # (what, as written, as planned now) of a banquet moved since
    left: dict | None    # what is left of the fund, see pictures.left_after()
    quotes: tuple        # (line, its vendors' quotes in a row)
    guests: tuple        # (name, title and organisation, whether of honour)
    changed: tuple       # (what, before, after)
    since: str
    related: tuple       # lines of text
    history: tuple
    steps: tuple         # (title, state, who and when)
    more: dict
    is_dense: bool
    words: dict          # the free texts, cut to length


def sheet_of(application, lang, *, issued):
    """The ApprovalSheet of an application as it stands now, in "zh" or "en"."""
    with force_language(lang):
        return _sheet(queries.case_of(application), lang, issued)


def _sheet(case, lang, issued):
    application, settings, moved = case.application, current_app.extensions["settings"], case.moved()
    reception = application.reception
    found = {
        "breaches": [_breach(one, lang) for level in ("block", "higher", "reason") for one in case.breaches if one.policy.level == level],
        "changed": _changed(case)[1], "related": [_other(one, case, lang) for one in case.related],
        "quotes": [_quotes(line, rows, lang) for line, rows in pictures.quotes(application) if line],
        "history": [_other(one, case, lang) for one in queries.history_with(application.client, application, MOST["history"])],
        "steps": [_step(one, case, lang) for one in case.state.signatures],
    }
    rows = sum(min(len(one), MOST[name]) for name, one in found.items() if name != "steps")
    shown, others = queries.guests_in_words(reception, MOST["guests"])
    address = f"{settings.base_url}/approvals/{application.id}"
    return ApprovalSheet(
        heading=Heading(house=Text(settings.company_zh, settings.company_en), reception=Text(reception.title("zh"), reception.title("en")),
                        client=Text(reception.client.name("zh"), reception.client.name("en")), issued=issued),
        case=case, address=address, code=ReplyCode(*qr_path(address)), minded=_cut(pictures.titles([one for one in case.breaches if one.policy.level == "warn"]), "minded"),
        asked=_asked(case.state.question), moved=tuple(pictures.moves(moved)) if moved else (), left=pictures.left_after(case),
        guests=tuple(_guest(one, lang) for one in shown), since=_changed(case)[0],
        is_dense=rows > ROOMY,
        more={name: max(len(rows) - MOST[name], 0) for name, rows in found.items()} | {"guests": others},
        words={"purpose": _cut(pictures.purpose(application), "purpose"), "reason": _cut(application.cost_note, "reason"),
               "cautions": _cut(application.cautions(lang), "cautions"), "converted": _cut(pictures.converted(case), "converted")},
        **{name: tuple(rows[:MOST[name]]) for name, rows in found.items()})


def _cut(text, name):
    """What fits; the page has the whole."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST[name] else text[:LONGEST[name] - 1].rstrip() + "…"


def _breach(breach, lang):
    return str(pictures.LEVEL_NAMES[breach.policy.level]), breach.policy.title(lang), pictures.breach_sentence(breach)


def _asked(question):
    return _("%(name)s asks: %(note)s", name=pictures.signer(question), note=_cut(question.note, "asked")) if question else ""


def _quotes(line, rows, lang):
    told = (f"{quote.vendor} {amount.format(lang)}" for quote, amount in rows)
    return _cut(line.description(lang), "what"), _cut(("；" if lang == "zh" else "; ").join(told), "quote")


def _guest(attendee, lang):
    person = attendee.person
    return person.name(lang), _cut(" · ".join(part for part in (person.title(lang), person.organisation(lang)) if part), "about"), attendee.role == "guest_of_honour"


def _changed(case):
    """(since which entry, [(what, before, after)])."""
    entry, changes, lines = case.changed_since_last_time()
    if entry is None:
        return "", []
    since = " · ".join((str(pictures.ACTION_NAMES[entry.action]), pictures.signer(entry), _moment(entry.at, case)))
    return since, [(_cut(str(what), "what"), _cut(before, "note"), _cut(after, "note")) for what, before, after in pictures.differences(changes, case.application) + case.line_differences(lines)]


def _moment(at, case):
    return f"{at.astimezone(ZoneInfo(case.application.reception.time_zone)):%Y-%m-%d %H:%M}"


def _other(application, case, lang):
    """Another application of the client in one line."""
    amount = queries.company_money(application, application.total_minor, case.rules).format()
    return " · ".join(part for part in (application.reception.title(lang), f"{application.dining_at:%Y-%m-%d}" if application.dining_at else "", amount,
                                        str(pictures.STATUS_NAMES[application.status])) if part)


def _step(signature, case, lang):
    """(title, what became of it, who and when)."""
    title, entry, state = signature.step.title(lang), signature.decision, case.state
    if entry is not None:
        said = str(_("Approved on condition") if entry.condition else pictures.ACTION_NAMES["approve"])
        said += (("：" if lang == "zh" else ": ") + _cut(entry.condition, "note")) if entry.condition else ""
        return title, said, f"{pictures.signer(entry)} {_moment(entry.at, case)}"
    if state.status in ("sent_back", "rejected") and state.last.step == signature.step.id:
        return title, str(pictures.STATUS_NAMES[state.status]), f"{pictures.signer(state.last)} {_moment(state.last.at, case)}"
    return title, _("waiting for a decision") if signature.step in state.open_steps else "", ""


def html_of(application, lang, *, issued):
    """The HTML that is printed."""
    sheet, words = sheet_of(application, lang, issued=issued), typesetting.Words(lang)
    with force_language(lang):
        return typesetting.environment().get_template("documents/papers/approval_sheet.html").render(
            paper=sheet, lang=lang, t=words.choose, w=words, pictures=pictures, category_names=pictures.CATEGORY_NAMES, signed=approval.SIGNED)


def pdf_of(application, lang, *, issued):
    """The finished PDF, one A4. Raises what render_pdf() raises."""
    return render_pdf(html_of(application, lang, issued=issued))


def file_name(application, lang):
    title = application.reception.title(lang)
    return f"{FILES[lang != 'zh']}-{title}-{application.applied_on.year}-{application.id:04d}.pdf".replace("/", "-")
