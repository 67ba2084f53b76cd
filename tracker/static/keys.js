// Comfort only: keys press what bears them as `data-key`. Never while typing, never with Ctrl, Alt or the like, and not
// at all for whoever turned them off: somebody who speaks to the computer would press them by mistake.
"use strict";
(() => {
  const typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  const rel = { j: "next", k: "prev", n: "next", p: "prev" };
  const off = document.getElementById("keys-off");
  const open = document.getElementById("keys-open");
  if (!off || !open) return;
  off.checked = localStorage.getItem("keys") === "off";
  off.addEventListener("change", () => localStorage.setItem("keys", off.checked ? "off" : "on"));
  open.parentElement.hidden = false;
  open.addEventListener("click", () => document.getElementById("keys").showModal());
  let first = "";
  let pressed = 0;

  const bearing = (keys) => document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
  // Evidence of one page: go on from the piece that holds the focus.
  const neighbour = (step) => {
    const links = [...document.querySelectorAll("article.proof h3 a")];
    const at = links.findIndex((link) => link.closest("article").contains(document.activeElement));
    return links[at < 0 && step < 0 ? links.length - 1 : at + step];
  };
  const done = (element, verb) => {
    element?.[verb]();
    return Boolean(element);
  };
  const act = (keys) => {
    const sheet = document.getElementById("keys");
    if (keys === "?") return done(sheet, "showModal");
    if (keys === "/") return done(bearing(keys) ?? document.querySelector("main input[type=search]"), "focus");
    if (bearing(keys)) return done(bearing(keys), "click");
    if ((keys === "n" || keys === "p") && document.querySelector("article.proof")) {
      return done(neighbour(keys === "n" ? 1 : -1), "focus");
    }
    return rel[keys] ? done(document.querySelector(`main a[rel=${rel[keys]}]`), "click") : false;
  };

  document.addEventListener("keydown", (event) => {
    if (off.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (event.target.closest?.(typing) || document.querySelector("dialog[open]")) return;
    if (event.key === "Shift") return;
    const keys = first && event.timeStamp - pressed < 1500 ? `${first} ${event.key}` : event.key;
    first = "";
    if (event.key === "g" && keys === "g") {
      first = "g";
      pressed = event.timeStamp;
    } else if (act(keys)) {
      event.preventDefault();
    }
  });
})();
