"""What can be odd in a guest list: each problem with its place, a sentence, a proposed repair and the other ways out.

A Problem holds only plain values, so a draft can be stored and shown later in either language.
"""
from dataclasses import dataclass, field

from planner.i18n import _l, current_language
from planner.people import diets
from planner.receptions.workbook_columns import field_label

SEVERITIES = ("error", "warning", "info")  # error: the row cannot be stored as it stands; info: only told

SENTENCES = {
    "odd_digits": _l("“%(text)s” is written with full-width digits or letters."),
    "spaces": _l("The name “%(text)s” has spaces where none belong."),
    "formula": _l("Cell %(cell)s holds a formula. The value saved last, “%(text)s”, is taken; formulas are never computed here."),
    "formula_empty": _l("Cell %(cell)s holds a formula without a saved value."),
    "too_long": _l("%(column)s: %(found)s characters are too many; at most %(limit)s can be stored."),
    "bad_email": _l("“%(text)s” is not a valid e-mail address."),
    "two_emails": _l("More than one e-mail address is given: “%(text)s”."),
    "bad_phone": _l("“%(text)s” is not a phone number."),
    "lost_digits": _l("The phone number “%(text)s” has lost its last digits: the spreadsheet kept it as a rounded number."),
    "odd_phone": _l("“%(text)s” does not have the 11 digits of a Chinese mobile number."),
    "bad_gender": _l("The gender “%(text)s” is not understood."),
    "bad_rank": _l("“%(text)s” is not a rank. Ranks are whole numbers from 1 (highest) to 99."),
    "rank_missing": _l("No rank is given."),
    "spouse_rank": _l("No rank is given. A spouse takes the rank of the partner, here %(rank)s."),
    "no_name": _l("The row has no name."),
    "bad_name": _l("“%(text)s” is not a name."),
    "title_only": _l("“%(text)s” is only a family name and a post. The invitation and the place card need the full name."),
    "name_en_missing": _l("There is no name in Latin letters for papers in English."),
    "organisation_missing": _l("No organisation is given."),
    "spouse_organisation": _l("No organisation is given. The spouse of %(name)s comes with the same one."),
    "unknown_language": _l("The language “%(text)s” is not understood."),
    "diet_note": _l("“%(text)s” was not fully understood as a diet. It stays word for word, and the office should look at it."),
    "diet_urgent": _l("“%(text)s” is written with emphasis. How serious is it?"),
    "spouse": _l("The remark says that this is the spouse of %(name)s."),
    "spouse_unclear": _l("The remark names “%(text)s” as partner, and it is not clear who that is."),
    "answers": _l("The remark says that replies for %(names)s come from here."),
    "answers_unclear": _l("Replies come from here for “%(text)s”, and it is not clear who that is."),
    "interprets": _l("Interprets for %(name)s."),
    "interprets_unclear": _l("Interprets for “%(text)s”, and it is not clear who that is."),
    "interprets_nobody": _l("An interpreter, but it is not said for whom."),
    "guest_of_honour_several": _l("More than one person is marked as guest of honour: %(names)s."),
    "guest_of_honour_missing": _l("Nobody is marked as guest of honour. %(name)s has the highest rank."),
    "hosts_several": _l("More than one person is marked as host: %(names)s."),
    "honour_on_host_side": _l("Marked as guest of honour, but this sheet holds our own people. If it holds guests, please say so under “Columns and sheets”."),
    "second_hosts_several": _l("More than one person is marked as second host: %(names)s."),
    "guest_of_honour_taken": _l("%(name)s is the guest of honour of this reception already, and is not in this list."),
    "host_taken": _l("%(name)s is the host of this reception already, and is not in this list."),
    "second_host_taken": _l("%(name)s is the second host of this reception already, and is not in this list."),
    "contact_kept": _l("What the list says about this person differs from what is known. That stays as it is: only those who look after %(client)s, "
                       "or plan its reception, may change its contacts."),
    "duplicate": _l("%(name)s is listed twice, in rows %(rows)s. Different: %(differences)s."),
    "duplicate_same": _l("%(name)s is listed twice, in rows %(rows)s, with the same details."),
    "namesakes": _l("Two people are called %(name)s (rows %(rows)s). Phone, e-mail and organisation differ, so they are taken as two."),
    "shared_email": _l("The e-mail address is also given for %(name)s. Mail for both goes to the same place."),
    "driver_dines": _l("A driver. Drivers usually do not dine with the guests."),
    "does_not_dine": _l("The remark says that this person does not dine."),
    "skips_tour": _l("The remark says that this person skips the tour."),
    "pacemaker": _l("The remark mentions a pacemaker: keep away from strong magnetic fields, such as the electrolysis and power workshops."),
    "pregnant": _l("The list mentions a pregnancy: no alcohol, no raw food, and a short route without helmets and stairs where possible."),
    "wheelchair": _l("The remark mentions a wheelchair or difficulty in walking: plan lifts, ramps and a seat by the aisle."),
    "official": _l("A public official. Rules apply: an official letter is needed, no alcohol at working meals, no welcome or farewell at "
                   "airport, station or city border, few companions."),
    "odd_role": _l("The role “%(text)s” is not known."),
    "total_row": _l("A total row; it is not a person."),
    "total_differs": _l("The total row says %(said)s people, but the list has %(found)s rows with people."),
    "heading_again": _l("The heading is repeated here; it is not a person."),
}

CHOICES = {
    "use": _l("use “%(value)s”"),
    "empty": _l("leave it empty"),
    "edit": _l("write instead"),
    "skip": _l("leave this row out"),
    "keep": _l("keep it as it is"),
    "keep_note": _l("keep it as a note"),
    "ignore": _l("ignore it"),
    "m": _l("male"),
    "f": _l("female"),
    "rank": _l("rank %(value)s"),
    "no_rank": _l("no rank yet"),
    "visiting_client": _l("the visiting client"),
    "merge_first": _l("one person, with the details of row %(row)s"),
    "merge_second": _l("one person, with the details of row %(row)s"),
    "both": _l("two people: keep both"),
    "person": _l("it is %(value)s"),
    "yes": _l("yes, note it"),
    "no": _l("no, that is wrong"),
    "not_dining": _l("does not dine"),
    "dining": _l("dines"),
    "preference": _l("a preference"),
    "medical": _l("medical"),
    "life_threatening": _l("life-threatening"),
    "companion": _l("take as companion"),
    "guest": _l("take as guest"),
    "takes_over": _l("takes over from %(value)s"),
    "told": _l("understood"),
}


@dataclass(frozen=True)
class Choice:
    """One way to deal with a problem. `changes` are set on the row; `action` is "set", "skip", "edit", "merge" or "none"."""
    id: str
    label: str
    changes: dict = field(default_factory=dict)
    action: str = "set"
    values: dict = field(default_factory=dict)

    def text(self):
        """The label in the reader's language."""
        return fill(CHOICES[self.label], self.values)


@dataclass(frozen=True)
class Problem:
    """`row` is the number in the spreadsheet, `column` a field name or "", `proposal` the id of the choice proposed.

    `chosen` is the choice in force; `typed` what the user wrote instead; `still` is true while that is wrong too.
    """
    id: str
    key: str
    sheet: str
    row: int
    name: str
    column: str
    kind: str
    severity: str
    values: dict
    choices: tuple
    proposal: str
    chosen: str
    typed: str = ""
    still: bool = False

    @property
    def message(self):
        """The sentence in the reader's language."""
        return fill(SENTENCES[self.kind], self.values)

    @property
    def is_open(self):
        """Whether the row still cannot be stored."""
        return self.still

    def column_label(self):
        return field_label(self.column, current_language()) if self.column else ""


def fill(template, values):
    """The translated sentence with its values; field names and diets in it are translated as well."""
    language = current_language()
    shown = dict(values)
    if "column" in shown:
        shown["column"] = field_label(shown["column"], language)
    between = "、" if language == "zh" else ", "
    for name in ("rows", "names"):
        if name in shown:
            shown[name] = between.join(map(str, shown[name]))
    if "columns" in shown:
        pair = "%s“%s”与“%s”" if language == "zh" else "%s “%s” and “%s”"
        shown["differences"] = between.join(pair % (field_label(name, language), one, two) for name, one, two in shown["columns"])
    if "needs" in shown:
        shown["value"] = diets.diet_text(shown["needs"], "", language)
    return str(template) % shown if shown else str(template)
