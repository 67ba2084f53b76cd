// Comfort only: lets the browser keep a page for being offline, and holds a form back while there is no connection.
"use strict";
(() => {
  const root = new URL("../", document.currentScript.src);
  const lang = document.documentElement.lang;
  if ("serviceWorker" in navigator && window.isSecureContext) {
    // One worker for both languages: another address for each would install it anew whenever the language changes.
    navigator.serviceWorker.register(`${root.pathname}sw.js`, { scope: root.pathname }).catch(() => {});
    navigator.serviceWorker.ready.then(({ active }) => active.postMessage(lang));
  }
  // Looked up each time: a form that stays on its page brings a new one.
  const said = () => document.getElementById("offline");
  window.addEventListener("online", () => { said().hidden = true; });
  // Before anything else hears of it: what was typed stays on the page, and may be sent later.
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || event.target.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    said().hidden = false;
    said().scrollIntoView({ block: "nearest" });
  }, true);
})();
