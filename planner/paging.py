"""Long lists in pages: the rows of one page, and the addresses of the others."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from sqlalchemy import func

from planner.db import session

PAGE_ROWS = 50


@dataclass(frozen=True)
class Page:
    """`rows` of page `number` (from 1) of `pages`; `total` rows in all."""

    rows: list
    number: int
    pages: int
    total: int

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def wanted():
    """The page number in the address; 1 where there is none or nonsense."""
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 and int(text) else 1


def page_of(query, number, *, size=PAGE_ROWS):
    """The Page of a query for rows of one table, in two statements; the last one where there are fewer pages."""
    total = session().scalar(query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None))
    pages, number = _within(total, number, size)
    return Page(session().scalars(query.limit(size).offset((number - 1) * size)).unique().all(), number, pages, total)


def page_of_list(rows, number, *, size=PAGE_ROWS):
    """The Page of rows that are all at hand."""
    pages, number = _within(len(rows), number, size)
    return Page(rows[(number - 1) * size:number * size], number, pages, len(rows))


def _within(total, number, size):
    pages = max(1, -(-total // size))
    return pages, min(number, pages)


def page_address(number):
    """The address of another page of the list shown now, with all that was searched for."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{request.path}?{urlencode([*kept, ('page', number)])}"
