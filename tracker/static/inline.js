// Comfort only: where an answer of the server replaces `main`, keep what was typed elsewhere on the page, and say it.
"use strict";
(() => {
  let kept = [];
  const typed = () => [...document.querySelectorAll("main form :is(textarea, input:not([type=hidden], [type=file]))[id]")];
  const changed = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

  // A button that sends the plain form opens its dialog instead, where there are scripts.
  document.addEventListener("click", (event) => {
    const dialog = document.getElementById(event.target.closest?.("button[data-opens]")?.dataset.opens);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  });
  document.addEventListener("htmx:before:swap", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    const came = new URL(response.raw.url);
    // Led elsewhere (to sign in, to the list): that is a page of its own.
    if (response.raw.redirected && came.pathname !== location.pathname) {
      event.preventDefault();
      location.assign(came);
      return;
    }
    kept = typed().filter((field) => field.form !== sourceElement && changed(field)).map(({ id, value, checked }) => ({ id, value, checked }));
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const { id, value, checked } of kept) {
      const field = document.getElementById(id);
      if (!field || field.type === "hidden") continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const notice = document.querySelector("main [role=alert]:not([hidden]), main [role=status]");
    if (notice) {
      notice.tabIndex = -1;
      notice.focus();
    }
    history.replaceState(history.state, "", location.href);
  });
})();
