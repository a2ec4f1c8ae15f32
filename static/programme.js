// The timeline by hand: drag an item or its right end with mouse or finger, or move it by keyboard. What would follow is asked of the
// server while it is held and shown below; one POST stores it and answers with the board drawn anew. Without this file the forms do the same.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const STEP = 5, LONG_STEP = 15, DRAG_PIXELS = 5, HOLD_MS = 350, ASK_MS = 120;
  const byId = (id) => document.getElementById(id);
  const board = () => byId("programme-board");
  if (!board()) return;

  // `held` is the item in hand: {item, bar, start, length (as they stand), to, toLength (as wanted), date}; `drag` the pointer that moves it.
  let held = null, drag = null, asking = 0, asked = 0, isBusy = false, suppressClick = false;

  const bars = () => Array.from(board().querySelectorAll("g.bar[data-movable]"));
  const sheetOf = (bar) => bar.closest("svg");
  const numberOf = (element, name) => Number(element.dataset[name]);
  const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

  function wall(date, minutes) {
    const moment = new Date(`${date}T00:00:00Z`);
    moment.setUTCMinutes(minutes);
    return moment.toISOString().slice(0, 16);
  }

  function speak(text) { byId("programme-speak").textContent = text; }

  async function send(path, data) {
    const headers = { "HX-Request": "true", "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
    const options = { headers, redirect: "manual", credentials: "same-origin" };
    if (data) Object.assign(options, { method: "POST", body: data });
    try {
      const answer = await fetch(path, options);
      return { status: answer.status, text: await answer.text(), to: answer.headers.get("HX-Redirect") };
    } catch {
      return { status: 0, text: "", to: null };
    }
  }

  const parse = (html, id) => new DOMParser().parseFromString(html, "text/html").getElementById(id);

  // ---- what is in hand ----

  function take(bar) {
    if (held && held.item === bar.dataset.item) return;
    putBack(false);
    held = { item: bar.dataset.item, bar, date: sheetOf(bar).dataset.date, start: numberOf(bar, "start"), length: numberOf(bar, "length") };
    [held.to, held.toLength] = [held.start, held.length];
    for (const one of barsOf(held.item)) one.classList.add("is-held");
  }

  const barsOf = (item) => Array.from(board().querySelectorAll(`g.bar[data-item="${CSS.escape(item)}"]`));

  function place(to, length) {
    const start = Math.max(0, Math.min(24 * 60 - STEP, to));
    [held.to, held.toLength] = [start, Math.max(STEP, Math.min(length, 24 * 60))];
    for (const bar of barsOf(held.item)) draw(bar, held.to, held.toLength);
    speak(`${clock(held.to)}–${clock((held.to + held.toLength) % 1440)}`);
    ask();
  }

  function draw(bar, start, length) {
    const svg = sheetOf(bar), per = Number(svg.dataset.per);
    const dx = (start - numberOf(bar, "start")) * per, width = Math.max(6, numberOf(bar, "width") + (length - numberOf(bar, "length")) * per);
    bar.setAttribute("transform", `translate(${dx.toFixed(1)} 0)`);
    bar.querySelector(".body").setAttribute("width", width.toFixed(1));
    bar.querySelector(".handle")?.setAttribute("x", (numberOf(bar, "x") + width - 4).toFixed(1));
  }

  function putBack(withFocus = true) {
    if (!held) { hidePanel(); return; }
    const { item } = held;
    held = null;
    asked += 1;
    clearTimeout(asking);
    for (const bar of barsOf(item)) {
      draw(bar, numberOf(bar, "start"), numberOf(bar, "length"));
      bar.removeAttribute("transform");
      bar.classList.remove("is-held");
    }
    clearGhosts();
    hidePanel();
    if (withFocus) barsOf(item)[0]?.focus({ preventScroll: true });
  }

  function hidePanel() {
    const panel = byId("programme-consequence");
    panel.replaceChildren();
    panel.hidden = true;
  }

  // ---- what would follow ----

  const address = () => `${board().dataset.base}/${held.item}/move`;

  function ask() {
    clearTimeout(asking);
    asking = setTimeout(askNow, ASK_MS);
  }

  async function askNow() {
    if (!held) return null;
    clearTimeout(asking);
    const mine = ++asked;
    const wanted = new URLSearchParams({ how: "at", starts_at: wall(held.date, held.to), ends_at: wall(held.date, held.to + held.toLength) });
    const answer = await send(`${address()}?${wanted}`);
    if (mine !== asked || !held) return null;
    if (answer.status === 401) { location.assign(answer.to || location.href); return null; }
    const panel = parse(answer.text, "programme-consequence");
    if (panel) showPanel(panel);
    return panel;
  }

  function showPanel(panel) {
    byId("programme-consequence").replaceWith(document.adoptNode(panel));
    window.htmx?.process(panel);
    clearGhosts();
    for (const line of panel.querySelectorAll("[data-moves]")) ghost(line.dataset);
  }

  function ghost({ moves, start, end }) {
    for (const bar of barsOf(moves)) {
      const svg = sheetOf(bar), per = Number(svg.dataset.per), midnight = Date.parse(`${svg.dataset.date}T00:00Z`);
      const [from, to] = [start, end].map((text) => (Date.parse(`${text}Z`) - midnight) / 60000);
      const body = bar.querySelector(".body"), rect = document.createElementNS(SVG, "rect");
      const values = { class: "ghost", x: numberOf(bar, "x") + (from - numberOf(bar, "start")) * per, y: body.getAttribute("y"), width: Math.max(6, (to - from) * per), height: body.getAttribute("height"), rx: 2 };
      for (const [name, value] of Object.entries(values)) rect.setAttribute(name, value);
      svg.append(rect);
    }
  }

  function clearGhosts() { for (const one of board().querySelectorAll(".ghost")) one.remove(); }

  // ---- storing ----

  async function store(form, submitter) {
    if (isBusy) return;
    isBusy = true;
    const begun = performance.now(), item = held?.item || new URL(form.action).pathname.split("/").at(-2);
    const data = new FormData(form, submitter);
    data.set("rows", board().dataset.rows);
    const answer = await send(new URL(form.action).pathname, new URLSearchParams(data));
    isBusy = false;
    if (answer.status === 401) { location.assign(answer.to || location.href); return; }
    if (answer.status === 200) {
      const fresh = parse(answer.text, "programme-board");
      if (!fresh) { location.reload(); return; }
      held = null;
      board().replaceWith(document.adoptNode(fresh));
      window.htmx?.process(fresh);
      revive();
      performance.measure("programme-redraw", { start: begun });
      const bar = barsOf(item).find((one) => one.dataset.movable);
      if (bar) { roving(bar); bar.focus({ preventScroll: true }); }
      speak(bar?.getAttribute("aria-label") || "");
      return;
    }
    const panel = parse(answer.text, "programme-consequence");
    if (panel) { showPanel(panel); panel.focus(); return; }
    const problem = parse(answer.text, "problem"), offline = document.createElement("p");
    offline.textContent = document.body.dataset.offline;
    byId("programme-consequence").replaceChildren(problem ? document.adoptNode(problem) : offline);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-move]");
    if (!form || !board().contains(form)) return;
    event.preventDefault();
    store(form, event.submitter);
  });

  document.addEventListener("click", (event) => {
    const back = event.target.closest?.("#programme-board [data-back]");
    if (!back) return;
    event.preventDefault();
    putBack();
  });

  async function enter() {
    if (!held) return;
    if (held.to === held.start && held.toLength === held.length) { putBack(); return; }
    const panel = await askNow();
    const button = panel?.querySelector("[data-store]");
    if (button) store(button.form, button);
    else panel?.focus();
  }

  // ---- pointer: with a mouse at once, with a finger after holding still ----

  document.addEventListener("pointerdown", (event) => {
    const bar = !event.button && event.target.closest?.("#programme-board g.bar[data-movable]");
    if (!bar) return;
    const isEnd = event.target.classList.contains("handle");
    drag = { bar, isEnd, id: event.pointerId, x: event.clientX, isOn: false, isTouch: event.pointerType === "touch" };
    if (drag.isTouch) drag.timer = setTimeout(beginDrag, HOLD_MS);
  });

  function beginDrag() {
    if (!drag || drag.isOn) return;
    take(drag.bar);
    Object.assign(drag, { isOn: true, to: held.to, length: held.toLength });
    roving(drag.bar);
    drag.bar.focus({ preventScroll: true });
  }

  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const dx = event.clientX - drag.x;
    if (!drag.isOn) {
      if (Math.abs(dx) <= DRAG_PIXELS) return;
      if (drag.isTouch) { endDrag(); return; }
      beginDrag();
    }
    event.preventDefault();
    const svg = sheetOf(drag.bar), scale = svg.getScreenCTM().a * Number(svg.dataset.per);
    const minutes = Math.round(dx / scale / STEP) * STEP;
    const [to, length] = drag.isEnd ? [drag.to, drag.length + minutes] : [drag.to + minutes, drag.length];
    if (to !== held.to || length !== held.toLength) place(to, length);
  });

  document.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { isOn } = drag;
    endDrag();
    if (!isOn) return;
    suppressClick = true;
    setTimeout(() => { suppressClick = false; }, 50);
    if (held.to === held.start && held.toLength === held.length) putBack();
    else askNow();
  });

  document.addEventListener("pointercancel", () => { const wasOn = drag?.isOn; endDrag(); if (wasOn) putBack(false); });
  document.addEventListener("touchmove", (event) => { if (drag?.isOn) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (drag?.isTouch) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (suppressClick && event.target.closest?.("svg.timeline-sheet")) event.preventDefault(); }, true);

  function endDrag() {
    clearTimeout(drag?.timer);
    drag = null;
  }

  // ---- keyboard ----

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && held) { event.preventDefault(); putBack(); return; }
    const bar = event.target.closest?.("#programme-board g.bar[data-movable]");
    if (!bar || event.ctrlKey || event.altKey || event.metaKey) return;
    const sign = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") { event.preventDefault(); enter(); return; }
    if (!sign) return;
    event.preventDefault();
    const isSideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (!isSideways && !event.shiftKey) { step(bar, sign); return; }
    take(bar);
    if (isSideways) place(held.to + sign * (event.shiftKey ? LONG_STEP : STEP), held.toLength);
    else place(held.to, held.toLength + sign * STEP);
  });

  function step(bar, sign) {
    if (held) return;
    const all = bars(), next = all[all.indexOf(bar) + sign];
    if (next) { roving(next); next.focus(); }
  }

  function roving(current) {
    for (const bar of bars()) bar.setAttribute("tabindex", bar === current ? "0" : "-1");
  }

  // ---- beginning ----

  function revive() {
    for (const bar of bars()) bar.setAttribute("role", "button");
    roving(bars()[0]);
    for (const hint of board().querySelectorAll("[data-programme-hint]")) hint.hidden = false;
  }

  revive();
  performance.mark("programme-ready");
})();
