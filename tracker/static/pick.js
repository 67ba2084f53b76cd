// Comfort only: count what is chosen, choose all or a range, take the choice back. Without it the form works the same.
"use strict";
(() => {
  const form = document.querySelector("form[data-pick]");
  const said = form?.querySelector("[data-chosen]");
  if (!said) return;
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("[data-all]");
  all.closest("div").hidden = false;
  let last = null;
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    said.textContent = said.dataset.chosen.replace("{count}", chosen);
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  form.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (event.target === all) boxes.forEach((box) => { box.checked = all.checked; });
    if (at < 0 && event.target !== all) return;
    if (event.shiftKey && last !== null && at >= 0) {
      boxes.slice(Math.min(at, last), Math.max(at, last) + 1).forEach((box) => { box.checked = boxes[at].checked; });
    }
    if (at >= 0) last = at;
    tell();
  });
  form.addEventListener("reset", () => setTimeout(tell));
  window.addEventListener("pageshow", tell);
})();
