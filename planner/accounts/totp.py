"""Codes of an authenticator application: RFC 6238 over RFC 4226 with HMAC-SHA-1, six digits and thirty seconds, which every one of them reads."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

DIGITS, SECONDS = 6, 30
AROUND = 1  # periods before and after this one that count as well, for clocks that are not quite right


def new_secret():
    """160 random bits in base32, as long as the hash's own key."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_of(at):
    """The number of the period in which this moment lies."""
    return int(at.timestamp()) // SECONDS


def code_at(secret, step, digits=DIGITS):
    """The code of one period."""
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    first = mac[-1] & 15
    number = int.from_bytes(mac[first:first + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def matching_step(secret, code, at, after):
    """The period whose code this is, near `at` and later than `after`; None for a wrong code and for one that was used before."""
    now = step_of(at)
    found = [step for step in range(now - AROUND, now + AROUND + 1) if hmac.compare_digest(code_at(secret, step).encode(), code.encode())]
    return next((step for step in found if step > after), None)


def address(secret, login, house):
    """What the QR code says to the authenticator."""
    return f"otpauth://totp/{quote(house, safe='')}:{quote(login, safe='')}?" + urlencode({"secret": secret, "issuer": house}, quote_via=quote)
