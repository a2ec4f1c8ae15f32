"""Every module that declares tables, imported once so that the metadata is whole."""

import planner.accounts.models
import planner.audit
import planner.arrangements.models
import planner.banquets.models
import planner.budgets.models
import planner.calendar.models
import planner.calls.models
import planner.check_in.models
import planner.funds.models
import planner.idempotency
import planner.invitations.delivery_models
import planner.invitations.models
import planner.invitations.style_models
import planner.invitations.timetable_models
import planner.jobs.models
import planner.on_the_day.models
import planner.outbox.models
import planner.people.models
import planner.places.models
import planner.programme.models
import planner.receptions.models
import planner.reports.models
import planner.resources.models
import planner.running.models
import planner.safety.models
import planner.settlement.models
import planner.sites.models
import planner.tours.models  # noqa: F401

from planner.db import Base

metadata = Base.metadata
