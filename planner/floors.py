"""Lowest versions of the packages that this application may run with, each with the flaw that older ones have."""

from importlib.metadata import version

from planner.settings import BadSettings

FLOORS = {  # package: (lowest version, what is wrong with older ones)
    "flask": ((3, 1, 3), "CVE-2026-27205: a session read without Vary"),
    "werkzeug": ((3, 1, 8), "CVE-2026-27199 and host names not validated"),
    "jinja2": ((3, 1, 6), "CVE-2025-27516: sandbox escape"),
    "weasyprint": ((70, 0), "CVE-2026-55073: style sheets fetched past the confined fetcher"),
    "pillow": ((12, 3, 0), "CVE-2026-55380: decompression bomb"),
    "openpyxl": ((3, 1, 5), "entities of XML files expanded"),
    "defusedxml": ((0, 7, 1), "entity bombs in workbooks"),
    "icalendar": ((7, 2, 1), "GHSA-qjcq-q7h7-r74v: alarm bomb"),
    "gunicorn": ((22, 0, 0), "CVE-2024-1135: request smuggling"),
}


def parts(text):
    """The leading numbers of a version: "3.1.8rc1" gives (3, 1, 8)."""
    numbers = []
    for part in text.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)


def refuse_old_packages(find_version=version):
    """Raise BadSettings for the first installed package that is older than its floor."""
    for package, (floor, flaw) in FLOORS.items():
        found = find_version(package)
        if parts(found) < floor:
            raise BadSettings(f"{package} {found} is too old ({flaw}); it needs {'.'.join(map(str, floor))}.")
