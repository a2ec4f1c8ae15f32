"""Forms of arrangements: one for each kind, made from what kinds.toml asks; and the form of a new rank."""

from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value
from wtforms.widgets import TextInput

from planner.arrangements import queries
from planner.banquets import seating_bridge
from planner.errors import RuleBroken
from planner.forms import Form, LineField, WholeNumberField
from planner.i18n import _, _l, current_language


def whole_id(value):
    """An id as posted, or None for everything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else None


class CastField(Field):
    """Who takes part: [{"attendee", "duty"}], from boxes named like the field and one `duty-<id>` for each."""

    widget = TextInput()

    def process(self, formdata, data=unset_value, extra_filters=None):
        self.process_errors, self.raw_data = [], None
        if formdata is None:
            self.data = list(data) if data not in (unset_value, None) else []
            return
        chosen = dict.fromkeys(whole_id(value) or 0 for value in formdata.getlist(self.name))
        self.data = [{"attendee": a, "duty": (formdata.getlist(f"duty-{a}") or [""])[0][:30]} for a in chosen]

    @property
    def duty_of(self):
        """attendee id -> duty of those chosen."""
        return {one["attendee"]: one["duty"] for one in self.data}


class ArrangementForm(Form):
    """What every kind asks; form_for() adds its settings (s_…) and options (o_…)."""

    title_zh = LineField(_l("Title in Chinese"), max_length=200)
    title_en = LineField(_l("Title in English"), max_length=200)
    item_id = SelectField(_l("Item of the programme"), coerce=whole_id, validate_choice=False)
    pack = SelectField(_l("Rule pack"), description=_l("The customs by which places are ranked."))
    people = CastField(_l("Who takes part"))

    def arrangement_values(self, reception):
        """The form's values as the actions take them. Raises RuleBroken for an item of another programme."""
        settings = {f.name[2:]: f.data for f in self if f.name.startswith("s_") and f.data not in (None, "")}
        options = {f.name[2:]: f.data for f in self if f.name.startswith("o_") and f.data}
        item = next((i for i in queries.items_of(reception) if i.id == self.item_id.data), None)
        if self.item_id.data is not None and item is None:
            raise RuleBroken(_("Please choose an item of this programme."), field="item_id")
        return {"title_zh": self.title_zh.data, "title_en": self.title_en.data, "pack": self.pack.data, "setting": settings,
                "options": options, "cast": self.people.data, "item": item}


def form_for(kind, reception, *, pack, data=None):
    """The form of one kind of arrangement of a reception; `pack` says what the options are without a choice."""
    lang = current_language()
    known = seating_bridge.pack_options(pack, kind.options)
    fields = {f"s_{asked.id}": _setting_field(asked, reception, lang) for asked in kind.settings}
    fields |= {f"o_{name}": _option_field(title, values, value, lang) for name, (title, values, value) in known.items()}
    form = type("KindForm", (ArrangementForm,), fields)(data=data)
    form.item_id.choices = _choices([("", _("none"))] + [(i.id, f"{i.title(lang)} · {i.starts_at:%Y-%m-%d %H:%M}") for i in queries.items_of(reception)])
    form.pack.choices = _choices((key, title) for key, title, _about in seating_bridge.packs(lang))
    return form


def stored(arrangement):
    """The form's values of a stored arrangement."""
    data = {name: getattr(arrangement, name) for name in ("title_zh", "title_en", "item_id", "pack")}
    data |= {f"s_{name}": value for name, value in arrangement.setting.items()}
    return data | {f"o_{name}": value for name, value in arrangement.options.items()} | {"people": arrangement.cast}


def _setting_field(asked, reception, lang):
    options = {"description": asked.help.get(lang, ""), "default": asked.default}
    if asked.is_number:
        return WholeNumberField(asked.label[lang], min=asked.min, max=asked.max, required=asked.default is not None, **options)
    return SelectField(asked.label[lang], choices=_choices(_values(asked, reception, lang)), **options)


def _values(asked, reception, lang):
    if asked.source == "vehicles":
        return [(key, title[lang]) for key, title in seating_bridge.vehicle_titles().items()]
    if asked.source == "tables":
        return [(key, _("%(banquet)s, table %(table)s", banquet=banquet.item.title(lang), table=table.called))
                for key, banquet, table in queries.tables_of(reception)]
    return [(value, words[lang]) for value, words in asked.values.items()]


def _option_field(title, values, value, lang):
    usual = _("as in the rule pack: %(value)s", value=values[value][lang])
    return SelectField(title[lang], choices=_choices([("", usual)] + [(key, words[lang]) for key, words in values.items()]))


def _choices(pairs):
    return [SelectChoice(value, label) for value, label in pairs]


class RankForm(Form):
    """A new rank of one person on this occasion."""

    rank = WholeNumberField(_l("New rank"), min=1, max=99, description=_l("1 is the highest."))
