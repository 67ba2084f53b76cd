// Keeps the page for being offline in both languages, its stylesheets and icon, and which language was last read.
// Never a page of data: nothing else is put into the cache.
"use strict";
const KEPT = "offline";
const root = new URL("./", self.location).pathname;
const pages = { ja: `${root}offline/ja`, en: `${root}offline/en` };
const language = `${root}offline/language`;
const parts = ["static/tokens.css", "static/app.css", "static/icon.svg"].map((path) => root + path);

self.addEventListener("install", (event) => {
  const fetched = async () => {
    await caches.delete(KEPT);
    const kept = await caches.open(KEPT);
    const paths = [...Object.values(pages), ...parts];
    await kept.addAll(paths.map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
    await self.skipWaiting();
  };
  event.waitUntil(fetched());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Each page says its language. It is kept in the cache, because a worker forgets while it rests.
self.addEventListener("message", (event) => {
  const said = new Response(event.data === "en" ? "en" : "ja");
  event.waitUntil(caches.open(KEPT).then((kept) => kept.put(language, said)));
});

const offline = async () => {
  const said = await caches.match(language);
  return caches.match(pages[said ? await said.text() : "ja"]);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  // What is sent (a form, a file of 2 GiB) goes its own way.
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(offline));
  } else if (parts.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
  }
});
