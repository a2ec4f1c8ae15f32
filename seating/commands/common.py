"""What commands share: exit codes, the pack that is asked for, and writing without leaving half a file."""
import json
import os
import sys
import tempfile

from .. import files
from ..errors import InvalidProblem

DONE, BAD_INPUT, IMPOSSIBLE, STOPPED = 0, 2, 3, 4
LANGUAGES = ("zh", "en")
DEFAULT_PACK = "cn-corporate"


def pack_of(wanted):
    """A pack of the library by its id, or one of the house's own by the path of its file."""
    from .. import rules                        # only commands that follow a pack need the catalogue
    return rules.load_pack_file(wanted) if wanted.endswith(".toml") else rules.load_pack(wanted)


def problem_of(options):
    """The problem that a command names, with the weights and customs of `--pack` where that is given."""
    problem = files.load_problem(options.problem)
    if not getattr(options, "pack", None):
        return problem
    from ..customs import with_customs
    return with_customs(problem, pack_of(options.pack))


def problem_and_plan(options):
    """Both files of a command; only one of them may come from standard input."""
    if options.problem == "-" and options.plan == "-":
        raise InvalidProblem("-", "only one of problem and plan can be read from standard input")
    return problem_of(options), files.load_plan(options.plan)


def write_json(path, data):
    """Data as JSON to a file, or to standard output without one."""
    write(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def write(path, text):
    """Everything or nothing: a half-written file never stands under the name asked for."""
    if not path or path == "-":
        sys.stdout.buffer.write(text.encode("utf-8")) if hasattr(sys.stdout, "buffer") else sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        _write_whole(path, text)
    except OSError as error:
        raise InvalidProblem(path, error.strerror or "cannot be written") from None


def _write_whole(path, text):
    handle, name = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".seating-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def said(thing):
    """{"zh": …, "en": …} of anything with sentence(lang)."""
    return {lang: thing.sentence(lang) for lang in LANGUAGES}
