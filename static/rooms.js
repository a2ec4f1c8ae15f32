// The room drawn by hand: drag, snap, turn and choose by mouse, touch and keyboard. The rows of numbers are the truth: every change
// is written there, and the server says what it means (order, overlaps, who loses a seat).
"use strict";

(() => {
  const form = document.getElementById("room-form");
  if (!form) return;
  document.documentElement.classList.add("has-script");
  const words = JSON.parse(form.dataset.words);
  const GRID = Number(form.dataset.grid), FAR = Number(form.dataset.step), TURN = Number(form.dataset.turn), NEAR = 16;
  const PARTS = ["room-findings", "room-picture", "room-order", "room-warnings", "room-losing", "room-rows"];
  const byId = (id) => document.getElementById(id);
  const svg = () => byId("room-svg");
  const group = (key) => byId(`pic-${key}`);
  const chosen = new Set();
  let drag = null, edits = 0, queue = Promise.resolve(), later = null, isDirty = byId("room-state").textContent.trim() !== "", isSending = false;

  // ---- numbers ----

  const field = (key, name) => byId(`t${name}-${key}`) || byId(`o${name}-${key}`);
  const number = (key, name) => { const found = field(key, name); return found ? parseInt(found.value, 10) || 0 : 0; };
  const place = (key) => ({ x: number(key, "x"), y: number(key, "y"), turn: number(key, "turn") });

  function put(key, at) {
    edits += 1;
    for (const name of ["x", "y", "turn"]) field(key, name).value = String(Math.round(at[name]));
    group(key).setAttribute("transform", `translate(${Math.round(at.x)} ${Math.round(at.y)}) rotate(${at.turn})`);
    const upright = group(key).querySelector(".upright");
    if (upright) upright.setAttribute("transform", `rotate(${-at.turn})`);
  }

  function say(text) { byId("room-said").textContent = text; }

  function sayWhere(key) {
    const at = place(key), values = { name: group(key).dataset.called, x: at.x, y: at.y, turn: at.turn };
    say(words.at.replace(/\{(\w+)\}/g, (_, name) => values[name]));
  }

  // ---- choosing ----

  function mark() {
    for (const one of svg().querySelectorAll("[data-key]")) one.classList.toggle("chosen", chosen.has(one.dataset.key));
    for (const box of form.querySelectorAll('input[name="t_pick"]')) box.checked = chosen.has(box.value);
  }

  function choose(key, isMore) {
    if (isMore) { chosen.has(key) ? chosen.delete(key) : chosen.add(key); }
    else if (!chosen.has(key)) { chosen.clear(); chosen.add(key); }
    mark();
  }

  // ---- asking the server ----

  function changed() {
    isDirty = true;
    edits += 1;
    clearTimeout(later);
    later = setTimeout(() => ask("look"), 250);
  }

  // One after the other; what was drawn while an answer was under way is sent again before the answer counts.
  function ask(what) {
    clearTimeout(later);
    queue = queue.then(async () => {
      for (;;) {
        while (drag) await new Promise((done) => setTimeout(done, 50));
        const before = edits, page = await answer(what);
        if (!page) return;
        if (before === edits && !drag) { patch(page); return; }
        if (what === "look" && before !== edits) return;           // a newer look is on its way
      }
    });
  }

  async function answer(what) {
    const data = new FormData(form);
    data.set("do", what);
    try {
      const got = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin", redirect: "manual" });
      const isOut = got.type === "opaqueredirect" || got.status === 401;
      if (!isOut && ![200, 422].includes(got.status)) { trouble(words.lost); return null; }
      const page = isOut ? null : new DOMParser().parseFromString(await got.text(), "text/html");
      if (page && page.getElementById("room-form")) return page;
      trouble(words.ended);
    } catch { trouble(words.lost); }
    return null;
  }

  function trouble(text) {
    for (const old of document.querySelectorAll("#room-findings .trouble")) old.remove();
    const line = document.createElement("p");
    line.className = "notice is-bad trouble";
    line.setAttribute("role", "alert");
    line.textContent = text;
    byId("room-findings").prepend(line);
  }

  function patch(page) {
    const focus = document.activeElement && document.activeElement.id, scrolled = byId("room-picture").scrollLeft;
    for (const id of PARTS) {
      const fresh = page.getElementById(id);
      if (fresh) byId(id).replaceWith(document.importNode(fresh, true));
    }
    byId("room-state").textContent = page.getElementById("room-state").textContent;
    for (const id of ["width_cm", "depth_cm", "numbering", "names"]) {
      const fresh = page.getElementById(id), mine = byId(id);
      if (fresh && mine && mine !== document.activeElement) mine.value = fresh.value;
    }
    byId("room-picture").scrollLeft = scrolled;
    for (const key of [...chosen]) if (!group(key)) chosen.delete(key);
    mark();
    const again = focus && byId(focus);
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  }

  // ---- pointer: mouse, pen and finger ----

  function point(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg().getScreenCTM().inverse());
    return { x: at.x, y: at.y };
  }

  function snapped(at, keys) {
    const found = { x: Math.round(at.x / GRID) * GRID, y: Math.round(at.y / GRID) * GRID, lines: [] };
    for (const axis of ["x", "y"]) {
      let best = NEAR;
      for (const other of svg().querySelectorAll("[data-key]")) {
        if (keys.has(other.dataset.key)) continue;
        const value = place(other.dataset.key)[axis];
        if (Math.abs(value - at[axis]) < best) { best = Math.abs(value - at[axis]); found[axis] = value; found[`on_${axis}`] = true; }
      }
    }
    return found;
  }

  function guides(at) {
    const box = svg().viewBox.baseVal, holder = byId("room-guides");
    holder.replaceChildren();
    for (const [is, d] of [[at && at.on_x, at && `M${at.x} ${box.y}V${box.y + box.height}`], [at && at.on_y, at && `M${box.x} ${at.y}H${box.x + box.width}`]]) {
      if (!is) continue;
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("d", d);
      holder.append(line);
    }
  }

  document.addEventListener("pointerdown", (event) => {
    const one = event.target.closest && event.target.closest("#room-svg [data-key]");
    if (!one || event.button > 0) return;
    const key = one.dataset.key;
    event.preventDefault();
    if (!event.target.hasAttribute("data-turn")) choose(key, event.shiftKey || event.ctrlKey || event.metaKey);
    one.focus({ preventScroll: true });
    if (!chosen.has(key)) return;
    drag = { key, id: event.pointerId, isTurn: event.target.hasAttribute("data-turn"), from: point(event), moved: false,
             starts: new Map([...chosen].map((k) => [k, place(k)])) };
    try { svg().setPointerCapture(event.pointerId); } catch { /* a pointer that has gone already */ }
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const now = point(event), start = drag.starts.get(drag.key);
    if (!drag.moved && Math.hypot(now.x - drag.from.x, now.y - drag.from.y) < 8) return;
    drag.moved = true;
    if (drag.isTurn) {
      const turn = Math.atan2(now.x - start.x, start.y - now.y) * 180 / Math.PI;
      put(drag.key, { ...start, turn: ((Math.round(turn / TURN) * TURN) % 360 + 360) % 360 });
      return;
    }
    const to = snapped({ x: start.x + now.x - drag.from.x, y: start.y + now.y - drag.from.y }, new Set(drag.starts.keys()));
    for (const [key, at] of drag.starts) put(key, { ...at, x: at.x + to.x - start.x, y: at.y + to.y - start.y });
    guides(to);
  });

  function drop(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const { key, moved, starts } = drag;
    drag = null;
    guides(null);
    if (event.type === "pointercancel") { for (const [k, at] of starts) put(k, at); return; }
    if (moved) { sayWhere(key); changed(); }
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);

  // ---- keyboard ----

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  document.addEventListener("keydown", (event) => {
    const one = document.activeElement && document.activeElement.closest("#room-svg [data-key]");
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = one.dataset.key;
    if (ARROWS[event.key]) {
      const [dx, dy] = ARROWS[event.key], by = event.shiftKey ? FAR : GRID;
      for (const k of chosen.has(key) ? chosen : [key]) { const at = place(k); put(k, { ...at, x: at.x + dx * by, y: at.y + dy * by }); }
    } else if (event.key === "r" || event.key === "R") {
      const at = place(key);
      put(key, { ...at, turn: (at.turn + (event.key === "r" ? TURN : 360 - TURN)) % 360 });
    } else if (event.key === "Delete" || event.key === "Backspace") {
      remove(chosen.has(key) ? [...chosen] : [key]);
      event.preventDefault();
      return;
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(key, true);
      return;
    } else if (event.key === "Escape") {
      if (drag) { for (const [k, at] of drag.starts) put(k, at); drag = null; guides(null); }
      chosen.clear();
      mark();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
    sayWhere(key);
    changed();
  }, true);

  function remove(keys) {
    const next = keys.length && group(keys[0]).nextElementSibling;
    for (const key of keys) {
      say(words.removed.replace("{name}", group(key).dataset.called));
      group(key).remove();
      byId(`row-${key}`).remove();
      chosen.delete(key);
    }
    const to = next && next.isConnected && next.dataset.key ? next : svg().querySelector("[data-key]");
    if (to) to.focus();
    changed();
  }

  // ---- buttons, rows, leaving ----

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[formaction]");
    if (!button) return;
    event.preventDefault();
    isDirty = true;
    ask(button.value);
  });
  form.addEventListener("input", () => { edits += 1; });
  form.addEventListener("change", (event) => {
    if (event.target.name === "t_pick") { event.target.checked ? chosen.add(event.target.value) : chosen.delete(event.target.value); mark(); return; }
    if (event.target.closest("#room-rows") || ["width_cm", "depth_cm", "numbering", "names"].includes(event.target.name)) changed();
  });
  form.addEventListener("submit", () => { isSending = true; });
  window.addEventListener("beforeunload", (event) => { if (isDirty && !isSending) event.preventDefault(); });
  mark();
})();
