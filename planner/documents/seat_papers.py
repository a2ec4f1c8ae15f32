"""The papers that show where people sit: gathered from the released plan by SeatPapers, which Sheaf inherits."""

from dataclasses import replace

from planner.banquets import seating_bridge
from planner.documents import arranged, cards, papers, printing, wording
from planner.documents.papers import Text
from planner.errors import NotFound, RuleBroken
from planner.people.names import fold, is_family_first, script_of, split_latin


class SeatPapers:
    """Needs `heading`, `banquet_entries`, `seated_banquets`, `released`, `entries`, `arrangements`, `choice` of the Sheaf."""

    def _hall_plan(self, _lang):
        return papers.SeatPaper(self.heading, self.banquet_entries, paper=self.choice.paper or "A3")

    _table_list = _hall_plan

    def _table_sheets(self, lang):
        return papers.SeatPaper(self.heading, tuple(self._only_tables("table_sheets", lang)))

    def _kitchen(self, lang):
        found = {banquet.id: printing.changes(self, "kitchen", banquet, lang) for banquet in self.seated_banquets}
        old = [change for change in found.values() if change.run]
        gone = [self.entries[int(key)].name for change in old for key in change.gone if key.isdecimal() and int(key) in self.entries]
        return papers.SeatPaper(self.heading, tuple(self._only_tables("kitchen", lang)), frozenset(k for c in old for k in c.keys),
                                tuple(gone), " / ".join(str(c.version) for c in old))  # fmt: skip

    def _only_tables(self, name, lang):
        """The banquets, with all tables or only those to be printed again."""
        for banquet, entry in zip(self.seated_banquets, self.banquet_entries):
            wanted = self.wanted_keys(name, banquet, lang)
            yield entry if wanted is None else replace(entry, tables=tuple(t for t in entry.tables if f"t{t.number}" in wanted))

    def _seat_list(self, lang):
        return papers.SeatList(self.heading, tuple((entry, seat_list(entry, lang)) for entry in self.banquet_entries))

    # Cards ----------------------------------------------------------------------------------------------------------

    def _style(self, use):
        return self.choice.style if self.choice.style and self.choice.style.use == use else cards.usual_style(use)

    def _people_cards(self, name, use, lang, *, by_name):
        found = []
        for banquet, entry in zip(self.seated_banquets, self.banquet_entries):
            wanted = self.wanted_keys(name, banquet, lang)
            places = [(line.table, line.seat, line.person) for line in seat_list(entry, lang)] if by_name else [
                (table.called, seat.index + 1, seat.person) for table in entry.tables for seat in table.seated()]
            found += [papers.PlaceCard(person.name.get(lang), person.name.other(lang), person.post.get(lang), table,
                                       None if by_name else seat, person.key)
                      for table, seat, person in places if wanted is None or person.key in wanted]  # fmt: skip
        return papers.PlaceCards(self.heading, tuple(found), self._style(use))

    def _place_cards(self, lang):
        return self._people_cards("place_cards", "place", lang, by_name=False)

    def _escort_cards(self, lang):
        made = self._people_cards("escort_cards", "escort", lang, by_name=True)
        return replace(made, cards=tuple(replace(card, post=wording.table_words(card.table_number, lang), table_number="") for card in made.cards))

    def _table_cards(self, lang):
        found = []
        for banquet, entry in zip(self.seated_banquets, self.banquet_entries):
            wanted = self.wanted_keys("table_cards", banquet, lang)
            found += [papers.PlaceCard(table.called, table.name, entry.title.get(lang), key=f"t{table.number}")
                      for table in entry.tables if wanted is None or f"t{table.number}" in wanted]  # fmt: skip
        return papers.PlaceCards(self.heading, tuple(found), self._style("table"))

    # Orders ---------------------------------------------------------------------------------------------------------

    def hall(self, banquet):
        """The Hall of a banquet's released plan."""
        if banquet.id not in self._halls:
            self._halls[banquet.id] = seating_bridge.Hall(banquet, version=self.released[banquet.id])
        return self._halls[banquet.id]

    def _orders(self, banquet, kind, options, table=None, changed=None):
        """Orders of service at the released plan; `changed` (arranged.Changed) is what is stored of them by hand."""
        seat_of = {seat.person.key: seat.index + 1 for t in self.entry_of(banquet).tables for seat in t.seated()}
        try:
            found = seating_bridge.sequence_of(self.hall(banquet), kind, options | (changed.options if changed else {}), table=table,
                                               pack=changed.pack if changed else None)
        except RuleBroken:
            return ()
        return tuple(papers.Order(
            Text(label), tuple((self.entries[a], seat_of.get(str(a), 0)) for a in (changed.in_turn(label, people) if changed else people)
                               if a in self.entries), arranged.because(rules), bool(changed and changed.placed)) for label, people, rules in found)  # fmt: skip

    def serving_orders(self, banquet, table, waiters):
        """The Orders of one table for this many waiters, with what was put elsewhere by hand."""
        key = (banquet.id, table, waiters)
        if key not in self._served:
            self._served[key] = self._orders(banquet, "serving_order", {"waiters": waiters}, table, self.arrangements.changed_orders.get(key))
        return self._served[key]

    def toast_orders(self, banquet):
        """The Orders of toasts and of introductions: as arranged for the banquet, else by the rules for everybody who has a seat."""
        kept = self.arrangements.kept_orders
        return tuple(order for kind, sequence in (("toasts", "toast"), ("introductions", "introductions"))
                     for order in (kept.get((kind, banquet.item_id)) or (kept.get((kind, None)) if len(self.seated_banquets) == 1 else None)
                                   or self._orders(banquet, "service_sequence", {"sequence": sequence})))  # fmt: skip

    def entry_of(self, banquet):
        """The BanquetEntry of a banquet."""
        return self.banquet_entries[self.seated_banquets.index(banquet)]

    def _serving(self, lang):
        found = []
        for banquet in self.seated_banquets:
            entry, wanted = self.entry_of(banquet), self.wanted_keys("serving", banquet, lang)
            found.append((entry, tuple(
                papers.ServingTable(table, self.serving_orders(banquet, table.number, 1), self.serving_orders(banquet, table.number, 2))
                for table in entry.tables if table.seated() and (wanted is None or f"t{table.number}" in wanted))))  # fmt: skip
        return papers.ServingPaper(self.heading, tuple(found))

    def _toasts(self, _lang):
        return papers.ToastPaper(self.heading, tuple((self.entry_of(banquet), self.toast_orders(banquet)) for banquet in self.seated_banquets))

    # The other arrangements -----------------------------------------------------------------------------------------

    def arranged(self, *kinds):
        """[Arranged] of these kinds: as stored, or as the programme suggests."""
        return [one for kind in kinds for one in self.arrangements.by_kind.get(kind, ())]

    def _photo_strip(self, _lang):
        return papers.ArrangedPaper(self.plain_heading, tuple(self.arranged("photo")))

    def _car_slips(self, _lang):
        return papers.ArrangedPaper(self.plain_heading, tuple(self.arranged("car")))

    def _arrangements(self, lang):
        if self.choice.only is not None and all(arrangement.id != self.choice.only for arrangement in self.arrangements.stored):
            raise NotFound()
        return papers.ArrangementSheets(self.plain_heading, self.arrangements.sheets(lang, self.choice.paper or "A4", self.choice.only),
                                        self.choice.paper or "A4")

    def _name_plates(self, lang):
        people = {person.key: person for one in self.arranged("talks", "dais", "signing") for _row, places in one.rows for _place, person in places}
        return papers.PlaceCards(self.plain_heading, tuple(
            papers.PlaceCard(person.name.get(lang), person.name.other(lang), person.post.get(lang), key=person.key)
            for person in people.values()), self._style("plate"))  # fmt: skip


def seat_list(entry, lang):
    """Everybody at a banquet by name: in Chinese by pinyin, in English A–Z by family name, with the letter they stand under."""
    found = []
    for table in entry.tables:
        for seat in table.seated():
            key = seat.person.sort if lang == "zh" else latin_key(seat.person)
            letter = key[:1].upper()
            found.append((letter if letter.isascii() and letter.isalpha() else "#", key, table.called, seat))
    found.sort(key=lambda line: (line[0] == "#", line[1], line[3].person.key))
    return tuple(papers.ListedSeat(letter, seat.person, called, seat.index + 1) for letter, _key, called, seat in found)


def latin_key(person):
    """Where the name stands in an English list: by family name, then given name."""
    if not person.name.en:
        return person.sort
    given, family = split_latin(person.name.en, family_first=is_family_first(person.name.zh, person.name.en))
    family = fold(family)
    for article in ("al-", "el-", "al ", "el "):
        family = family.removeprefix(article)
    return f"{family} {fold(given)}" if script_of(person.name.en) == "latin" else person.sort
