"""Chinese and English: which one this answer speaks, and the catalogues of all features merged into one."""

import io
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import g, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale
from flask_babel.speaklater import LazyString
from markupsafe import escape

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
FOLDER = Path(__file__).parent / "translations"
COOKIE = "language"


@lru_cache
def catalogue(locale):
    """All features' translations into `locale`, read from their .po files; English is the source itself."""
    merged = Catalog(locale=locale)
    for path in sorted(FOLDER.glob(f"*/{locale}/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and message.string and not message.fuzzy:
                    merged.add(message.id, message.string)
    binary = io.BytesIO()
    write_mo(binary, merged)
    binary.seek(0)
    return Translations(binary)


class LazySentence(LazyString):
    """A sentence looked up when shown. On a page it is text like any other: what somebody typed may stand in it."""

    def __html__(self):
        return escape(str(self))


class Catalogues(Domain):
    """flask-babel's domain, fed from our catalogues."""

    def lazy_gettext(self, string, **variables):
        return LazySentence(self.gettext, string, **variables)

    def get_translations(self):
        return catalogue(LOCALES["zh" if _is_chinese("en") else "en"])


domain = Catalogues()


def _(text, **values):
    """`text` in the language of this answer, with %(name)s filled in."""
    return domain.gettext(text, **values)


def _l(text, **values):
    """The same, looked up when shown."""
    return domain.lazy_gettext(text, **values)


def in_language(text):
    """What `text(language)` gives, looked up when shown: a rule's title or a name inside a lazy sentence."""
    return LazySentence(lambda: text(current_language()))


def ngettext(singular, plural, num, **values):
    return domain.ngettext(singular, plural, num, **values)


def wanted_locale():
    """Chosen language: of a forced document, the visitor's choice, the account's, then the browser's."""
    if not has_request_context():
        return LOCALES[g.get("language", "zh")]
    chosen = g.get("language") or request.cookies.get(COOKIE)
    if chosen not in LOCALES:
        account = g.get("account")
        chosen = account.language if account is not None else None
    if chosen not in LOCALES:
        chosen = request.accept_languages.best_match(["zh", "en"]) or "zh"
    return LOCALES[chosen]


def current_language():
    """"zh" or "en"."""
    return "zh" if _is_chinese("zh") else "en"


def _is_chinese(outside):
    """Whether this answer speaks Chinese; `outside` is the language where there is no answer at all.

    A page asks this a thousand times, so the locale is taken from where flask-babel keeps it once it is known.
    """
    try:
        locale = g.get("_flask_babel").babel_locale
    except (RuntimeError, AttributeError):  # no answer at all, or the first question of this one
        locale = get_locale()
    if locale is None:
        locale = get_locale()
    return outside == "zh" if locale is None else locale.language == "zh"


@contextmanager
def force_language(language):
    """Speak `language` ("zh" or "en") inside the block, whatever the reader's choice."""
    with force_locale(LOCALES[language]):
        yield


def init(app):
    babel = Babel(app, locale_selector=wanted_locale, default_domain=domain)
    for locale in LOCALES.values():
        catalogue(locale)  # read now: the first sentence of a process may fall inside a transaction, with everybody waiting for the file
    app.jinja_env.install_gettext_callables(_, ngettext, newstyle=False)
    app.jinja_env.globals.update(_=_, current_language=current_language, get_locale=get_locale)
    return babel
