// Comfort only: keys press what bears them as `data-key`. Never while typing, never with Ctrl, Alt or the like.
"use strict";
(() => {
  const typing = "input, textarea, select, [contenteditable]";
  const rel = { j: "next", k: "prev", n: "next", p: "prev" };
  let first = "";
  let pressed = 0;

  const bearing = (keys) => document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
  // Evidence of one page: go on from the piece that holds the focus.
  const neighbour = (step) => {
    const links = [...document.querySelectorAll("article.proof h3 a")];
    const at = links.findIndex((link) => link.closest("article").contains(document.activeElement));
    return links[at < 0 && step < 0 ? links.length - 1 : at + step];
  };
  const act = (keys) => {
    if (keys === "?") return document.getElementById("keys")?.showModal() ?? true;
    if (keys === "/") return (bearing(keys) ?? document.querySelector("main input[type=search]"))?.focus() ?? true;
    const found = bearing(keys);
    if (found) return found.click() ?? true;
    if (keys === "n" || keys === "p") {
      const link = neighbour(keys === "n" ? 1 : -1);
      if (link) return link.focus() ?? true;
      if (document.querySelector("article.proof")) return false;
    }
    const onward = rel[keys] && document.querySelector(`main a[rel=${rel[keys]}]`);
    return onward ? onward.click() ?? true : false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
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
