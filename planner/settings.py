"""Settings of one installation, and the reasons for which it refuses to start."""

import base64
import binascii
import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECOND_FACTOR = ("offered", "demanded")  # of who decides: asked of those who set one up, or of all
SAMPLE_KEYS = ("dev", "secret", "changeme", "change-me", "your-secret-key")


class BadSettings(SystemExit):
    """The installation cannot start like this; the text says in one sentence what to change."""

    def __init__(self, reason):
        super().__init__(f"shangzuo: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Settings:
    """Everything an installation may choose. `check()` raises BadSettings for what must not run."""

    data_dir: Path
    secret_key: str
    data_key: bytes
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    demonstration: bool = False
    testing: bool = False
    debug: bool = False
    proxy_hops: int = 0
    smtp_url: str = ""
    mail_from: str = "Shangzuo <noreply@shangzuo.example>"
    imap_url: str = ""
    caldav_url: str = ""
    redis_url: str = ""
    company_zh: str = "本公司"
    company_en: str = "Our company"
    company_address_zh: str = ""
    company_address_en: str = ""
    company_postcode: str = ""
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    session_idle_minutes: int = 30
    session_hours: int = 12
    second_factor: str = "offered"
    limits: bool = True
    extra: dict = field(default_factory=dict)

    @property
    def url(self):
        return self.database_url or f"sqlite:///{self.data_dir / 'shangzuo.sqlite'}"

    @property
    def mail_folder(self):
        return self.data_dir / "mail"

    @property
    def files_folder(self):
        return self.data_dir / "files"

    @property
    def is_https(self):
        return self.base_url.startswith("https://")

    @property
    def hosts(self):
        """Host names this installation answers to: its own, and those listed."""
        own = urlsplit(self.base_url).hostname
        local = LOOPBACK if self.demonstration or self.testing else ()
        return tuple(dict.fromkeys((own, *self.trusted_hosts, *local)))

    def check(self):
        """Return self; raise BadSettings with one plain sentence for anything that must not run."""
        if len(self.secret_key) < 32 or self.secret_key.lower() in SAMPLE_KEYS:
            raise BadSettings("SHANGZUO_SECRET_KEY must be a random text of at least 32 characters.")
        if len(self.data_key) != 32:
            raise BadSettings("SHANGZUO_DATA_KEY must be 32 random bytes in base64.")
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadSettings("SHANGZUO_BASE_URL must be an http or https address.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise BadSettings("SHANGZUO_BASE_URL must be https unless it is a loopback address.")
        if self.demonstration and parts.hostname not in LOOPBACK:
            raise BadSettings("Demonstration mode runs on a loopback address only.")
        if self.second_factor not in SECOND_FACTOR:
            raise BadSettings("SHANGZUO_SECOND_FACTOR must be offered or demanded.")
        self._check_imap()
        self._check_caldav()
        if self.debug and not self.testing:
            raise BadSettings("Debug mode is not available; unset FLASK_DEBUG.")
        return self

    def _check_imap(self):
        parts = urlsplit(self.imap_url)
        if self.imap_url and (parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username):
            raise BadSettings("SHANGZUO_IMAP_URL must look like imaps://user:password@host/INBOX.")

    def _check_caldav(self):
        parts = urlsplit(self.caldav_url)
        if self.caldav_url and (parts.scheme not in ("http", "https") or not parts.hostname or not parts.path.strip("/") or parts.query or parts.fragment):
            raise BadSettings("SHANGZUO_CALDAV_URL must be the address of a calendar, such as https://user:password@host/path/calendar/.")
        if self.caldav_url and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise BadSettings("SHANGZUO_CALDAV_URL must be https unless it is a loopback address.")

    @classmethod
    def from_environment(cls, environ=os.environ, **changes):
        """Read SHANGZUO_* variables; keys not given are read from (or made in) DATA_DIR/keys."""
        data_dir = Path(environ.get("SHANGZUO_DATA_DIR", "var")).absolute()
        secret, data_key = _keys(data_dir, environ)
        return replace(cls(
            data_dir=data_dir, secret_key=secret, data_key=data_key,
            database_url=environ.get("SHANGZUO_DATABASE_URL", ""),
            base_url=environ.get("SHANGZUO_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            trusted_hosts=tuple(h.strip() for h in environ.get("SHANGZUO_TRUSTED_HOSTS", "").split(",") if h.strip()),
            demonstration=environ.get("SHANGZUO_DEMONSTRATION", "") == "1",
            debug=environ.get("FLASK_DEBUG", "") not in ("", "0"),
            proxy_hops=_number(environ, "SHANGZUO_PROXY_HOPS", 0),
            smtp_url=environ.get("SHANGZUO_SMTP_URL", ""),
            mail_from=environ.get("SHANGZUO_MAIL_FROM", cls.mail_from),
            imap_url=environ.get("SHANGZUO_IMAP_URL", ""),
            caldav_url=environ.get("SHANGZUO_CALDAV_URL", ""),
            second_factor=environ.get("SHANGZUO_SECOND_FACTOR", cls.second_factor),
            redis_url=environ.get("SHANGZUO_REDIS_URL", ""),
            company_zh=environ.get("SHANGZUO_COMPANY_ZH", cls.company_zh),
            company_en=environ.get("SHANGZUO_COMPANY_EN", cls.company_en),
            company_address_zh=environ.get("SHANGZUO_COMPANY_ADDRESS_ZH", ""),
            company_address_en=environ.get("SHANGZUO_COMPANY_ADDRESS_EN", ""),
            company_postcode=environ.get("SHANGZUO_COMPANY_POSTCODE", ""),
            time_zone=environ.get("SHANGZUO_TIME_ZONE", cls.time_zone),
            currency=environ.get("SHANGZUO_CURRENCY", cls.currency),
        ), **changes).check()


def _number(environ, name, default):
    try:
        return int(environ.get(name, default))
    except ValueError:
        raise BadSettings(f"{name} must be a whole number.") from None


def _keys(data_dir, environ):
    """(secret key, data key) from the environment, else from a file only its owner can read."""
    given = environ.get("SHANGZUO_SECRET_KEY"), environ.get("SHANGZUO_DATA_KEY")
    if all(value is not None for value in given):
        return given[0], _decode(given[1])
    folder = data_dir / "keys"
    values = []
    for name, value in zip(("secret_key", "data_key"), given):
        if value is None:
            value = _kept_key(folder / name)
        values.append(value)
    return values[0], _decode(values[1])


def _kept_key(path):
    """The key kept in this file; made on the first start, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        value = base64.b64encode(secrets.token_bytes(32)).decode()
        file.write(value)
    return value


def _decode(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadSettings("SHANGZUO_DATA_KEY must be 32 random bytes in base64.") from None
