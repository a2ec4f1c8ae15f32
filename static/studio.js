// The studio by hand: drag, tap or keyboard; what a move would cost; what others change meanwhile. Every change is one POST whose
// answer replaces elements of the same id. Without this file the page works by links and forms.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const DRAG_PIXELS = 6, HOLD_MS = 350, POLL_MS = 1500, DECIDE_MS = 2000, EDGE_PIXELS = 40, EDGE_MS = 300, INWARDS = 9, NARROW = "(max-width: 760px)";
  const LOST = "back";

  const byId = (id) => document.getElementById(id);
  const studio = () => byId("studio");
  const words = () => JSON.parse(studio().dataset.words);
  const base = () => studio().dataset.base;
  const mayEdit = () => studio().dataset.edit === "1";
  const version = () => byId("studio-score").dataset.version;
  const mark = () => byId("studio-score").dataset.mark;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // `hand` is who is chosen: {person, isHeld, origin}; `wanted` the last move asked for, to ask again after a conflict.
  let hand = null, costs = null, wanted = null, drag = null, isBusy = false, isOver = false, scale = 0, suppressClick = false;

  if (!studio()) return;

  // ---- asking the server ----

  async function ask(path, data) {
    const headers = { "HX-Request": "true", "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
    const options = { headers, redirect: "manual", credentials: "same-origin" };
    if (data) Object.assign(options, { method: "POST", body: data instanceof FormData ? data : new URLSearchParams(data) });
    try {
      const answer = await fetch(path.startsWith("/") ? path : `${base()}/${path}`, options);
      return { status: answer.status, text: await answer.text(), to: answer.headers.get("HX-Redirect") };
    } catch {
      return { status: 0, text: "", to: null };
    }
  }

  async function change(path, data) {
    if (isBusy) return null;
    isBusy = true;
    studio().classList.add("is-busy");
    const answer = await ask(path, data);
    isBusy = false;
    studio().classList.remove("is-busy");
    if (answer.status === 401) return signIn(answer.to);
    if (answer.to) { location.assign(answer.to); return null; }
    if (answer.status === 0) tell(words().offline);
    else await apply(answer.text);
    return answer.status;
  }

  function post(path, data) {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
    return change(path, { ...data, version: version(), idempotency_key: key });
  }

  function signIn(to) {
    const person = hand ? hand.person : "";
    const address = new URL(to || "/sign-in", location.href);
    address.searchParams.set("next", base() + (person ? `?person=${person}&${LOST}=1` : ""));
    location.assign(address);
    return 401;
  }

  // ---- patches ----

  async function apply(html) {
    const before = mark(), seen = version();
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const problem = parsed.getElementById("problem");
    if (problem) { byId("studio-notice").replaceChildren(document.adoptNode(problem)); speak(byId("studio-notice").textContent); return; }
    const parts = Array.from(parsed.body.children).flatMap((part) => part.id ? [part] : Array.from(part.children));
    const heir = parts.map(replace).find(Boolean);       // focused last: it makes the browser style and lay out what changed so far
    if (heir) { heir.tabIndex = 0; heir.focus({ preventScroll: true }); }
    if (parsed.getElementById("studio-anew") || mark() !== before) await drawAnew();
    else { afterChange(); if (byId("studio-decide") && version() !== seen) decideAgain(); }
    const said = byId("studio-notice").textContent.trim();
    if (said) speak(said);
  }

  // Returns who has the focus now if what was replaced had it.
  function replace(fresh) {
    const old = byId(fresh.id);
    if (!old) return null;
    if (fresh.id === "studio-notice") { old.replaceChildren(...document.adoptNode(fresh).childNodes); return null; }  // itself replaced, all after it is styled anew
    const hadFocus = old.contains(document.activeElement) && document.activeElement.matches("#studio-plan .seat, #studio-people li a, button");
    const focused = document.activeElement.id;
    document.adoptNode(fresh);
    if (fresh.id.startsWith("person-") && fresh.dataset.group !== old.dataset.group) { old.remove(); insertPerson(fresh); }
    else old.replaceWith(fresh);
    if (fresh.classList.contains("place") && old.dataset.person !== fresh.dataset.person) fresh.classList.add("is-moved");
    if (!hadFocus) return null;
    return fresh.id.startsWith("seat-") || fresh.id.startsWith("person-") ? holderOf(fresh) : focused && byId(focused);
  }

  function insertPerson(line) {
    const list = document.querySelector(`[data-people="${line.dataset.group}"] ul`);
    const next = Array.from(list.children).find((other) => Number(other.dataset.order) > Number(line.dataset.order));
    list.insertBefore(line, next || null);
  }

  async function drawAnew() {
    const answer = await ask(base() + location.search);
    const fresh = answer.status === 200 && new DOMParser().parseFromString(answer.text, "text/html").getElementById("studio");
    if (!fresh) { location.reload(); return; }
    const kept = { search: byId("people-search").value, view: studio().dataset.view, scroll: [view().scrollLeft, view().scrollTop], list: byId("studio-people").scrollTop };
    for (const key of ["side", "house", "reply"]) kept[key] = byId(`filter-${key}`).value;
    studio().replaceWith(document.adoptNode(fresh));
    byId("people-search").value = kept.search;
    for (const key of ["side", "house", "reply"]) byId(`filter-${key}`).value = kept[key];
    revive(kept.view);
    [view().scrollLeft, view().scrollTop] = kept.scroll;
    byId("studio-people").scrollTop = kept.list;
  }

  function afterChange() {
    for (const field of document.querySelectorAll('main input[name="version"]')) {
      if (new URL(field.form.action).pathname.startsWith(base() + "/")) field.value = version();
    }
    filterPeople();
    roving();
    showHand();
    fillMoveTo();
    if (hand && hand.isHeld) loadCosts();
  }

  // Contradictions and offers follow a moment later: looking for them takes longer than a move.
  let deciding = 0;

  function decideAgain() {
    clearTimeout(deciding);
    deciding = setTimeout(async () => {
      if (isBusy || (hand && hand.isHeld) || (drag && drag.isOn)) { decideAgain(); return; }
      const answer = await ask("deciding"), old = byId("studio-decide");
      const parsed = answer.status === 200 && new DOMParser().parseFromString(answer.text, "text/html"), fresh = parsed && parsed.getElementById("studio-decide");
      const list = byId("studio-wishes"), wishes = parsed && parsed.getElementById("studio-wishes");
      if (wishes && list && !list.contains(document.activeElement)) list.replaceWith(document.adoptNode(wishes));
      if (!fresh || !old || old.contains(document.activeElement)) return;
      for (const [index, part] of old.querySelectorAll("details").entries()) if (part.open) fresh.querySelectorAll("details")[index]?.setAttribute("open", "");
      old.replaceWith(document.adoptNode(fresh));
      window.htmx?.process(fresh);
    }, DECIDE_MS);
  }

  // ---- words ----

  const holderOf = (element) => element.querySelector(".seat, a");
  const seatOf = (person) => document.querySelector(`#studio-plan g.place[data-person="${CSS.escape(person)}"]`);
  const nameOf = (person) => seatOf(person)?.dataset.name || byId(`person-${person}`)?.dataset.name || "";

  function speak(text) { byId("studio-speak").textContent = text; }

  function tell(text) {
    const line = document.createElement("p");
    line.className = "notice is-bad";
    line.setAttribute("role", "alert");
    line.textContent = text;
    byId("studio-notice").replaceChildren(line);
  }

  function neighbours(seat) {
    const names = seat.dataset.beside.split(" ").filter(Boolean).map((key) => byId(`seat-${key}`)?.dataset.name).filter(Boolean);
    if (names.length > 1) return fill(words().between, { a: names[0], b: names[1] });
    return names.length ? fill(words().beside, { a: names[0] }) : words().alone;
  }

  function costWords(seat) {
    const found = hand && hand.isHeld && costs && costs[keyOf(seat)];
    if (!found) return "";
    const w = words();
    if (seat.dataset.person === hand.person) return w.here;
    if (seat.dataset.locked) return w.refuses;
    const [points, hard] = found;
    const cost = points > 0 ? fill(w.costs, { points }) : points < 0 ? fill(w.saves, { points: -points }) : w.nothing;
    return hard > 0 ? `${w.breaks}, ${cost}` : hard < 0 ? `${w.mends}, ${cost}` : cost;
  }

  function seatWords(seat) {
    const w = words();
    const who = (seat.dataset.name || w.free) + (seat.dataset.locked ? `, ${w.locked}` : "");
    return [seat.dataset.place, neighbours(seat), who, costWords(seat)].filter(Boolean).join(document.documentElement.lang.startsWith("zh") ? "，" : ", ");
  }

  const keyOf = (seat) => `${seat.dataset.table}-${seat.dataset.seat}`;

  // ---- who is in hand ----

  function remember(person) {
    const address = new URL(location.href);
    address.searchParams.delete("to");
    person ? address.searchParams.set("person", person) : address.searchParams.delete("person");
    history.replaceState(history.state, "", address);
  }

  function choose(person, origin, withReasons = true) {
    hand = { person, isHeld: false, origin };
    remember(person);
    clearCosts();
    showHand();
    if (withReasons) showWhy();
  }

  async function showWhy(to = "") {
    const asked = hand ? hand.person : "";
    const answer = await ask(`why${asked ? `?person=${asked}${to && `&to=${to}`}` : ""}`);
    if (answer.status === 401) { signIn(answer.to); return; }
    if (answer.status !== 200 || asked !== (hand ? hand.person : "")) return;
    const part = new DOMParser().parseFromString(answer.text, "text/html").getElementById("studio-why");
    if (part) { byId("studio-why").replaceWith(document.adoptNode(part)); window.htmx?.process(byId("studio-why")); fillMoveTo(); }
  }

  // The choice of a seat at the right, from the plan as it stands.
  function fillMoveTo() {
    const choice = byId("move-to");
    if (!choice || choice.options.length) return;
    const groups = new Map();
    for (const seat of document.querySelectorAll("#studio-plan g.place")) {
      const d = seat.dataset, option = new Option(`${d.called}–${d.seat} ${d.name || words().free}`, keyOf(seat), d.person === hand?.person, d.person === hand?.person);
      if (!groups.has(d.table)) groups.set(d.table, Object.assign(document.createElement("optgroup"), { label: fill(words().table, { table: d.called }) }));
      groups.get(d.table).append(option);
    }
    choice.append(...groups.values());
  }

  function take(person, origin) {
    if (!mayEdit()) { choose(person, origin); return false; }
    const seat = seatOf(person);
    if (seat && seat.dataset.locked) {
      choose(person, origin);
      speak(fill(words().is_locked, { name: nameOf(person) }));
      byId("studio-hand").querySelector("[data-hand-words]").textContent = fill(words().is_locked, { name: nameOf(person) });
      return false;
    }
    const isNew = !hand || hand.person !== person;
    hand = { person, isHeld: true, origin };
    remember(person);
    clearCosts();
    showHand();
    loadCosts();
    if (isNew) showWhy();
    speak(fill(words().taken, { name: nameOf(person) }));
    return true;
  }

  function putBack(isSpoken = true) {
    if (!hand) return;
    const { isHeld, person, origin } = hand;
    clearCosts();
    if (isHeld) {
      hand.isHeld = false;
      if (isSpoken) speak(fill(words().dropped, { name: nameOf(person) }));
      const back = origin && byId(origin);
      if (back && isSpoken) focusOn(back);
    } else {
      hand = null;
      remember("");
      showWhy();
    }
    showHand();
  }

  function showHand() {
    for (const one of document.querySelectorAll("#studio-plan g.is-chosen")) one.classList.remove("is-chosen");
    for (const one of document.querySelectorAll("#studio-people [aria-current]")) one.removeAttribute("aria-current");
    const bar = byId("studio-hand"), isHeld = Boolean(hand && hand.isHeld);
    studio().classList.toggle("is-holding", isHeld);
    byId("drop-unseat")?.toggleAttribute("hidden", !(isHeld && seatOf(hand.person)));
    bar.classList.toggle("is-used", Boolean(hand));
    bar.classList.toggle("is-held", isHeld);
    for (const tool of bar.querySelectorAll("[data-do]")) tool.hidden = !hand;
    if (!hand) { bar.querySelector("[data-hand-words]").textContent = words().hint; return; }
    const seat = seatOf(hand.person);
    seat?.classList.add("is-chosen");
    byId(`person-${hand.person}`)?.querySelector("a").setAttribute("aria-current", "true");
    bar.querySelector("[data-hand-words]").textContent = isHeld ? fill(words().holding, { name: nameOf(hand.person) })
      : `${nameOf(hand.person)} · ${seat ? seat.dataset.place : words().no_seat}`;
    if (!mayEdit()) return;
    bar.querySelector('[data-do="take"]').hidden = isHeld;
    bar.querySelector('[data-do="lock"]').hidden = isHeld || !seat;
    bar.querySelector('[data-do="unseat"]').hidden = !seat || Boolean(seat.dataset.locked);
    bar.querySelector('[data-do="wish"]').hidden = isHeld;
    bar.querySelector('[data-do="wish"]').href = `${base()}/wishes/new?first=${hand.person}`;
    bar.querySelector("[data-lock-words]").textContent = seat && seat.dataset.locked ? words().unlock : words().lock;
  }

  // ---- what it would cost ----

  async function loadCosts() {
    const person = hand.person, start = performance.now();
    const answer = await ask(`costs?person=${person}`);
    if (answer.status === 401) { signIn(answer.to); return; }
    if (!hand || hand.person !== person || !hand.isHeld) return;
    if (answer.status !== 200) {
      await apply(answer.text);
      hand = null;
      remember("");
      return drawAnew();
    }
    costs = JSON.parse(answer.text).seats;
    clearCosts(true);
    for (const [key, found] of Object.entries(costs)) {
      const seat = byId(`seat-${key}`);
      if (seat && seat.dataset.person !== person) seat.append(costSign(seat, found));
    }
    performance.measure("studio-costs", { start });
  }

  function costSign(seat, [points, hard]) {
    const [x, y] = inwards(seat.querySelector(".touch"));
    const sign = document.createElementNS(SVG, "g"), kind = seat.dataset.locked ? "refuses" : hard > 0 ? "hard" : points > 0 ? "worse" : points < 0 || hard < 0 ? "better" : "same";
    sign.setAttribute("class", `cost is-${kind}`);
    const text = kind === "refuses" ? "–" : (kind === "hard" ? "!" : "") + (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0");
    const half = Math.max(12, 3 + text.length * 3.3);
    const shape = { hard: `M${x - half - 5} ${y}L${x - half + 4} ${y - 11}H${x + half - 4}L${x + half + 5} ${y}L${x + half - 4} ${y + 11}H${x - half + 4}Z`,
      worse: `M${x - half} ${y - 10}H${x + half}V${y + 10}H${x - half}Z` }[kind]
      || `M${x - half + 9} ${y - 10}H${x + half - 9}a10 10 0 0 1 0 20H${x - half + 9}a10 10 0 0 1 0 -20Z`;
    add(sign, "path", { d: shape });
    add(sign, "text", { x, y: y + 4, "text-anchor": "middle", "font-size": 10.5 }).textContent = text;
    return sign;
  }

  // A little towards the middle of the table, so that names stay free.
  function inwards(spot) {
    const x = Number(spot.getAttribute("cx")), y = Number(spot.getAttribute("cy")), far = Math.hypot(x, y) || 1;
    return [x - (x / far) * INWARDS, y - (y / far) * INWARDS];
  }

  function add(parent, tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.append(made);
    return made;
  }

  function clearCosts(keepsNumbers = false) {
    if (!keepsNumbers) costs = null;
    for (const sign of document.querySelectorAll("#studio-plan g.cost")) sign.remove();
  }

  // ---- acting ----

  async function drop(seat) {
    if (!hand) return;
    if (seat.dataset.person === hand.person) { putBack(); return; }
    if (seat.dataset.locked) { speak(words().refuses); return; }
    await move({ person: hand.person, to: keyOf(seat) });
  }

  async function move(data) {
    wanted = data;
    const start = performance.now();
    const status = await post("move", data);
    if (status === 200) {
      performance.measure("studio-move", { start });
      if (hand) hand.isHeld = false;
      clearCosts();
      showHand();
    } else if (status === 404) {
      hand = null;
      remember("");
      await drawAnew();
    }
  }

  async function unseat(person) {
    if (!seatOf(person)) { putBack(false); return; }
    if (await post("unseat", { person }) === 200) {
      if (hand) hand.isHeld = false;
      clearCosts();
      showHand();
    }
  }

  const lock = (person) => {
    const seat = seatOf(person);
    if (seat && mayEdit()) post("lock", { person, locked: seat.dataset.locked ? "0" : "1" });
  };

  function back(kind) {
    const button = byId(`studio-${kind}`);
    if (button && !button.disabled) post(kind, hand ? { chosen: hand.person } : {});
  }

  const actions = {
    take: () => hand && take(hand.person, hand.origin) && narrowTo("plan"), lock: () => hand && lock(hand.person), unseat: () => hand && unseat(hand.person),
    cancel: () => putBack(), again: () => wanted && move(wanted),
  };

  // ---- click and tap ----

  document.addEventListener("click", (event) => {
    if (!event.target.closest) return;
    if (suppressClick) { suppressClick = false; if (event.target.closest("#studio")) event.preventDefault(); return; }
    const tool = event.target.closest("[data-do]"), zoom = event.target.closest("[data-zoom]"), tab = event.target.closest(".studio-views button");
    if (tool && actions[tool.dataset.do] && tool.tagName === "BUTTON") { actions[tool.dataset.do](); return; }
    if (zoom) { zoomTo(zoom.dataset.zoom); return; }
    if (tab) { narrowTo(tab.dataset.view); return; }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const seat = event.target.closest("#studio-plan g.place"), line = event.target.closest("#studio-people li[id]"), linked = event.target.closest("#studio-why a[data-person]");
    if (seat) { event.preventDefault(); clickSeat(seat); }
    else if (line) { event.preventDefault(); clickLine(line); }
    else if (linked) { event.preventDefault(); choose(linked.dataset.person, ""); bringIntoView(seatOf(linked.dataset.person)); }
  });

  function clickSeat(seat) {
    const person = seat.dataset.person;
    setCurrent(holderOf(seat));
    if (hand && hand.isHeld) drop(seat);
    else if (!person) { if (hand && mayEdit() && !seatOf(hand.person)?.dataset.locked) drop(seat); }
    else if (hand && hand.person === person) take(person, seat.id);
    else choose(person, seat.id);
  }

  function clickLine(line) {
    const person = line.id.slice("person-".length);
    if (hand && hand.isHeld && hand.person === person) { putBack(); return; }
    if (take(person, line.id)) narrowTo("plan");
    bringIntoView(seatOf(person));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id === "people-filter") { submitFilter(event, form); return; }
    if (form.matches("#studio-why form.move")) { event.preventDefault(); choose(form.elements.person.value, "", false); showWhy(form.elements.to.value); return; }
    const path = new URL(form.action, location.href).pathname;
    if (!form.closest("#studio") || !/\/(move|lock|unseat|undo|redo)$/.test(path) || !path.startsWith(base() + "/")) return;
    event.preventDefault();
    const data = new FormData(form);
    if (hand && !data.has("person")) data.set("chosen", hand.person);
    change(path, data).then((status) => { if (status === 200 && hand) { hand.isHeld = false; clearCosts(); showHand(); } });
  });

  // ---- drag, with a mouse at once and with a finger after holding still ----

  document.addEventListener("pointerdown", (event) => {
    suppressClick = false;
    if (event.button || !mayEdit() || !event.target.closest) return;
    const source = event.target.closest('#studio-plan g.place:not([data-person=""])') || event.target.closest("#studio-people li[id]");
    if (!source) return;
    drag = { source, person: source.dataset.person || source.id.slice("person-".length), id: event.pointerId, x: event.clientX, y: event.clientY, isOn: false,
      isTouch: event.pointerType === "touch" };
    if (drag.isTouch) drag.timer = setTimeout(() => beginDrag(drag.x, drag.y), HOLD_MS);
  });

  function beginDrag(x, y) {
    if (!drag || drag.isOn) return;
    if (!take(drag.person, drag.source.id)) { endDrag(); return; }
    drag.isOn = true;
    drag.ghost = document.createElement("div");
    drag.ghost.className = "drag-ghost";
    drag.ghost.textContent = nameOf(drag.person);
    document.body.append(drag.ghost);
    moveDrag(x, y);
    drag.frame = requestAnimationFrame(scrollAtEdge);
  }

  function moveDrag(x, y) {
    [drag.x, drag.y] = [x, y];
    drag.ghost.style.transform = `translate(${x + 10}px, ${y + 10}px)`;
    const over = under(x, y);
    if (over !== drag.over) {
      drag.over?.classList.remove("is-over");
      over?.classList.add("is-over");
      drag.over = over;
      if (over?.matches("g.place")) preview(over);
    }
  }

  function under(x, y) {
    const found = document.elementFromPoint(x, y);
    return found?.closest?.("#studio-plan g.place, #drop-unseat, [data-do=unseat], [data-people=unseated], #studio-people li[id]") || null;
  }

  // Who waits at the edge sees more of the hall; who only lets go there finds the seat where it was.
  function scrollAtEdge() {
    if (!drag || !drag.isOn) return;
    const box = view().getBoundingClientRect(), seen = [view().scrollLeft, view().scrollTop];
    const step = (at, low, high) => at < low + EDGE_PIXELS ? -10 : at > high - EDGE_PIXELS ? 10 : 0;
    const isNear = drag.x > box.left && drag.x < box.right && drag.y > box.top - EDGE_PIXELS && drag.y < box.bottom + EDGE_PIXELS;
    const by = isNear ? [step(drag.x, box.left, box.right), step(drag.y, box.top, box.bottom)] : [0, 0];
    if (!by[0] && !by[1]) drag.atEdge = 0;
    else if (!drag.atEdge) drag.atEdge = performance.now();
    else if (performance.now() - drag.atEdge > EDGE_MS) {
      view().scrollBy(...by);
      if (view().scrollLeft !== seen[0] || view().scrollTop !== seen[1]) moveDrag(drag.x, drag.y);
    }
    drag.frame = requestAnimationFrame(scrollAtEdge);
  }

  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
    if (drag.isOn) { event.preventDefault(); moveDrag(event.clientX, event.clientY); }
    else if (far > DRAG_PIXELS && drag.isTouch) endDrag();
    else if (far > DRAG_PIXELS) beginDrag(event.clientX, event.clientY);
  });

  document.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { isOn, source, person } = drag, target = isOn ? under(event.clientX, event.clientY) : null;
    endDrag();
    if (!isOn) return;
    suppressClick = true;
    setTimeout(() => { suppressClick = false; }, 50);
    if (target?.matches("g.place")) drop(target);
    else if (target?.matches("#studio-people li") && source.matches("li") && target !== source && target.id !== source.id) {
      location.assign(`${base()}/wishes/new?first=${person}&second=${target.id.slice("person-".length)}`);
    } else if (target && (target.matches("#drop-unseat, [data-do=unseat], [data-people=unseated]") || target.dataset.group === "unseated")) unseat(person);
    else putBack(false);
  });

  document.addEventListener("pointercancel", () => { if (drag) { const wasOn = drag.isOn; endDrag(); if (wasOn) putBack(false); } });
  document.addEventListener("touchmove", (event) => { if (drag && drag.isOn) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (drag && drag.isTouch) event.preventDefault(); });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("#studio-plan svg, #studio-people li")) event.preventDefault(); });

  function endDrag() {
    if (!drag) return;
    clearTimeout(drag.timer);
    cancelAnimationFrame(drag.frame);
    drag.ghost?.remove();
    drag.over?.classList.remove("is-over");
    drag = null;
  }

  // ---- pointing at a seat while holding ----

  function preview(seat) {
    if (!hand || !hand.isHeld) return;
    byId("studio-hand").querySelector("[data-hand-words]").textContent = `${nameOf(hand.person)} → ${seatWords(seat)}`;
  }

  document.addEventListener("pointerover", (event) => {
    const seat = event.target.closest?.("#studio-plan g.place");
    if (seat && hand?.isHeld && !drag?.isOn) preview(seat);
  });

  // ---- keyboard ----

  const AWAY = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  document.addEventListener("keydown", (event) => {
    const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && (hand || drag)) { event.preventDefault(); if (drag?.isOn) endDrag(); putBack(); return; }
    if (typing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const key = event.key.toLowerCase();
      if (key === "z" || key === "y") { event.preventDefault(); back(key === "y" || event.shiftKey ? "redo" : "undo"); }
      return;
    }
    if (event.altKey) return;
    const seat = event.target.closest?.("#studio-plan g.place"), line = event.target.closest?.("#studio-people li[id]");
    if (event.key.toLowerCase() === "u") { event.preventDefault(); back(event.shiftKey ? "redo" : "undo"); }
    else if (event.key.toLowerCase() === "l") { const person = seat?.dataset.person || line?.id.slice(7) || hand?.person; if (person) lock(person); }
    else if (seat && AWAY[event.key]) { event.preventDefault(); focusOn(nextSeat(seat, AWAY[event.key]) || seat); }
    else if (line && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); focusOn(nextLine(line, event.key === "ArrowDown" ? 1 : -1) || line); }
    else if (seat && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); enterSeat(seat); }
    else if (line && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      const person = line.id.slice("person-".length);
      if (take(person, line.id)) { narrowTo("plan"); focusOn(seatOf(person) || document.querySelector('#studio-plan g.place[data-person=""]') || document.querySelector("#studio-plan g.place"), false); }
    }
  });

  function enterSeat(seat) {
    if (hand && hand.isHeld) drop(seat);
    else if (seat.dataset.person) take(seat.dataset.person, seat.id);
    else speak(seatWords(seat));
  }

  function centre(seat) {
    const box = seat.querySelector(".touch").getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }

  function nextSeat(seat, [dx, dy]) {
    const [x, y] = centre(seat);
    let best = null, least = Infinity;
    for (const other of document.querySelectorAll("#studio-plan g.place")) {
      const [ox, oy] = centre(other), along = (ox - x) * dx + (oy - y) * dy, across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (other !== seat && along > 2 && along >= across * 0.5 && along + 2 * across < least) [best, least] = [other, along + 2 * across];
    }
    return best;
  }

  function nextLine(line, step) {
    const lines = Array.from(document.querySelectorAll("#studio-people li[id]")).filter((one) => one.offsetParent);
    return lines[lines.indexOf(line) + step];
  }

  function setCurrent(holder) {
    const area = holder.closest("#studio-plan svg, #studio-people");
    for (const other of area.querySelectorAll('[tabindex="0"].seat, li a[tabindex="0"]')) other.tabIndex = -1;
    holder.tabIndex = 0;
  }

  function focusOn(element, isSpoken = true) {
    const holder = holderOf(element);
    setCurrent(holder);
    holder.focus({ preventScroll: true });
    bringIntoView(element);
    if (!element.matches("g.place")) return;
    if (isSpoken) speak(seatWords(element));
    preview(element);
  }

  function bringIntoView(element) {
    if (!element) return;
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function roving() {
    for (const [area, chosen] of [["#studio-plan svg", "g.place > .seat"], ["#studio-people", "li[id] a"]]) {
      const all = Array.from(document.querySelectorAll(`${area} ${chosen}`));
      const current = all.find((one) => one === document.activeElement) || all.find((one) => one.getAttribute("tabindex") === "0");
      for (const one of all) {
        const wantedIndex = one === (current || all[0]) ? "0" : "-1";
        if (one.getAttribute("tabindex") !== wantedIndex) one.setAttribute("tabindex", wantedIndex);
        if (one.tagName === "g" && !one.hasAttribute("role")) one.setAttribute("role", "button");
      }
    }
  }

  // ---- the list ----

  function filterPeople() {
    const wantedWords = fold(byId("people-search").value).split(/\s+/).filter(Boolean);
    const [side, house, reply] = ["side", "house", "reply"].map((key) => byId(`filter-${key}`).value);
    let shown = 0;
    for (const group of document.querySelectorAll("#studio-people [data-people]")) {
      let here = 0;
      for (const line of group.querySelectorAll("li")) {
        const d = line.dataset;
        const fits = (!side || d.side === side) && (!house || d.house === house) && (!reply || d.reply === reply) && wantedWords.every((word) => d.find.includes(word));
        if (line.hidden === fits) line.hidden = !fits;
        if (fits) here += 1;
      }
      group.hidden = !here;
      group.querySelector(".count").textContent = here;
      shown += here;
    }
    byId("nobody-found").hidden = shown > 0;
  }

  const isFilteredByServer = () => ["q", "side", "house", "reply", "diet"].some((key) => new URL(location.href).searchParams.get(key));

  function submitFilter(event, form) {
    if (isFilteredByServer() || form.elements.diet?.value) return;
    event.preventDefault();
    filterPeople();
    const first = Array.from(document.querySelectorAll("#studio-people li[id]")).find((one) => one.offsetParent);
    if (first) focusOn(first);
  }

  document.addEventListener("input", (event) => { if (event.target.id === "people-search" && !isFilteredByServer()) filterPeople(); });
  document.addEventListener("change", (event) => {
    if (!event.target.closest?.("#people-filter select")) return;
    if (event.target.name === "diet" || isFilteredByServer()) byId("people-filter").submit();
    else filterPeople();
  });

  // ---- plan: size, and parts one at a time on a phone ----

  const view = () => document.querySelector("#studio-plan .plan-view");
  const picture = () => view().querySelector("svg");

  function zoomTo(step) {
    const box = picture().viewBox.baseVal, fit = Math.min(view().clientWidth / box.width, Math.max(320, view().clientHeight) / box.height);
    const middle = [(view().scrollLeft + view().clientWidth / 2) / (scale || 1), (view().scrollTop + view().clientHeight / 2) / (scale || 1)];
    const narrow = matchMedia(NARROW).matches;
    scale = step === "fit" ? fit : step === "in" ? scale * 1.25 : step === "out" ? Math.max(fit, scale / 1.25) : step === "start" ? Math.min(1, Math.max(fit, narrow ? 0.85 : 0.8)) : scale;
    scale = Math.min(3, scale);
    picture().style.width = `${box.width * scale}px`;
    if (step === "start") showMainTable(box);
    else if (step !== "keep") [view().scrollLeft, view().scrollTop] = [middle[0] * scale - view().clientWidth / 2, middle[1] * scale - view().clientHeight / 2];
  }

  function showMainTable(box) {
    [view().scrollLeft, view().scrollTop] = [(box.width * scale - view().clientWidth) / 2, 0];
    const table = byId("seat-1-1")?.closest("g.table"), frame = view().getBoundingClientRect();
    if (!table || box.width * scale <= view().clientWidth) return;
    const at = table.getBoundingClientRect();
    view().scrollLeft += at.left + at.width / 2 - frame.left - frame.width / 2;
  }

  function showView(name) {
    studio().dataset.view = name;
    for (const tab of document.querySelectorAll(".studio-views button")) tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
  }

  function narrowTo(name) {
    if (!matchMedia(NARROW).matches) return;
    showView(name);
    document.querySelector(".studio-views").scrollIntoView({ block: "start" });
  }

  // ---- what others do ----

  async function poll() {
    if (isOver) return;
    if (document.visibilityState === "visible" && !isBusy && !(drag && drag.isOn)) {
      const seen = version();
      const answer = await ask(`changes?since=${seen}&mark=${mark()}${hand ? `&person=${hand.person}` : ""}`);
      if (answer.status === 401) { isOver = true; tell(words().ended); return; }
      if (answer.status === 200 && !isBusy && seen === version()) await apply(answer.text);
    }
    setTimeout(poll, POLL_MS);
  }

  // ---- beginning ----

  function revive(name) {
    studio().classList.add("is-live");
    document.body.classList.add("is-wide");
    for (const one of document.querySelectorAll(".studio-views, #studio-plan .zoom")) one.hidden = false;
    showView(name || "plan");
    scale ? zoomTo("keep") : zoomTo("start");
    afterChange();
  }

  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target?.id === "studio" || event.detail.elt?.id === "studio") revive(); });

  const asked = new URL(location.href).searchParams.get("person");
  if (asked && nameOf(asked)) hand = { person: asked, isHeld: false, origin: "" };
  revive();
  if (asked && new URL(location.href).searchParams.has(LOST)) { // back from signing in with somebody still in hand
    history.replaceState(null, "", `${base()}?person=${asked}`);
    tell(fill(words().lost, { name: nameOf(asked) || "" }));
    if (nameOf(asked)) take(asked, "");
  }
  performance.mark("studio-ready");
  setTimeout(poll, POLL_MS);
})();
