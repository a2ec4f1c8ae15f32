// Signature pads: a finger or pen draws a path, kept in whole units of the box, in the hidden field beside it. Without this file one signs on paper.
(function () {
  "use strict";

  function ready(pad) {
    const box = pad.querySelector("svg"), line = pad.querySelector("path"), field = pad.querySelector("input[type=hidden], input[data-path]");
    const clear = pad.querySelector("[data-clear]");
    let drawing = false, path = field.value;

    function show() { line.setAttribute("d", path || "M0 0"); field.value = path; }
    function point(event) {
      const frame = box.getBoundingClientRect(), view = box.viewBox.baseVal;
      const clip = function (value, most) { return Math.max(0, Math.min(most, Math.round(value))); };
      return clip((event.clientX - frame.left) / frame.width * view.width, view.width) + " " + clip((event.clientY - frame.top) / frame.height * view.height, view.height);
    }
    box.addEventListener("pointerdown", function (event) {
      drawing = true; box.setPointerCapture(event.pointerId); path += "M" + point(event); show(); event.preventDefault();
    });
    box.addEventListener("pointermove", function (event) {
      if (!drawing || path.length > 11000) { return; }
      const next = point(event);
      if (!path.endsWith(next)) { path += "L" + next; show(); }
    });
    ["pointerup", "pointercancel"].forEach(function (name) { box.addEventListener(name, function () { drawing = false; }); });
    clear.addEventListener("click", function () { path = ""; show(); });
    pad.hidden = false;
    show();
  }

  function start() { document.querySelectorAll("[data-sign-pad]").forEach(ready); }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
