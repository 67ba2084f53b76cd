// Comfort only: look at the files before they are sent, drop them onto the page, see them go. Without it the plain form works.
"use strict";
const start = (held) => {
  const form = document.querySelector("form[data-collect]");
  if (!form) return;
  const words = form.querySelector("[data-words]").dataset;
  const input = form.querySelector("input[type=file][multiple]");
  const camera = form.querySelector("input[capture]");
  const review = form.querySelector("[data-review]");
  const sending = form.querySelector("[data-sending]");
  const said = form.querySelector("[data-said]");
  const limit = Number(form.dataset.limit);
  const most = Number(form.dataset.most);
  let urls = [];
  let running = null;

  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const size = (bytes) => bytes < 1024 ? `${bytes} B`
    : bytes < 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(1)} KiB`
      : bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const make = (tag, text = "", name = "") => Object.assign(document.createElement(tag), { textContent: text, className: name });
  const cell = (...inside) => {
    const made = make("td");
    made.setAttribute("role", "cell");
    made.append(...inside);
    return made;
  };
  const fault = (file) => file.size > limit ? say(words.big, { limit: size(limit) }) : file.size === 0 ? words.empty : "";
  const hold = (files) => {
    const kept = new DataTransfer();
    files.forEach((file) => kept.items.add(file));
    input.files = kept.files;
    draw();
  };
  const add = (files) => {
    const held = [...input.files];
    const again = (file) => held.some((one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified);
    hold([...held, ...[...files].filter((file) => !again(file))]);
  };
  const thumb = (file) => {
    const sort = make("span", (file.name.split(".").pop() || "").slice(0, 5).toUpperCase(), "thumb");
    if (!/^image\/(png|jpeg|gif|webp|avif|heic|heif)$/.test(file.type)) return sort;
    const picture = make("img", "", "thumb");
    picture.alt = "";
    picture.addEventListener("error", () => picture.replaceWith(sort));
    urls.push(picture.src = URL.createObjectURL(file));
    return picture;
  };
  const draw = () => {
    urls.forEach((url) => URL.revokeObjectURL(url));
    urls = [];
    const files = [...input.files];
    review.hidden = files.length === 0;
    review.querySelector("tbody").replaceChildren(...files.map((file) => {
      const row = make("tr");
      row.setAttribute("role", "row");
      const name = cell(file.name, make("small", size(file.size)));
      name.className = "lead";
      const remove = make("button", words.remove, "plain");
      remove.type = "button";
      remove.setAttribute("aria-label", `${words.remove} ${file.name}`);
      remove.addEventListener("click", () => hold([...input.files].filter((one) => one !== file)));
      const wrong = fault(file);
      row.append(cell(thumb(file)), name, wrong ? cell(make("span", wrong, "state expired")) : cell(), cell(remove));
      return row;
    }));
    const total = files.reduce((sum, file) => sum + file.size, 0);
    review.querySelector("[data-total]").textContent = say(words.total, { count: files.length, size: size(total), most: size(most) });
  };
  const show = (request) => {
    // Done: the answer names the page to go on to. Refused, or to sign in again: its page takes the place of ours, with
    // what it says once, and the files stay.
    const next = request.getResponseHeader("Location");
    if (request.status === 201 && next) return location.assign(next);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    if (!page.querySelector("main")) return stopped(words.broken);
    const files = [...input.files];
    document.title = page.title;
    document.body.replaceWith(page.body);
    window.dispatchEvent(new Event("pageshow"));
    start(files);
    history.replaceState(null, "", request.responseURL);
    window.scrollTo(0, 0);
  };
  const stopped = (text) => {
    running = null;
    sending.hidden = true;
    said.hidden = false;
    said.textContent = text;
    form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
    // Nothing was sent: the form may be sent again, and what it holds is still unsent.
    window.dispatchEvent(new Event("pageshow"));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running) return;
    const files = [...input.files];
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const wrong = files.find((file) => file.size > limit);
    if (wrong) return stopped(`${wrong.name} ${fault(wrong)}`);
    if (total > most) return stopped(say(words.much, { most: size(most) }));
    const data = new FormData(form);
    said.hidden = true;
    form.querySelectorAll("button:not([data-stop])").forEach((button) => { button.disabled = true; });
    sending.hidden = false;
    const bar = sending.querySelector("progress");
    const told = (sent, of) => {
      bar.max = of || 1;
      bar.value = sent;
      sending.querySelector("[data-told]").textContent = say(words.going, {
        percent: of ? Math.floor(sent / of * 100) : 0, sent: size(sent), of: size(of),
      });
    };
    told(0, total);
    const request = running = new XMLHttpRequest();
    request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) told(step.loaded, step.total); });
    request.addEventListener("load", () => show(request));
    request.addEventListener("error", () => stopped(words.broken));
    request.addEventListener("abort", () => stopped(words.stopped));
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.send(data);
  });
  form.querySelector("[data-stop]").addEventListener("click", () => running?.abort());
  // A browser forgets what was chosen before when files are chosen again; here they add up.
  let before = [];
  input.addEventListener("click", () => { before = [...input.files]; });
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    hold(before);
    add(chosen);
    before = [...input.files];
  });
  camera?.addEventListener("change", () => {
    add(camera.files);
    camera.value = "";
  });
  form.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
  form.addEventListener("tracker:dropped", (event) => add(event.detail));
  if (held.length) {
    hold(held);
    form.querySelectorAll("[data-again]").forEach((part) => part.remove());
    input.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (input.files.length) draw();
};
(() => {
  const form = () => document.querySelector("form[data-collect]");
  const carries = (event) => form() && event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    form().dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) delete form()?.dataset.over; });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    delete form().dataset.over;
    form().dispatchEvent(new CustomEvent("tracker:dropped", { detail: event.dataTransfer.files }));
    form().querySelector("input[type=file]").dispatchEvent(new Event("input", { bubbles: true }));
  });
  start([]);
})();
