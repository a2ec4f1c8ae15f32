"""Texts, numbers, dates, ids and files that people and attackers type: {class: [values]}. No value may end in an error of ours."""

import io
import zipfile

TEXTS = {
    "plain oddities": ["", " ", "\t", "\n", "undefined", "null", "None", "NaN", "true", "nil", "0", "1/0", "hasOwnProperty", "__proto__",
                       "\\", "/", "//", ",./;'[]\\-=", "<>?:\"{}|_+", "!@#$%^&*()`~", "%", "%s%s%s%n", "%d", "{0}", "{}", "$HOME", "~"],
    "controls": ["\x00", "a\x00b", "\x01\x02\x1b[31m", "\x7f", "\x85", "\x9f", "\ufeffBOM", "\u202eevil\u202c", "\u2066x\u2069", "\u200b\u200c\u200d",
                 "\ud800", "a\udfffb", "\ufffe", "\U0010ffff", "\r", "\r\n", "\u2028\u2029", "\x0b\x0c", "\u00ad", "\u180e"],
    "scripts": ["王小明", "O'Brien", "Ørsted", "عبد الله", "שלום", "ไทย", "हिन्दी", "𠮷野家", "㛃㐂䶮𬎆", "👨‍👩‍👧‍👦", "🏳️‍🌈", "Z̤͔a̶l͝g̕o͘" * 20, "ﷺ", "ＡＢＣ１２３",
                "ﬀ", "İstanbul", "ß", "Ǆ", "́combining", "・", "　　", "﷽" * 50],
    "length": ["x" * 201, "x" * 2_001, "字" * 5_001, "x" * 10_000, "x " * 30_000, "e\u0301" * 3_000],
    "markup": ["<script>alert(1)</script>", "\"'><x y=1>{{7*7}}", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)",
               "</textarea><b>", "<!--", "]]>", "<?xml?>", "&lt;b&gt;", "&#0;", "<a hx-post='/x' hx-trigger=load>", "' autofocus onfocus=alert(1) x='"],
    "templates": ["{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{% raw %}", "{{config}}", "{{''.__class__.__mro__}}", "{0.__class__}", "%(name)s", "%%", "{",
                  "}}", "{%"],
    "SQL": ["' OR 1=1 --", "'; DROP TABLE people; --", "\" OR \"\"=\"", "1; SELECT pg_sleep(5)", "') UNION SELECT 1 --", "\\' OR 1=1 #", "%' AND '%'='",
            "_", "\\_"],
    "headers and paths": ["a\r\nBcc: evil@example.com", "a\nSubject: x", "%0d%0aSet-Cookie: a=b", "../../etc/passwd", "..\\..\\windows", "/etc/passwd%00.png",
                          "file:///etc/passwd", "http://169.254.169.254/", "CON", "a/b", ".htaccess", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "| calc"],
    "regular expressions": ["(((a+)+)+$", "(", "[", "*", "a{99999}", "\\p{L}", "^(a|a)*$" + "a" * 40],
}
NUMBERS = ["NaN", "Infinity", "-Infinity", "1e400", "1e-400", "1_000", "١٢٣", "１２", "-0", "1e-9", "0x10", "1,234.56", "1.234,56", "1 234,56", "1'234.50", "٫5",
           "12.345", "99999999999999999999", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "18446744073709551616",
           "-1", "0", "00012", "1.0", "½", "²", "三", "1e5", "+5", "--5", "5-", "5 ", "0b1", "1" * 400, "1" * 5000]
DATES = ["2026-02-29", "2026-02-30", "9999-12-31", "0001-01-01", "0000-00-00", "10000-01-01", "2026-13-01", "2026-12-8", "08.12.2026", "12/08/2026",
         "2026-12-08T18:30", "2026-12-08T25:00", "2026-12-08T18:60", "2026-12-08T18:30:99", "2026-12-08T18:30+14:00", "2026-12-08T18:30Z", "2026-03-29T02:30",
         "2026-10-25T02:30", "２０２６-12-08", "today", "2026-W50-2", "20261208", "-2026-12-08", "2026-12-08 ", "1989-12-31", "2101-01-01"]
IDS = ["0", "-1", "2147483648", "9223372036854775808", "1 ", "１", "550e8400-e29b-41d4-a716-446655440000", "999999", "1.0", "1e1", "", "a", "1;2", "true"]


def all_texts():
    return [text for values in TEXTS.values() for text in values]


def classes_for(kind, name):
    """The values worth trying in a field of this kind and name, one list for each class, the fitting classes first."""
    fitting = []
    if kind in ("date", "datetime-local", "time") or name.endswith(("_on", "_at", "_by")):
        fitting.append(DATES)
    if kind == "number" or any(part in name for part in ("count", "price", "amount", "quantity", "rank", "seats", "version", "diners", "rate", "actual")):
        fitting.append(NUMBERS)
    if kind in ("select", "radio", "checkbox", "hidden") or name.endswith(("_id", "_ids")):
        fitting.append(IDS)
    return [*fitting, *TEXTS.values(), *([] if NUMBERS in fitting else [NUMBERS])]


def _zip(names, content=b"x", compressed=True):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for entry in names:
            archive.writestr(entry, content)
    return data.getvalue()


def files():
    """(file name, bytes): empty, cut, renamed, bombs, wrong kinds, strange names."""
    good = _zip(["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
    bomb = _zip(["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"], b"\0" * 20_000_000)
    entities = (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><workbook>&c;</workbook>')
    return [("empty.xlsx", b""), ("one.xlsx", b"P"), ("cut.xlsx", good[:len(good) // 2]), ("fake.xlsx", good), ("bomb.xlsx", bomb),
            ("entities.xlsx", _zip(["[Content_Types].xml", "xl/workbook.xml"], entities)), ("macro.xlsm", good), ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
            ("list.csv", "姓名,职务\n王小明,董事长\n".encode()), ("list.csv", "姓名,职务\n王小明,董事长\n".encode("gb18030")), ("list.csv", b"\xff\xfe\x00\xd8"),
            ("wide.csv", b"," * 20_000), ("deep.csv", b"a\n" * 6_000), ("quote.csv", b'"a\n"b,"c'), ("nul.csv", b"a\0b,c\n"), ("formula.csv", b"name\n=1+1\n"),
            ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50), ("page.html", b"<script>alert(1)</script>"), ("x" * 300 + ".xlsx", good),
            ("../../etc/passwd.xlsx", good), ("a\r\nb.xlsx", good), ("\u202exslx.exe", good), ("noname", good), ("斜\"杠'.xlsx", good), (".xlsx", good)]
