"""What the studio shows to decide by: contradictions, what is proved, remedies, plans side by side, versions and how they differ."""

from dataclasses import dataclass
from functools import cached_property

from planner.banquets import hall_tables, seating_bridge, versions
from planner.banquets.floor import Floor
from planner.formats import listed
from planner.i18n import _, current_language

INLINE_PEOPLE = seating_bridge.AT_ONCE_PEOPLE   # for more the remedies are looked up one at a time
MOST_SHORTCOMINGS = 12
MOST_LOOKED_AT = 3           # wishes not kept of a large hall, for which a way is sought while the page waits


def name_of(everybody, attendee_id):
    """Somebody's name for the reader; "?" for who has left the reception since."""
    found = everybody.get(attendee_id)
    return found.person.name(current_language()) if found is not None else "?"


def place_words(place, tables=None):
    """ "table 2, seat 5" of (table number, seat from 0); `tables` maps numbers to what stands on them."""
    if place is None:
        return _("without a seat")
    return _("table %(table)s, seat %(seat)s", table=(tables or {}).get(place[0], place[0]), seat=place[1] + 1)


def called(tables):
    """number -> what stands on the table."""
    return {t.number: t.called for t in tables}


@dataclass(frozen=True)
class Demand:
    """One of the things that cannot hold together, and how it can be given up: `wish` is the Wish to drop or soften,
    `locked` the attendee to unlock; `needs_change` that only another room or other principals help."""

    sentence: str
    wish: object = None
    locked: int | None = None
    needs_change: bool = False


@dataclass(frozen=True)
class Doubt:
    sentence: str
    is_impossible: bool
    demands: tuple


class Deciding:
    """The panel beside the plan: what cannot be, what is proved, what differs from the released version."""

    def __init__(self, studio):
        self.studio, self.banquet, self.hall = studio, studio.banquet, studio.hall
        self.lang = current_language()

    @cached_property
    def doubts(self):
        """What cannot be, or is doubtful, with what could be given up."""
        return [Doubt(d.sentence(self.lang), d.is_impossible, tuple(self._demands(d))) for d in seating_bridge.doubts(self.hall)]

    def _demands(self, doubt):
        told = set()
        for demand in doubt.demands:
            wish = self._wish(demand.people, demand.kind, demand.detail) if demand.kind in ("apart", "together") else None
            locked = demand.people[0] if demand.kind == "lock" and not demand.is_reserved else None
            if wish is not None and wish.id in told:          # of a wish about organisations, other people of theirs
                continue
            told |= {wish.id} if wish is not None else set()
            sentence = demand.sentence(self.lang)
            if wish is not None and (wish.first_client_id or wish.second_client_id):
                sentence = self.wish_words(wish)
            yield Demand(sentence[:1].upper() + sentence[1:], wish, locked, demand.kind in ("room", "role"))
        if not doubt.demands and len(doubt.people) >= 2:
            for wish in self.banquet.reception.wishes:
                if self._pairs(wish) & {frozenset((a, b)) for a in doubt.people for b in doubt.people if a != b}:
                    yield Demand(self.wish_words(wish), wish)

    def _wish(self, people, kind, scope):
        """The wish that asks for this, the first of several."""
        pair = frozenset(people)
        return next((w for w in self.banquet.reception.wishes
                     if (w.kind, w.scope) == (kind, scope) and w.strength == "must" and pair in self._pairs(w)), None)

    def _pairs(self, wish):
        return {frozenset((a, b)) for a in self.hall.meant(wish.first_attendee_id, wish.first_client_id)
                for b in self.hall.meant(wish.second_attendee_id, wish.second_client_id) if a != b}

    def wish_words(self, wish):
        first, second = next(((f, s) for w, f, s in self.studio.wishes if w is wish), ("?", "?"))
        return wish_sentence(wish.kind, wish.scope, wish.strength, first, second)

    @cached_property
    def is_proof_old(self):
        """Whether people, tables, wishes or locks were changed since the search that the claims are about."""
        known = (self.banquet.plan_proved or {}).get("of")
        return self.banquet.plan_status not in ("none", "edited") and known is not None and known != seating_bridge.fingerprint(self.hall)

    @cached_property
    def claims(self):
        """What is known of the plan, honestly, as sentences."""
        banquet = self.banquet
        if not self.hall.rows or banquet.plan_status == "none":
            return []
        if self.is_proof_old:
            return [_("People, wishes, tables or locks were changed since everyone was seated; nothing is proved of the plan as it is.")]
        if banquet.plan_status == "edited":
            return [_("Changed since everyone was seated; nothing is proved of the plan as it is.")]
        return seating_bridge.claims(self.lang, banquet.plan_status, banquet.plan_bound, (banquet.plan_proved or {}).get("what", ()))

    @cached_property
    def tables(self):
        """Tables that somebody sits at."""
        seated = {r.table_id for r in self.hall.rows}
        return [t for t in self.banquet.tables if t.id in seated]

    @cached_property
    def own_table(self):
        """The number of the chosen person's table, or None."""
        row = self.studio.row_of.get(self.studio.chosen_id)
        return row.table.number if row else None

    # --- versions ---

    @cached_property
    def released(self):
        return versions.released(self.banquet)

    @cached_property
    def kept_count(self):
        return versions.count(self.banquet)

    @cached_property
    def since_release(self):
        """(how many people sit elsewhere than released, how many cards are to be printed again); (0, 0) when nothing differs."""
        return differing(self.released, self.studio.floor)

    @cached_property
    def has_other_tables(self):
        """Whether only tables, room or rules differ from the released version."""
        return self.since_release == (0, 0) and versions.has_changed(self.banquet, self.released)

    # --- why ---

    @cached_property
    def why_not(self):
        """The best Chain of moves after which the chosen person sits where was asked about, or None."""
        studio = self.studio
        return seating_bridge.best_chain(self.hall, studio.chosen.id, studio.target[0].number, studio.target[1]) if studio.change else None

    @cached_property
    def shortcomings(self):
        """[(sentence, Rule or None, rule id, people, Chain that makes the plan better or None)]; in a large hall they are looked up
        one by one (decide_views.mend)."""
        if self.studio.is_empty:
            return []
        found = []
        for s in self.hall.shortcomings[:MOST_SHORTCOMINGS]:
            chain = seating_bridge.remedy(self.hall, s.rule, s.people) if not self.is_large and self.studio.may_edit else None
            found.append((s.sentence(self.lang), self.hall.rule(s.rule), s.rule, s.people, chain if chain and (chain.hard, chain.cost) < (0, 0) else None))
        return found

    @property
    def shortcoming_count(self):
        return len(self.hall.shortcomings) if not self.studio.is_empty else 0

    @property
    def is_large(self):
        return len(self.hall.diners) > INLINE_PEOPLE


    @cached_property
    def wishes(self):
        """Every wish with what became of it, those not kept first; why not, for as many as can be looked at in time."""
        found, looked = [], 0
        for wish, first, second in self.studio.wishes:
            kept = self.hall.is_kept(wish) if not self.studio.is_empty else None
            way = None
            if kept is False and (looked < MOST_LOOKED_AT or not self.is_large):
                way, looked = seating_bridge.way_to_keep(self.hall, wish), looked + 1
            found.append(WishLine(wish, wish_sentence(wish.kind, wish.scope, wish.strength, first, second), kept, way))
        return sorted(found, key=lambda line: (line.kept is not False, line.kept is not None))


@dataclass(frozen=True)
class WishLine:
    """A wish in words, whether it is kept (None: somebody has no seat), and the Chain that would keep it."""

    wish: object
    sentence: str
    kept: bool | None
    way: object = None


def wish_sentence(kind, scope, strength, first, second):
    """ "Huang Wei beside Peng Liang (must)" for the reader."""
    words = {("together", "beside"): _("%(a)s beside %(b)s", a=first, b=second), ("together", "table"): _("%(a)s at the table of %(b)s", a=first, b=second),
             ("apart", "beside"): _("%(a)s not beside %(b)s", a=first, b=second),
             ("apart", "table"): _("%(a)s not at the table of %(b)s", a=first, b=second)}[kind, scope]
    return _("%(what)s (must)", what=words) if strength == "must" else _("%(what)s (would like)", what=words)


def differing(version, floor):
    """(people who sit elsewhere, cards to print again) between a version and the plan as it is."""
    if version is None:
        return 0, 0
    moved = versions.moved_between(version.content, content_of(floor), versions.shown_on(floor.banquet))
    return sum(m.before != m.after for m in moved), sum(m.has_new_card and m.after is not None for m in moved)


def content_of(floor):
    """The seats of the plan as it is, as versions keep them."""
    return {"seats": [[r.attendee_id, r.table.number, r.seat, r.is_locked, versions.card_of(r.attendee, r.table, r.seat)] for r in floor.rows]}


# --- plans side by side -----------------------------------------------------------------------------------------------


@dataclass
class Offer:
    """One plan to choose: what it costs against the present one, what is said of it, who moves, and its picture."""

    title: str
    cost: int
    hard: int
    cost_change: int | None
    sentences: list
    moves: list
    picture: object


class Offers:
    """The plans of a finished search (tasks.py) against the plan as it is."""

    def __init__(self, banquet, found):
        self.banquet, self.found, self.lang = banquet, found, current_language()
        self.floor = Floor(banquet)
        self.now = self.floor.hall
        self.hall = seating_bridge.Hall(banquet, pack=found["pack"]) if found.get("pack") else self.now
        self.is_old = seating_bridge.fingerprint(self.hall) != found["mark"]

    @cached_property
    def present(self):
        return {r.attendee_id: (r.table.number, r.seat) for r in self.now.rows}

    @cached_property
    def picture(self):
        """The plan as it is, ringed who would move by the first offer."""
        moved = {m[0] for m in self.all[0].moves} if len(self.all) == 1 else set()
        return seating_bridge.marked_plan(self.now, self.lang, self.present, moved)

    @cached_property
    def all(self):
        return [self._offer(n, plan) for n, plan in enumerate(self.found["plans"])]

    def _offer(self, number, plan):
        seats = {a: (table, seat) for a, table, seat in plan["seats"]}
        tables = called(self.banquet.tables)
        moves = [(a, name_of(self.floor.everybody, a), place_words(self.present.get(a), tables), place_words(seats.get(a), tables))
                 for a in sorted(seats.keys() | self.present.keys(), key=lambda a: (seats.get(a) or (99, 0), a)) if seats.get(a) != self.present.get(a)]
        title = (_("Leans on %(what)s", what=seating_bridge.emphasis_title(plan["emphasis"], self.lang)) if plan.get("emphasis")
                 else _("Lowest cost") if number == 0 else _("Another way"))
        is_same_rules = self.hall is self.now and self.now.rows
        return Offer(title, plan["cost"], plan["hard"], plan["cost"] - self.now.score.cost if is_same_rules else None,
                     plan.get(self.lang, [])[1:], moves,        # the first sentence is the title
                     seating_bridge.marked_plan(self.hall, self.lang, seats, {m[0] for m in moves}))

    @property
    def rules(self):
        """(rules that only the other pack follows, rules that only the present one follows)."""
        return seating_bridge.rules_that_differ(self.now, self.hall)


# --- comparing two versions -------------------------------------------------------------------------------------------


class Comparison:
    """Two versions, None being the plan as it is: who moved, what differs in points and rules, and both pictures."""

    def __init__(self, banquet, before, after):
        self.banquet, self.before, self.after, self.lang = banquet, before, after, current_language()
        self.halls = [seating_bridge.Hall(banquet, version=v) for v in (before, after)]
        self.people = {a.id: a for a in banquet.reception.attendees}

    @cached_property
    def moved(self):
        """[(name, before, after, why there now, whether a new card is needed)]."""
        found = versions.moved_between(*(versions.content_of(self.banquet, v) for v in (self.before, self.after)), versions.shown_on(self.banquet))
        tables = [called(h.tables) for h in self.halls]
        reasons = self.halls[1].reasons
        return [(name_of(self.people, m.attendee_id), place_words(m.before, tables[0]), place_words(m.after, tables[1]),
                 [(r.sentence(self.lang), self.halls[1].rule(r.rule)) for r in reasons.get(m.attendee_id, ())[:3]], m.has_new_card,
                 m.before != m.after) for m in found]

    @cached_property
    def moved_ids(self):
        found = versions.moved_between(*(versions.content_of(self.banquet, v) for v in (self.before, self.after)))
        return {m.attendee_id for m in found if m.before != m.after}

    @cached_property
    def terms(self):
        """What differs in points."""
        return seating_bridge.term_sentences(*self.halls, self.lang)

    @property
    def costs(self):
        return [h.score.cost for h in self.halls]

    @property
    def packs(self):
        return [h.pack.title[self.lang] for h in self.halls]

    @property
    def rules(self):
        """(rules that only the second follows, rules that only the first follows)."""
        return seating_bridge.rules_that_differ(*self.halls)

    @cached_property
    def other_rules(self):
        """Rules by which people who moved sit where they sit: (rules new among their reasons, rules gone from them)."""
        old, new = ({r.rule for a in self.moved_ids for r in h.reasons.get(a, ())} for h in self.halls)
        return [r for r in map(self.halls[1].rule, sorted(new - old)) if r], [r for r in map(self.halls[0].rule, sorted(old - new)) if r]

    @cached_property
    def pictures(self):
        return [seating_bridge.marked_plan(h, self.lang, {r.attendee_id: (r.table.number, r.seat) for r in h.rows}, self.moved_ids) for h in self.halls]


# --- before a version is brought back ---------------------------------------------------------------------------------


class Restoring:
    """What bringing a version back would change: who moves, who would stand, locks, tables, room and rule pack."""

    def __init__(self, banquet, version):
        self.banquet, self.version, self.lang = banquet, version, current_language()
        self.floor = Floor(banquet)
        self.now, self.then = hall_tables.state_of(banquet), versions.hall_in(banquet, version)
        self.seats = versions.seats_in(banquet, version)

    @cached_property
    def moves(self):
        """[(name, where now, where then)] of everybody who would sit elsewhere."""
        now = {r.attendee_id: (r.table.number, r.seat) for r in self.floor.rows}
        then = {a: place[:2] for a, place in self.seats.items()}
        return [(name_of(self.floor.everybody, a), place_words(now.get(a), _called(self.now)), place_words(then.get(a), _called(self.then)))
                for a in sorted(now.keys() | then.keys(), key=lambda a: (then.get(a) or (999, 0), a)) if now.get(a) != then.get(a)]

    @cached_property
    def standing(self):
        """Names of those who dine and would have no seat."""
        return listed(a.person.name(self.lang) for a in versions.would_stand(self.banquet, self.version))

    @cached_property
    def gone(self):
        """How many people of the version do not dine any more, or sat at a table that cannot be used."""
        return len(self.version.content["seats"]) - len(self.seats)

    @cached_property
    def sentences(self):
        """Pack, tables, room and locks that would be others."""
        return [*self._pack(), *self._tables(), *self._room(), *self._locks()]

    def _pack(self):
        if self.now["pack"] != self.then["pack"]:
            titles = {key: title for key, title, _about in seating_bridge.packs(self.lang)}
            yield _("The rule pack becomes “%(then)s”; now it is “%(now)s”.", then=titles.get(self.then["pack"], self.then["pack"]),
                    now=titles.get(self.now["pack"], self.now["pack"]))

    def _tables(self):
        now, then = ({t["number"]: t for t in state["tables"]} for state in (self.now, self.then))
        words = _called(self.then) | _called(self.now)
        for number in sorted(now.keys() | then.keys()):
            old, new = now.get(number), then.get(number)
            if new is None:
                yield _("Table %(table)s goes.", table=words[number])
            elif old is None:
                yield _("Table %(table)s comes back, with %(seats)s seats.", table=words[number], seats=new["seats"])
            else:
                yield from self._other_table(words[number], old, new)

    def _other_table(self, called, old, new):
        if old["seats"] != new["seats"]:
            yield _("Table %(table)s gets %(then)s seats; now it has %(now)s.", table=called, then=new["seats"], now=old["seats"])
        if (old["label"], old["name"]) != (new["label"], new["name"]):
            yield _("Table %(table)s is called “%(then)s” again.", table=called, then=" ".join(filter(None, (new["label"] or str(new["number"]), new["name"]))))
        if (old["kind"], old["sizes"]) != (new["kind"], new["sizes"]):
            yield _("Table %(table)s gets its former shape or size.", table=called)
        if any(old[name] != new[name] for name in ("x_cm", "y_cm", "rotation")):
            yield _("Table %(table)s goes back to where it stood.", table=called)

    def _room(self):
        if self.now["room"] != self.then["room"]:
            yield _("Walls, doors and fixtures are drawn as they were.")

    def _locks(self):
        now = {r.attendee_id for r in self.floor.rows if r.is_locked}
        then = {a for a, (_table, _seat, locked) in self.seats.items() if locked}
        if then - now:
            yield _("Locked again: %(names)s.", names=listed(name_of(self.floor.everybody, a) for a in sorted(then - now)))
        if now - then:
            yield _("No longer locked: %(names)s.", names=listed(name_of(self.floor.everybody, a) for a in sorted(now - then)))

    @property
    def is_needless(self):
        return not self.moves and not self.sentences


def _called(state):
    """number -> what stands on the table, of hall_tables.state_of()."""
    return {t["number"]: t["label"] or str(t["number"]) for t in state["tables"]}
