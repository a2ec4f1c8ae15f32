// A position given freely with the sign-in: asked of the phone only after a tap, sent only with the form, never kept here.
"use strict";

for (const button of document.querySelectorAll("[data-position]")) {
  if (!navigator.geolocation) continue;
  button.hidden = false;
  const form = button.closest("form");
  const said = form.querySelector("[data-said]");
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        form.elements.lat.value = found.coords.latitude.toFixed(4);
        form.elements.lon.value = found.coords.longitude.toFixed(4);
        said.textContent = button.dataset.done;
      },
      () => {
        button.disabled = false;
        said.textContent = button.dataset.failed;
      },
      { timeout: 15000, maximumAge: 60000 },
    );
  });
}
