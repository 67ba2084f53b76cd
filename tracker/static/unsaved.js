// Comfort only: ask before a form with changes is left, and send a form once however often its button is pressed.
"use strict";
(() => {
  let changed = false;
  let sending = null;
  const guarded = (form) => form && form.method === "post" && form.querySelector("textarea, select, input:not([type=hidden])");
  document.addEventListener("input", (event) => {
    if (guarded(event.target.form)) changed = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (sending === event.target) {
      event.preventDefault();
      return;
    }
    sending = event.target;
    changed = false;
  });
  // A page that comes back from the browser's memory may be sent again.
  window.addEventListener("pageshow", () => { sending = null; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
