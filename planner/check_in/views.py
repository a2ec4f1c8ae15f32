"""Routes of the check-in at a banquet's door."""

from flask import Blueprint

bp = Blueprint("check_in", __name__)
