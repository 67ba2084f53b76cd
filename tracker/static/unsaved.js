// Comfort only: ask before a form with changes is left, and send a form once however often its button is pressed.
"use strict";
(() => {
  const changed = new Set();
  let sending = null;
  const guarded = (form) => form && form.method === "post" && form.querySelector("textarea, select, input:not([type=hidden])");
  document.addEventListener("input", (event) => {
    if (guarded(event.target.form)) changed.add(event.target.form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (sending === event.target) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sending = event.target;
    changed.delete(event.target);
    // Sent from within the page: what another form holds stays there. Otherwise the page goes, and was meant to.
    if (!event.target.hasAttribute("hx-post")) changed.clear();
  }, true);
  // A page that comes back from the browser's memory may be sent again, and so may a form whose answer did not come.
  window.addEventListener("pageshow", () => { sending = null; });
  document.addEventListener("htmx:finally:request", () => { sending = null; });
  document.addEventListener("htmx:error", (event) => {
    const form = event.target.closest?.("form");
    if (form) changed.add(form);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    // Refused: what was typed is on the page again, and still unsent.
    for (const form of document.querySelectorAll("main form")) {
      if (event.detail.ctx.response.status >= 400 && form.querySelector("[aria-invalid=true]")) changed.add(form);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
})();
