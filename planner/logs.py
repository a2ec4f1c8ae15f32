"""The application's log: one JSON object a line, UTC, who and where but never what was typed."""

import json
import logging
from datetime import UTC, datetime

from flask import g, has_request_context, request


class JsonLines(logging.Formatter):
    """A record as one line; line breaks inside a message cannot forge another."""

    def format(self, record):
        entry = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname.lower(),
                 "message": record.getMessage()}
        if has_request_context():
            account = g.get("account")
            entry.update(method=request.method, route=str(request.url_rule or ""), person=account.person_id if account else None)
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def configure(app):
    """Send the application's log to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    app.logger.handlers = [handler]
    app.logger.propagate = False
    app.logger.setLevel(logging.INFO)
