// The check-in at the door on a bad network: each tap is kept on this device under a key of its own and sent until the server has taken it.
// The server knows each key once, so nothing is noted twice. Without this file the page works as plain forms.
(function () {
  "use strict";

  const root = document.querySelector("[data-check-in]");
  if (!root) return;
  const base = root.dataset.checkIn, store = `check-in:${base}`, doorStore = "check-in-door";
  const OFTEN = 15000, SLOWEST = 60000, MARK_LENGTH = 16;
  const find = (selector) => root.querySelector(selector);
  const word = (name) => root.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`] || "";
  let sending = false, again = false, delay = 2000, timer = 0, note = "";

  // ---- the queue ----

  function queue() {
    try { return JSON.parse(localStorage.getItem(store) || "[]"); } catch { return []; }
  }

  function keep(entries) {
    if (entries.length) localStorage.setItem(store, JSON.stringify(entries));
    else localStorage.removeItem(store);
  }

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  }

  // Whether the entry is kept; false where the device refuses, so that the form goes the plain way.
  function add(kind, label, fields) {
    if (!rows().some((row) => row.hidden)) say("");      // what was said of the entry before
    const door = find("[data-door]") ? find("[data-door]").value : readDoor();
    const last = queue().filter((entry) => entry.kind === kind && entry.fields.attendee === fields.attendee).pop();
    if (kind === "presence" && last && !last.refused && last.fields.state === fields.state) return true;
    try {
      keep([...queue(), { key: newKey(), kind, label, fields: { ...fields, door }, at: Date.now(), person: root.dataset.person }]);
    } catch {
      say(word("full"));
      return false;
    }
    show();
    send();
    return true;
  }

  function drop(key) {
    keep(queue().filter((entry) => entry.key !== key));
  }

  function refuse(key, message) {
    keep(queue().map((entry) => (entry.key === key ? { ...entry, refused: message } : entry)));
  }

  async function send() {
    again = sending;          // asked while one round is under way: another follows it at once
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    try {
      if (navigator.locks) await navigator.locks.request(store, sendAll);
      else await sendAll();
    } finally {
      sending = false;
      show();
      if (mine().length) timer = setTimeout(send, again ? 0 : delay);
      again = false;
    }
  }

  const mine = () => queue().filter((entry) => !entry.refused && entry.person === root.dataset.person);

  async function sendAll() {
    for (let entry = mine()[0]; entry; entry = mine()[0]) {
      if (!(await sendOne(entry))) {
        delay = Math.min(delay * 2, SLOWEST);
        return;
      }
      delay = 2000;
      note = "";
    }
  }

  // Whether the server has settled the entry, one way or the other.
  async function sendOne(entry) {
    const body = new URLSearchParams({ ...entry.fields, kind: entry.kind, key: entry.key, age: String(Math.max(0, Math.round((Date.now() - entry.at) / 1000))),
      csrf_token: document.querySelector("input[name=csrf_token]").value });
    let answer;
    try {
      answer = await fetch(`${base}/entries`, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
    } catch {
      note = word("offline");
      return false;
    }
    if (answer.ok || answer.status === 422) {
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) { drop(entry.key); settle(entry, told); } else if (!giveBack(entry, told.message)) refuse(entry.key, told.message || String(answer.status));
      show();
      return true;
    }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) note = word("signedOut");
    else if (answer.status === 400) note = word("reload");
    else if (answer.status === 404) { refuse(entry.key, word("unknown")); return true; }
    else note = word("offline");
    return false;
  }

  function settle(entry, told) {
    if (entry.kind === "presence") stand(told.attendee, told.state);
    if (told.message) say(told.message, told.url);
    if (find("[data-desk-mark]") && !queue().length) location.reload();
    else look();
  }

  // A walk-in that was refused goes back into its form, with the sentence that says why.
  function giveBack(entry, message) {
    const form = document.getElementById("walk-in-form");
    if (entry.kind !== "walk_in" || !form) return false;
    for (const [name, value] of Object.entries(entry.fields)) {
      const field = form.elements[name];
      if (field) field.type === "checkbox" ? (field.checked = Boolean(value)) : (field.value = value);
    }
    form.closest("details").open = true;
    drop(entry.key);
    say(message);
    form.elements.name.focus();
    return true;
  }

  function show() {
    const entries = queue(), box = find("[data-queue]"), list = find("[data-queue-list]");
    box.hidden = !entries.length;
    find("[data-queue-count]").textContent = entries.length;
    find("[data-queue-note]").textContent = note || (navigator.onLine ? "" : word("offline"));
    list.replaceChildren(...entries.map(line));
    const waiting = new Set(entries.filter((e) => e.fields.attendee).map((e) => String(e.fields.attendee)));
    for (const one of document.querySelectorAll("[data-id]")) one.classList.toggle("is-waiting", waiting.has(one.dataset.id));
    for (const entry of entries) if (entry.kind === "presence" && !entry.refused) stand(entry.fields.attendee, entry.fields.state, word("waiting"));
  }

  function line(entry) {
    const row = document.createElement("li"), what = document.createElement("span"), who = entry.label || nameOn(entry.fields.attendee), kinds = { walk_in: word("walkIn"), signature: word("signature") };
    what.textContent = [who, kinds[entry.kind] || word(entry.fields.state), entry.refused || (entry.person !== root.dataset.person ? word("other") : "")].filter(Boolean).join(" · ");
    row.append(what);
    if (entry.refused) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = word("drop");
      button.addEventListener("click", () => { drop(entry.key); show(); look(); });
      row.append(button);
    }
    return row;
  }

  // Names of guests are read off the page, not kept: the device holds numbers.
  function nameOn(id) {
    const row = document.querySelector(`.desk-people [data-id="${CSS.escape(String(id))}"]`), form = document.querySelector(`[data-desk-mark="${CSS.escape(String(id))}"]`);
    return row ? nameOf(row) : form ? form.dataset.name : `#${id}`;
  }

  function say(text, url, called = word("choose")) {
    const place = find("[data-desk-message]") || document.getElementById("notices");
    if (!place) return;
    const told = document.createElement("span");
    told.textContent = `${text} `;
    place.replaceChildren(told);
    if (url) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = called;
      place.append(link);
    }
    place.hidden = !text;
  }

  // ---- how everybody stands ----

  function stand(id, state, besides) {
    for (const one of document.querySelectorAll(`[data-id="${CSS.escape(String(id))}"]`)) {
      const said = one.querySelector("[data-state-word]"), before = one.dataset.state;
      for (const name of ["here", "late", "absent", "awaited"]) one.classList.toggle(`is-${name}`, name === state);
      one.dataset.state = state;
      if (said && (before !== state || besides || said.dataset.waits)) {
        said.textContent = [word(state), besides].filter(Boolean).join(" · ");
        if (besides) said.dataset.waits = "1"; else delete said.dataset.waits;
      }
      for (const button of one.querySelectorAll("button[name=mark], button[name=state]")) {
        const means = button.value.split(":").pop();
        if (means === "awaited") button.disabled = state === "awaited";
        else button.setAttribute("aria-pressed", String(means === state));
      }
    }
  }

  async function look() {
    if (!find("[data-number]") || document.hidden) return;
    try {
      const answer = await fetch(`${base}/state`, { redirect: "manual", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const now = await answer.json(), waiting = new Set(queue().map((entry) => String(entry.fields.attendee)));
      for (const [id, state] of Object.entries(now.people)) if (!waiting.has(id)) stand(id, state);
      for (const [name, count] of Object.entries(now.numbers)) {
        const place = find(`[data-number="${name}"]`);
        if (place) place.textContent = count;
      }
    } catch { /* no network: the numbers stay as they were */ }
  }

  // ---- forms ----

  const nameOf = (row) => (row.querySelector(".names") || row).textContent.trim().replace(/\s+/g, " ");

  root.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    let kept = false;
    if (form.matches("[data-desk-marks]") && button && button.name === "mark") {
      const [attendee, state] = button.value.split(":");
      kept = add("presence", "", { attendee, state });
    } else if (form.matches("[data-desk-mark]") && button) {
      kept = add("presence", "", { attendee: form.dataset.deskMark, state: button.value });
    } else if (form.matches("[data-desk-sign]")) {
      const path = form.querySelector("[data-path]").value;
      kept = path && add("signature", "", { attendee: form.dataset.deskSign, path });
      if (kept && !navigator.onLine) say(word("kept"));
    } else if (form.id === "walk-in-form") {
      const fields = Object.fromEntries(new FormData(form));
      if (!fields.name || !fields.word_of_id) return;
      delete fields.csrf_token;
      delete fields.idempotency_key;
      kept = add("walk_in", fields.name, fields);
      if (kept) { form.reset(); form.closest("details").open = false; if (!navigator.onLine) say(word("kept")); }
    } else if (form.matches("[data-desk-code]")) {
      if (window.crypto && crypto.subtle) { event.preventDefault(); byCode(form.elements.code.value, form); }
      return;
    }
    if (kept) event.preventDefault();
  });

  // ---- searching on the page ----

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
  const rows = () => [...root.querySelectorAll(".desk-people > [data-id]")];

  function narrow(is) {
    let any = false;
    for (const row of rows()) {
      row.hidden = !is(row);
      any = any || !row.hidden;
    }
    const nobody = find("[data-nobody]");
    if (nobody) nobody.hidden = any;
    return any;
  }

  const search = find("[data-desk-search] input");
  if (search) {
    search.addEventListener("input", () => {
      const words = folded(search.value).split(/\s+/).filter(Boolean);
      narrow((row) => words.every((one) => row.dataset.find.includes(one)));
    });
  }

  async function markOf(text) {
    const link = text.trim().match(/\/r\/([A-Za-z0-9_-]{16,64})\/?$/), code = text.trim().toUpperCase().match(/^(?:SZ[ -]?)?([A-Z2-7]{4})[ -]?([A-Z2-7]{4})$/);
    if (!link) return code ? code[1] + code[2] : "";
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(link[1])));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, MARK_LENGTH);
  }

  async function byCode(text, form) {
    const mark = await markOf(text);
    if (mark && narrow((row) => row.dataset.marks.split(" ").includes(mark))) {
      say(word("only"), base, word("everybody"));
      form.elements.code.value = "";
      const first = rows().find((row) => !row.hidden);
      first.scrollIntoView({ block: "center" });
      first.querySelector("button").focus({ preventScroll: true });
      return;
    }
    narrow(() => true);
    if (navigator.onLine && mark) form.submit();
    else say(word("unknown"));
  }

  // ---- the camera, where the browser reads codes ----

  const scan = find("[data-scan]"), camera = find("[data-camera]");
  let stream = null;

  function closeCamera() {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    camera.hidden = true;
  }

  async function openCamera() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      say(word("noCamera"));
      return;
    }
    const video = camera.querySelector("video"), reader = new BarcodeDetector({ formats: ["qr_code"] });
    camera.hidden = false;
    video.srcObject = stream;
    await video.play();
    while (stream) {
      const [seen] = await reader.detect(video).catch(() => []);
      if (seen) {
        closeCamera();
        byCode(seen.rawValue, find("[data-desk-code]"));
        return;
      }
      await new Promise((done) => { setTimeout(done, 200); });
    }
  }

  if (scan && "BarcodeDetector" in window && navigator.mediaDevices) {
    scan.hidden = false;
    scan.addEventListener("click", openCamera);
    find("[data-camera-close]").addEventListener("click", closeCamera);
  }

  // ---- what this door is called ----

  function readDoor() {
    try { return localStorage.getItem(doorStore) || ""; } catch { return ""; }
  }

  const door = find("[data-door]");
  if (door) {
    door.value = readDoor();
    door.addEventListener("change", () => { try { localStorage.setItem(doorStore, door.value); } catch { /* then it is asked again */ } });
  }

  find("[data-send-now]").addEventListener("click", () => { delay = 2000; send(); });
  window.addEventListener("online", () => { delay = 2000; send(); });
  window.addEventListener("offline", show);
  document.addEventListener("visibilitychange", look);
  setInterval(look, OFTEN);
  show();
  if (mine().length) send();
})();
