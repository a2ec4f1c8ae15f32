"""Words and places for the pictures of a report, as plain values for templates. Widths are per mille of the whole."""

from datetime import date

from babel.dates import format_date

from planner.i18n import LOCALES, _, _l, current_language
from planner.money import Money
from planner.people.models import either
from planner.reports import figures, rulebook
from planner.settlement.checks import CATEGORY_NAMES
from planner.settlement.pictures import GUEST_NAMES, STATE_KINDS, STATE_NAMES

MOST_CLIENTS = 12
COLUMN_HEIGHT = 150


def bars(groups, currency, name, more=None):
    """Rows for the bar list: name, spent and committed as widths, and the amounts in words. All others together have no bar: beside it no other could be seen."""
    widest = max([group.whole for group in groups if group.key is not None] + [1])
    rows = []
    for group in groups:
        spent, whole = (1000 * minor // widest for minor in (group.spent, group.whole))
        rows.append({"name": name(group.key), "has_bar": group.key is not None, "spent": spent, "committed": whole - spent, "text": Money(group.spent, currency).format(),
                     "more": more(group) if more else _and_committed(group, currency), "key": group.key})
    return rows


def _and_committed(group, currency):
    """What is approved besides; empty for nothing."""
    return _("and approved, not settled: %(amount)s", amount=Money(group.committed, currency).format()) if group.committed else ""


def client_namer(names):
    language = current_language()
    return lambda key: _("All others") if key is None else either(language, *names.get(key, ("", ""))) or "—"


def department_namer(names):
    language = current_language()
    return lambda key: either(language, *names.get(key, (key, key))) or _("No department given")


def guest_name(key):
    return GUEST_NAMES.get(key, key)


def category_name(key):
    return CATEGORY_NAMES[key]


def columns(values, labels, texts):
    """Columns of a picture: [{x, width, middle, y, height, top_y, top_height, label, text}] in per mille across and pixels down.

    `values` are pairs (solid, light above it), whole numbers.
    """
    most, step = max([a + b for a, b in values] + [1]), 1000 / max(len(values), 1)
    rows = []
    for place, ((solid, light), label, text) in enumerate(zip(values, labels, texts)):
        height, whole = COLUMN_HEIGHT * solid // most, COLUMN_HEIGHT * (solid + light) // most
        rows.append({"x": place * step + step * 0.12, "width": step * 0.76, "middle": (place + 0.5) * step, "y": COLUMN_HEIGHT - height, "height": height,
                     "top_y": COLUMN_HEIGHT - whole, "top_height": whole - height, "label": label, "text": text})
    return rows


def months(report):
    """The columns of the months; with many of them only years are written below."""
    groups = report.months
    labels = [_month_label(group.key, len(groups), place) for place, group in enumerate(groups)]
    texts = [f"{month_name(group.key)}: {Money(group.spent, report.currency).format()}" for group in groups]
    return columns([(group.spent, group.committed) for group in groups], labels, texts)


def _month_label(key, count, place):
    year, month = key
    if count > 18:
        return str(year) if month == 1 or place == 0 and month < 9 else ""
    if count > 6:
        return str(month)
    return month_name(key)


def month_name(key):
    """2026年3月 / Mar 2026."""
    return format_date(date(*key, 1), "y年M月" if current_language() == "zh" else "MMM y", locale=LOCALES[current_language()])


def month_rows(report):
    return [{"name": month_name(group.key), "spent": Money(group.spent, report.currency).format(), "committed": Money(group.committed, report.currency).format(), "count": group.count}
            for group in report.months if group.whole or group.count]


def per_head_columns(report):
    """Settlements by meals per head; labels are the upper ends of the bands."""
    currency, ends = rulebook.per_head_bands()
    names = [_("to %(amount)s", amount=_short(end, currency)) for end in ends] + [_("above")]
    return columns([(count, 0) for count in report.bands], names, [f"{name}: {count}" for name, count in zip(names, report.bands)])


def _short(minor, currency):
    return Money(minor, currency).format_number().removesuffix(".00")


def per_head_text(group, currency):
    """Meals per head of a group, in words."""
    each = group.per_head(currency)
    return _("no heads noted") if each is None else _("%(amount)s a head, %(heads)s at table", amount=each.format(), heads=group.heads)


def age_name(place):
    """The name of a band of age."""
    ends = rulebook.age_bands()
    if place == len(ends):
        return _("over %(days)s days", days=ends[-1])
    return _("%(first)s to %(last)s days", first=ends[place - 1] + 1 if place else 1, last=ends[place])


def ages(rows, today):
    """[{name, count, amounts}] by band of age, amounts of each currency by itself."""
    ends, bands = rulebook.age_bands(), []
    for place in range(len(ends) + 1):
        own = [row for row in rows if figures.age_band((today - row.ended).days, ends) == place]
        sums = {}
        for row in own:
            sums[row.currency] = sums.get(row.currency, 0) + row.approved
        bands.append({"name": age_name(place), "count": len(own), "amounts": [Money(minor, currency).format() for currency, minor in sorted(sums.items())]})
    return bands


def age_columns(bands):
    return columns([(band["count"], 0) for band in bands], [band["name"] for band in bands], [f"{band['name']}: {band['count']}" for band in bands])


OPEN_NAMES = {"": _l("Not begun")} | STATE_NAMES
OPEN_KINDS = {"": "bad"} | STATE_KINDS


def tax_bars(limits, currency, rates):
    """The spend, its two limits and what may be deducted, on one scale."""
    by_spend = _("%(percent)s%% of it", percent=rates.spend_percent)
    by_revenue = _("%(share)s‰ of revenue", share=rates.revenue_per_mille)
    rows = [(_("Entertainment"), limits.spend, "spend"), (by_spend, limits.by_spend, "limit"), (by_revenue, limits.by_revenue, "limit"), (_("May be deducted"), limits.deductible, "deductible")]
    widest = max([minor or 0 for _name, minor, _kind in rows] + [1])
    return [{"name": name, "width": 1000 * (minor or 0) // widest, "text": _("revenue is not entered") if minor is None else Money(minor, currency).format(), "kind": kind}
            for name, minor, kind in rows]
