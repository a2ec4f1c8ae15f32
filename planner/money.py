"""Money as whole minor units and a currency: reading what people type, adding, showing, writing in words.

No float ever touches an amount. `Decimal` appears only to hand exact digits to Babel and to multiply by a stored
exchange rate; what people type never reaches it, because it would accept `NaN`, `1e400`, `1_000` and `１２`.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from babel.numbers import format_currency, format_decimal

from planner.i18n import _l, current_language

# Digits after the point, by currency (ISO 4217). A currency that is not here is refused.
CURRENCY_DECIMALS = {
    "CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "MOP": 2, "TWD": 2, "SGD": 2, "CHF": 2, "AUD": 2, "CAD": 2,
    "AED": 2, "SAR": 2, "QAR": 2, "INR": 2, "THB": 2, "MYR": 2, "IDR": 2, "RUB": 2, "BRL": 2, "ZAR": 2,
    "JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0,
    "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3,
}
LARGEST_MINOR = 10**13
LONGEST_INPUT = 40
BABEL_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
_EXACT = Context(prec=60)


class BadAmount(ValueError):
    """What was typed is not an amount of this currency; `message` is a lazy sentence fit for the field."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message

    def __str__(self):
        return str(self.message)


@dataclass(frozen=True)
class Money:
    """An amount in the minor units of its currency: `Money(123450, "CNY")` is 1,234.50 yuan."""

    amount_minor: int
    currency: str

    def __post_init__(self):
        if type(self.amount_minor) is not int:
            raise ValueError(f"an amount is a whole number of minor units, not {self.amount_minor!r}")
        decimals_of(self.currency)

    def __add__(self, other):
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other):
        return Money(self.amount_minor - self._same(other), self.currency)

    def __mul__(self, times):
        if type(times) is not int:
            raise ValueError(f"money is multiplied by whole numbers, not {times!r}")
        return Money(self.amount_minor * times, self.currency)

    def __lt__(self, other):
        return self.amount_minor < self._same(other)

    def __le__(self, other):
        return self.amount_minor <= self._same(other)

    def __gt__(self, other):
        return self.amount_minor > self._same(other)

    def __ge__(self, other):
        return self.amount_minor >= self._same(other)

    def _same(self, other):
        if not isinstance(other, Money) or other.currency != self.currency:
            raise ValueError(f"{self.currency} and {getattr(other, 'currency', other)!r} do not add up")
        return other.amount_minor

    def decimal(self):
        """The amount in major units, exactly: Decimal("1234.50")."""
        return Decimal(self.amount_minor).scaleb(-decimals_of(self.currency), context=_EXACT)

    def plain(self):
        """ASCII digits and a point, as a form field shows it and `parse_money` reads it back: "1234.50"."""
        return f"{self.decimal():f}"

    def per(self, heads):
        """The amount for one of `heads` people, rounded half up to a minor unit; None for nobody."""
        if heads <= 0:
            return None
        sign = -1 if self.amount_minor < 0 else 1
        return Money(sign * ((2 * abs(self.amount_minor) + heads) // (2 * heads)), self.currency)

    def split(self, parts):
        """`parts` amounts that differ by at most one minor unit and add up to this one; the larger ones first."""
        each, over = divmod(self.amount_minor, parts)
        return [Money(each + (1 if i < over else 0), self.currency) for i in range(parts)]

    def converted(self, rate, currency):
        """This amount in another currency at `rate` (Decimal or its text: units of `currency` for one of ours)."""
        exact = _EXACT.multiply(self.decimal(), Decimal(rate)).scaleb(decimals_of(currency), context=_EXACT)
        return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=_EXACT)), currency)

    def format(self, language=None):
        """As people read it: ¥1,234.50 in Chinese, CN¥1,234.50 in English."""
        locale = BABEL_LOCALES[language or current_language()]
        return format_currency(self.decimal(), self.currency, locale=locale)

    def format_number(self, language=None):
        """The same without the currency, for columns whose head names it: 1,234.50."""
        places = "." + "0" * decimals_of(self.currency) if decimals_of(self.currency) else ""
        return format_decimal(self.decimal(), "#,##0" + places, locale=BABEL_LOCALES[language or current_language()])

    def in_chinese_words(self):
        """大写 for yuan (壹仟贰佰叁拾肆元伍角整); None for another currency, which has no such form."""
        return chinese_words(self.amount_minor) if self.currency == "CNY" else None

    def __str__(self):
        return self.format()


def decimals_of(currency):
    """How many digits follow the point in this currency; `ValueError` for one we do not know."""
    try:
        return CURRENCY_DECIMALS[currency]
    except (KeyError, TypeError):
        raise ValueError(f"unknown currency {currency!r}") from None


def total(amounts, currency):
    """The sum of `amounts` (all in `currency`), zero for none."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result


def split_by(amount_minor, weights):
    """`amount_minor` in parts in proportion to `weights` (whole numbers, not negative): they add up exactly.

    Each part is within one minor unit of its share; the units left go to the largest remainders, the earlier first.
    Weights that are all zero count as equal. ValueError without weights or for a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError(f"weights are whole numbers from 0: {weights!r}")
    weights = weights if any(weights) else [1] * len(weights)
    whole, sign, amount = sum(weights), (-1 if amount_minor < 0 else 1), abs(amount_minor)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for i in by_remainder[:amount - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]


# Reading what people type ---------------------------------------------------------------------------------------

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([,.])[0-9]{3})(?:\1[0-9]{3})*(?:([,.])([0-9]+))?")
_PLAIN = re.compile(r"([0-9]+)(?:([,.])([0-9]+))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")


def parse_money(text, currency):
    """The amount a person typed, the same in every language of the interface.

    ASCII digits; `.` or `,` as decimal mark; `,` or `.` between groups of three as long as only one reading is left.
    Never negative, at most `LARGEST_MINOR`. Raises `BadAmount` with a sentence for the field.
    """
    decimals = decimals_of(currency)
    text = (text or "").strip(" \t")
    if not text:
        raise BadAmount(_l("Enter an amount, for example 1234.50."))
    _refuse_foreign_signs(text)
    whole, fraction = _digits(text, decimals)
    if len(fraction) > decimals:
        raise BadAmount(_too_many_decimals(currency, decimals))
    amount = int(whole + fraction.ljust(decimals, "0"))
    if amount > LARGEST_MINOR:
        raise _too_large(currency)
    return Money(amount, currency)


def _refuse_foreign_signs(text):
    if len(text) > LONGEST_INPUT:
        raise BadAmount(_l("This amount is too long. Enter at most 10,000,000,000 or so, in digits."))
    ascii_form = _ascii_digits(text)
    if ascii_form != text and re.fullmatch(r"[0-9.,]+", ascii_form):
        raise BadAmount(_l("Write the amount with ordinary digits: %(amount)s.", amount=ascii_form))
    if re.fullmatch(r"[-−－][0-9.,]+", ascii_form):
        raise BadAmount(_l("An amount cannot be negative."))
    if not re.fullmatch(r"[0-9.,]+", text):
        raise BadAmount(_l("Enter the amount in digits only, for example 1234.50; no signs, letters or spaces."))


def _ascii_digits(text):
    """The text with full-width, Arabic and other decimal digits as ASCII, to suggest what was probably meant."""
    text = text.translate(_FULL_WIDTH)
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def _digits(text, decimals):
    """Whole and fractional digits; refuses what could be read in two ways."""
    grouped = _GROUPED.fullmatch(text)
    if grouped and _is_grouping(text, grouped, decimals):
        mark, fraction = grouped.group(2), grouped.group(3) or ""
        whole = text[: len(text) - len(fraction) - 1] if mark else text
        return re.sub("[,.]", "", whole), fraction
    plain = _PLAIN.fullmatch(text)
    if not plain:
        raise BadAmount(_l("The separators in this amount are not clear. Write it like 1234.50."))
    return plain.group(1), plain.group(3) or ""


def _is_grouping(text, match, decimals):
    """Whether the first separator is between groups; a lone point never is, a lone comma is unclear with three decimals."""
    first, mark = match.group(1), match.group(2)
    if mark:
        if mark == first:
            raise BadAmount(_l("The separators in this amount are not clear. Write it like 1234.50."))
        return True
    if text.count(first) > 1:
        return True
    if first == "," and decimals == 3:
        raise BadAmount(_l("This can be read in two ways. Leave out the thousands separator and write three decimals, like 1234.000."))
    return first == ","


def _too_many_decimals(currency, decimals):
    if decimals == 0:
        return _l("%(currency)s has no decimals. Enter a whole number.", currency=currency)
    return _l("%(currency)s has at most %(count)s decimals.", currency=currency, count=decimals)


def _too_large(currency):
    largest = Money(LARGEST_MINOR, currency).format_number("en")
    return BadAmount(_l("This amount is too large. The most is %(largest)s.", largest=largest))


# Amounts in Chinese words ---------------------------------------------------------------------------------------

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("", "万", "亿", "万亿")


def chinese_words(fen):
    """An amount of yuan in capital numerals, for forms and vouchers; `fen` is a whole number, below 10**18.

    整 follows 元 only. Where the rules of the People's Bank (支付结算办法, annex 1) allow two forms, 零 stands
    after 元 and not after 万: 107000.53 is 壹拾万柒仟元零伍角叁分.
    """
    if fen < 0:
        return "负" + chinese_words(-fen)
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words = _whole_yuan(yuan) + "元" if yuan or fen == 0 else ""
    if jiao == 0 and rest == 0:
        return words + "整"
    if yuan and (jiao == 0 or yuan % 10 == 0):
        words += "零"
    if jiao:
        words += _DIGITS[jiao] + "角"
    return words + (_DIGITS[rest] + "分" if rest else "")


def _whole_yuan(yuan):
    if yuan == 0:
        return "零"
    words = ""
    groups = [yuan // 10 ** (4 * i) % 10**4 for i in range(4)]
    for i in range(3, -1, -1):
        if groups[i] == 0:
            continue
        if words and (groups[i] < 1000 or groups[i + 1] == 0):
            words += "零"
        words += _four_digits(groups[i]) + (_GROUPS[i] if i < 3 else ("万" if groups[2] else "万亿"))
    return words


def _four_digits(number):
    words, gap = "", False
    for digit, place in zip(f"{number:04}", _PLACES):
        if digit == "0":
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return words
