// The day of a visit: the wall asks only while somebody can see it, and a lost sign-in never takes what was typed.
"use strict";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.matches("[data-wall]")) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  const wall = document.querySelector("[data-wall]");
  if (wall && !document.hidden) wall.dispatchEvent(new Event("seen"));
});

// HTMX would leave the page for the sign-in: the sentence stays here instead, beside what was typed.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const day = document.querySelector("[data-signed-out]");
  const place = document.getElementById("notices");
  if (event.detail.xhr.status !== 401 || !day || !place) return;
  event.preventDefault();
  const line = document.createElement("p");
  line.className = "notice is-bad";
  line.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.href = day.dataset.signIn;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = day.dataset.signInLabel;
  line.append(`${day.dataset.signedOut} `, link);
  place.replaceChildren(line);
  place.scrollIntoView();
});
