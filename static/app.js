// Small comforts on top of pages that work without them: focus after a swap, keyboard shortcuts, dropped files, lost connection.
"use strict";

const byId = (id) => document.getElementById(id);

function focusFirstProblem(root) {
  const problem = root.querySelector("[data-focus]") || root.querySelector('[aria-invalid="true"]');
  if (problem) problem.focus();
}

function say(text) {
  const place = byId("notices");
  if (!place || !text) return;
  const line = document.createElement("p");
  line.className = "notice is-bad";
  line.setAttribute("role", "alert");
  line.textContent = text;
  place.replaceChildren(line);
}

// ---- shortcuts: "/" search, "?" help, "n" new, "g" then a letter ----

let waitingForLetter = false;

function isTyping(target) {
  return target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);
}

function go(letter) {
  const link = document.querySelector(`a[data-go="${CSS.escape(letter)}"]`);
  if (link) link.click();
}

function toggleHelp() {
  const dialog = byId("shortcuts");
  if (dialog) dialog.open ? dialog.close() : dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (waitingForLetter) {
    waitingForLetter = false;
    go(event.key.toLowerCase());
    return;
  }
  if (event.key === "g") {
    waitingForLetter = true;
    setTimeout(() => { waitingForLetter = false; }, 1500);
  } else if (event.key === "?") {
    toggleHelp();
  } else if (event.key === "/") {
    const search = document.querySelector('[data-search], input[type="search"]');
    if (search) { event.preventDefault(); search.focus(); }
  } else if (event.key === "n") {
    const fresh = document.querySelector("[data-new]");
    if (fresh) { event.preventDefault(); fresh.click(); }
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) toggleHelp();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keyup", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// ---- files dropped on their field ----

function showChosen(drop) {
  const chosen = drop.querySelector("[data-chosen]");
  const input = drop.querySelector('input[type="file"]');
  if (!chosen || !input) return;
  chosen.textContent = Array.from(input.files, (file) => file.name).join(", ");
  chosen.hidden = input.files.length === 0;
}

for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const drop = event.target.closest?.("[data-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    drop.querySelector('input[type="file"]').files = event.dataTransfer.files;
    showChosen(drop);
  });
}

document.addEventListener("change", (event) => {
  const drop = event.target.closest("[data-drop]");
  if (drop) showChosen(drop);
});

// ---- HTMX: focus, busy, lost connection ----

document.addEventListener("htmx:afterSwap", (event) => focusFirstProblem(event.detail.elt.parentElement || event.detail.elt));
document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));
document.addEventListener("htmx:timeout", () => say(document.body.dataset.offline));

// A current tab hidden at the right of a phone is brought into view; then the first problem of a form gets the focus.
for (const tab of document.querySelectorAll('nav.spine [aria-current="page"]')) {
  const bar = tab.closest("nav.spine");
  bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
}
// A hall plan wider than a phone begins with the main table, which stands in the middle.
for (const picture of document.querySelectorAll(".scroll:has(> svg.hall-plan)")) {
  picture.scrollLeft = (picture.scrollWidth - picture.clientWidth) / 2;
}
focusFirstProblem(document);
