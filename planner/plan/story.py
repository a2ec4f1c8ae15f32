"""The Huaxin reception of demo/huaxin.toml in the demonstration's database, planned to its end by the real actions."""

from sqlalchemy import select

from planner import folder_of
from planner.db import session, transaction
from planner.plan.carry_out import carry_out
from planner.plan.office import book_for_story
from planner.plan.programme import load_programme
from planner.plan.request import read_request
from planner.plan.running import lay_out_story
from planner.plan.tours import load_tour
from planner.receptions.models import Reception


def load_story(*, at):
    """Plan the reception unless it is there; returns it. The invitations wait in the outbox until the worker sends them."""
    request = read_request(folder_of("demo") / "huaxin.toml")
    found = session().scalar(select(Reception).where(Reception.title_zh == request.reception["title_zh"]))
    reception = found or carry_out(request, at=at).reception
    with transaction():
        book_for_story(reception, at=at)
        load_programme(reception, at=at)
        load_tour(reception, at=at)
        lay_out_story(reception, at=at)
    return reception
