"""Which role may do what. Object access (whose reception it is) is decided where the object is read."""

ALL = ("account_manager", "department_manager", "general_manager", "finance", "office", "safety_officer", "administrator", "auditor")
DECIDERS = ("department_manager", "general_manager", "finance")

PERMISSIONS = {
    "signed_in": ALL,
    "today.see": ALL,
    "client.see": ("account_manager", "department_manager", "general_manager", "office", "auditor"),
    "client.edit": ("account_manager", "department_manager"),
    "person.see": ("account_manager", "department_manager", "general_manager", "office"),
    "reception.see": ("account_manager", "department_manager", "general_manager", "finance", "office", "auditor"),
    "reception.edit": ("account_manager",),
    "party.see": ("account_manager", "department_manager", "general_manager", "office", "auditor"),
    "resource.see": ("account_manager", "department_manager", "general_manager", "finance", "office", "auditor"),
    "resource.edit": ("office",),
    "site.see": ("account_manager", "department_manager", "general_manager", "finance", "office", "auditor"),
    "site.edit": ("office",),
    "programme.rules": ("office", "administrator"),
    "resource.book": ("account_manager", "office"),
    "diet.see": ("account_manager", "office"),
    "banquet.see": ("account_manager", "department_manager", "general_manager", "office", "auditor"),
    "banquet.edit": ("account_manager", "office"),
    "day.see": ALL,
    "day.note": ("account_manager", "office"),
    "invitation.see": ("account_manager", "department_manager", "general_manager", "office", "auditor"),
    "invitation.send": ("account_manager",),
    "invitation.release": ("account_manager", "department_manager", "general_manager"),
    "reply.record": ("account_manager", "office"),
    "budget.see": ("account_manager", "department_manager", "general_manager", "finance", "auditor"),
    "budget.edit": ("account_manager",),
    "budget.decide": DECIDERS,
    "tour.see": ("account_manager", "department_manager", "general_manager", "office", "safety_officer", "auditor"),
    "tour.edit": ("account_manager", "office"),
    "visit.decide": ("department_manager", "general_manager", "office", "safety_officer"),
    "safety.see": ("account_manager", "department_manager", "office", "safety_officer"),
    "call.see": ("account_manager", "department_manager"),
    "call.edit": ("account_manager",),
    "call.supervise": ("department_manager",),
    "running.see": ALL,
    "running.note": ALL,
    "running.plan": ("account_manager", "office"),
    "running.wall": ("account_manager", "department_manager", "general_manager", "office"),
    "paper.see": ("account_manager", "department_manager", "general_manager", "finance", "office", "auditor"),
    "paper.party": ("account_manager", "department_manager", "general_manager", "office"),
    "outbox.see": ("account_manager", "office", "administrator"),
    "outbox.decide": ("account_manager", "office"),
    "outbox.stop": ("account_manager", "office", "administrator"),
    "outbox.release": ("office", "administrator"),
    "calendar.see": ALL,
    "calendar.house": ("office", "administrator"),
    "job.see": ALL,
    "account.admin": ("administrator",),
    "audit.see": ("auditor", "administrator"),
    "settings.see": ALL,
}


def may(roles, permission):
    """Whether one of `roles` includes `permission`. An unknown permission is a programming mistake."""
    return not roles.isdisjoint(PERMISSIONS[permission])
