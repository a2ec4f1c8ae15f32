"""Money: what people type, how it is shown, written in words and divided."""

from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from planner.money import CURRENCY_DECIMALS, LARGEST_MINOR, BadAmount, Money, chinese_words, parse_money, total

currencies = st.sampled_from(sorted(CURRENCY_DECIMALS))
amounts = st.integers(0, LARGEST_MINOR)


@pytest.mark.parametrize("currency", sorted(CURRENCY_DECIMALS))
def test_decimals_agree_with_the_standard_tables(currency):
    # Babel follows the CLDR, which shows rupiah and such without the decimals that ISO 4217 gives them.
    cash_only = {"IDR"}
    assert currency in cash_only or get_currency_precision(currency) == CURRENCY_DECIMALS[currency]


@pytest.mark.parametrize(("text", "currency", "minor"), [
    ("1234.50", "CNY", 123450), ("1234.5", "CNY", 123450), ("1234,5", "CNY", 123450), ("1234,50", "EUR", 123450),
    ("1,234.50", "CNY", 123450), ("1.234,50", "EUR", 123450), ("1,234", "CNY", 123400), ("1,234,567", "CNY", 123456700),
    ("1.234.567", "EUR", 123456700), ("1.234.567,8", "EUR", 123456780), ("12,34", "CNY", 1234), ("0", "CNY", 0),
    ("0.05", "CNY", 5), ("007", "CNY", 700), (" 45 ", "CNY", 4500), ("1234", "JPY", 1234), ("1,234", "JPY", 1234),
    ("12.345", "KWD", 12345), ("12,345", "KWD", None), ("1234.567", "KWD", 1234567), ("0.005", "KWD", 5),
    ("100000000000.00", "CNY", LARGEST_MINOR), ("10000000000000", "JPY", LARGEST_MINOR),
])  # fmt: skip
def test_reads_one_meaning_or_refuses(text, currency, minor):
    if minor is None:
        with pytest.raises(BadAmount, match="two ways"):
            parse_money(text, currency)
    else:
        assert parse_money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(("text", "currency", "sentence"), [
    ("", "CNY", "Enter an amount, for example 1234.50."),
    ("   ", "CNY", "Enter an amount, for example 1234.50."),
    (None, "CNY", "Enter an amount, for example 1234.50."),
    ("NaN", "CNY", "digits only"), ("nan", "CNY", "digits only"), ("Infinity", "CNY", "digits only"),
    ("-inf", "CNY", "digits only"), ("1e400", "CNY", "digits only"), ("1e-9", "CNY", "digits only"),
    ("1_000", "CNY", "digits only"), ("0x10", "CNY", "digits only"), ("+5", "CNY", "digits only"),
    ("¥5", "CNY", "digits only"), ("1 234,50", "EUR", "digits only"), ("1\u202f234,50", "EUR", "digits only"),
    ("1'234.50", "CHF", "digits only"), ("5\x00", "CNY", "digits only"), ("5\n", "CNY", "digits only"),
    ("\ufeff5", "CNY", "digits only"), ("½", "CNY", "digits only"), ("²", "CNY", "digits only"), ("五百", "CNY", "digits only"),
    ("<script>", "CNY", "digits only"), ("=1+1", "CNY", "digits only"), ("\ud800", "CNY", "digits only"),
    ("１２", "CNY", "Write the amount with ordinary digits: 12."),
    ("１，２３４．５０", "CNY", "Write the amount with ordinary digits: 1,234.50."),
    ("١٢٣", "CNY", "Write the amount with ordinary digits: 123."),
    ("-0", "CNY", "An amount cannot be negative."), ("-5.00", "CNY", "An amount cannot be negative."),
    ("−5", "CNY", "An amount cannot be negative."), ("－５", "CNY", "An amount cannot be negative."),
    ("1.005", "CNY", "CNY has at most 2 decimals."), ("1234,567", "CNY", "CNY has at most 2 decimals."),
    ("0,123", "CNY", "CNY has at most 2 decimals."), ("1.234", "EUR", "EUR has at most 2 decimals."),
    ("1234.5", "JPY", "JPY has no decimals. Enter a whole number."), ("1,234.50", "JPY", "JPY has no decimals."),
    ("0.0005", "KWD", "KWD has at most 3 decimals."),
    ("1,23,456.00", "INR", "separators"), ("1,234,50", "CNY", "separators"), ("1.234.50", "CNY", "separators"),
    ("1,234,567,8", "CNY", "separators"), ("1,,234", "CNY", "separators"), (".5", "CNY", "separators"), ("5.", "CNY", "separators"),
    (",", "CNY", "separators"), ("1.2.3", "CNY", "separators"),
    ("100000000000.01", "CNY", "too large. The most is 100,000,000,000.00."), ("10000000000001", "JPY", "too large"),
    (str(2**63), "CNY", "too large"), (str(2**64), "CNY", "too large"),
    ("9" * 41, "CNY", "too long"), ("9" * 10_000, "CNY", "too long"),
])  # fmt: skip
def test_refuses_with_a_sentence(text, currency, sentence):
    with pytest.raises(BadAmount) as caught:
        parse_money(text, currency)
    assert sentence in str(caught.value)


@given(st.text(max_size=50), currencies)
def test_any_text_is_an_amount_or_refused(text, currency):
    try:
        money = parse_money(text, currency)
    except BadAmount as refused:
        assert str(refused)
    else:
        assert 0 <= money.amount_minor <= LARGEST_MINOR
        assert text.isascii()


@given(amounts, currencies)
def test_plain_text_reads_back(amount, currency):
    money = Money(amount, currency)
    assert parse_money(money.plain(), currency) == money


@pytest.mark.parametrize("value", [1.0, Decimal(1), "1", True, None])
def test_only_whole_numbers_are_money(value):
    with pytest.raises(ValueError, match="whole number"):
        Money(value, "CNY")


def test_unknown_currency_is_refused():
    for currency in ("XXX", "cny", "", None, []):
        with pytest.raises(ValueError, match="unknown currency"):
            Money(1, currency)


def test_currencies_do_not_mix():
    for sum_or_comparison in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b):
        with pytest.raises(ValueError, match="do not add up"):
            sum_or_comparison(Money(1, "CNY"), Money(1, "EUR"))


def test_shows_each_language():
    assert [Money(123450, "CNY").format(language) for language in ("zh", "en")] == ["¥1,234.50", "CN¥1,234.50"]
    assert [Money(1234, "JPY").format(language) for language in ("zh", "en")] == ["JP¥1,234", "¥1,234"]
    assert Money(1234567, "KWD").format_number("en") == "1,234.567"
    assert Money(LARGEST_MINOR - 1, "CNY").format("zh") == "¥99,999,999,999.99"
    assert Money(-5, "CNY").format_number("zh") == "-0.05"


@given(amounts, st.integers(1, 5000))
def test_splitting_leaves_no_cent_over(amount, parts):
    shares = Money(amount, "CNY").split(parts)
    assert total(shares, "CNY") == Money(amount, "CNY")
    assert shares[0].amount_minor - shares[-1].amount_minor in (0, 1)


@given(st.lists(amounts, max_size=30), currencies)
def test_the_sum_is_exact(minors, currency):
    assert total((Money(m, currency) for m in minors), currency).amount_minor == sum(minors)


def test_cost_per_head_rounds_half_up():
    assert Money(1001, "CNY").per(2) == Money(501, "CNY")
    assert Money(100, "CNY").per(3) == Money(33, "CNY")
    assert Money(-1001, "CNY").per(2) == Money(-501, "CNY")
    assert Money(100, "CNY").per(0) is None


def test_converts_by_an_exact_rate():
    assert Money(10000, "EUR").converted("7.8512", "CNY") == Money(78512, "CNY")
    assert Money(1000, "JPY").converted("0.04725", "CNY") == Money(4725, "CNY")
    assert Money(LARGEST_MINOR, "CNY").converted("0.333333333333", "CNY") == Money(3333333333330, "CNY")


WORDS = [
    (0, "零元整"), (1, "壹分"), (5, "伍分"), (10, "壹角"), (50, "伍角"), (53, "伍角叁分"), (99, "玖角玖分"),
    (100, "壹元整"), (101, "壹元零壹分"), (110, "壹元壹角"), (123, "壹元贰角叁分"), (1000, "壹拾元整"),
    (1005, "壹拾元零伍分"), (1050, "壹拾元零伍角"), (1100, "壹拾壹元整"), (2000, "贰拾元整"), (4500, "肆拾伍元整"),
    (10000, "壹佰元整"), (10100, "壹佰零壹元整"), (11000, "壹佰壹拾元整"), (11010, "壹佰壹拾元零壹角"),
    (18000, "壹佰捌拾元整"), (32504, "叁佰贰拾伍元零肆分"), (90000, "玖佰元整"), (99900, "玖佰玖拾玖元整"),
    (100000, "壹仟元整"), (100005, "壹仟元零伍分"), (100100, "壹仟零壹元整"), (101000, "壹仟零壹拾元整"),
    (110000, "壹仟壹佰元整"), (140950, "壹仟肆佰零玖元伍角"), (168032, "壹仟陆佰捌拾元零叁角贰分"),
    (240000, "贰仟肆佰元整"), (320000, "叁仟贰佰元整"), (600714, "陆仟零柒元壹角肆分"), (999999, "玖仟玖佰玖拾玖元玖角玖分"),
    (1000000, "壹万元整"), (1000001, "壹万元零壹分"), (1000100, "壹万零壹元整"), (1001000, "壹万零壹拾元整"),
    (1010000, "壹万零壹佰元整"), (1050000, "壹万零伍佰元整"), (1100000, "壹万壹仟元整"), (1200305, "壹万贰仟零叁元零伍分"),
    (1640902, "壹万陆仟肆佰零玖元零贰分"), (3098000, "叁万零玖佰捌拾元整"), (10000000, "壹拾万元整"), (10500000, "壹拾万伍仟元整"),
    (10700053, "壹拾万柒仟元零伍角叁分"), (10050000, "壹拾万零伍佰元整"), (12000005, "壹拾贰万元零伍分"),
    (100000000, "壹佰万元整"), (100500000, "壹佰万伍仟元整"), (101000000, "壹佰零壹万元整"), (123456789, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
    (1000000000, "壹仟万元整"), (1000000100, "壹仟万零壹元整"), (10000000000, "壹亿元整"), (10000000100, "壹亿零壹元整"),
    (10001000000, "壹亿零壹万元整"), (10000500000, "壹亿零伍仟元整"), (10010000000, "壹亿零壹拾万元整"), (11000000000, "壹亿壹仟万元整"),
    (20304050607, "贰亿零叁佰零肆万零伍佰零陆元零柒分"), (100000000000, "壹拾亿元整"), (1000000000000, "壹佰亿元整"),
    (10000000000000, "壹仟亿元整"), (10**12 * 100, "壹万亿元整"), (10**12 * 100 + 100, "壹万亿零壹元整"),
    (123456789012345, "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分"), (-4500, "负肆拾伍元整"),
]  # fmt: skip


@pytest.mark.parametrize(("fen", "words"), WORDS)
def test_writes_yuan_in_capital_numerals(fen, words):
    assert chinese_words(fen) == words


def test_two_hundred_amounts_in_capital_numerals():
    """Zeros inside, no cents, only cents, up to 10**12 yuan; each amount once."""
    rows = [line.split("\t") for line in Path(__file__).with_name("money_words.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]

    assert (len(rows), len({fen for fen, _words in rows}), max(int(fen) for fen, _words in rows)) == (200, 200, 10**14 + 10**12)
    assert [(fen, words) for fen, words in rows if chinese_words(int(fen)) != words] == []


def test_capital_numerals_are_for_yuan_only():
    assert Money(4500, "CNY").in_chinese_words() == "肆拾伍元整"
    assert Money(4500, "EUR").in_chinese_words() is None


def _read(words):
    """Capital numerals back into fen, by another road than writing them."""
    digit = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
    total_yuan = section = number = fen = 0
    for c in words:
        if c in digit:
            number = digit[c]
        elif c in "拾佰仟":
            section += number * {"拾": 10, "佰": 100, "仟": 1000}[c]
            number = 0
        elif c == "万":
            total_yuan, section, number = total_yuan + (section + number) * 10**4, 0, 0
        elif c == "亿":
            total_yuan, section, number = (total_yuan + section + number) * 10**8, 0, 0
        elif c == "元":
            fen, section, number, total_yuan = (total_yuan + section + number) * 100, 0, 0, 0
        elif c in "角分":
            fen, number = fen + number * (10 if c == "角" else 1), 0
    return fen


@given(st.integers(0, 10**15) | st.integers(0, 10**7) | st.sampled_from([10**n for n in range(16)]))
def test_words_read_back(fen):
    words = chinese_words(fen)
    assert _read(words) == fen
    assert "零零" not in words and not words.startswith("零") or fen == 0
