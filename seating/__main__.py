"""`python -m seating`: solve, score, explain, repair, arrange and draw from the command line (docs/seating/command-line.md).

Exit codes: 0 done, 2 bad input (where, and why), 3 what must be kept cannot be kept, 4 stopped by
hand; the best plan so far is still written.
"""
import json
import signal
import sys

from .commands.common import BAD_INPUT, IMPOSSIBLE, STOPPED
from .commands.parser import parser
from .errors import Contradiction, SeatingError


def main(arguments=None):
    """Run one command; returns the exit code, never raises for bad input."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options)
    except Contradiction as error:
        from .ladder import circle_sentence         # only a contradiction needs the catalogue of rules

        return _say(f"impossible: {circle_sentence(error, 'en')}", IMPOSSIBLE)
    except SeatingError as error:
        return _say(f"error: {error}")
    except BrokenPipeError:
        sys.stderr.close()
        return BAD_INPUT
    except KeyboardInterrupt:
        return _say("stopped", STOPPED)
    except OSError as error:
        return _say(f"error: {error.filename}: {error.strerror}")
    except MemoryError:
        return _say("error: not enough memory for a problem of this size")


def _say(sentence, code=BAD_INPUT):
    """One line on standard error, whatever its characters; gives back the exit code."""
    line = sentence if sentence.isprintable() else json.dumps(sentence)[1:-1]
    print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
    return code


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # loaded: from here on an interrupt keeps the best so far
    sys.exit(main())
