// Keeps one page for being offline, its stylesheets and icon. Never a page of data: nothing else is put into the cache.
"use strict";
const KEPT = "offline";
const root = new URL("./", self.location).pathname;
const language = new URL(self.location).searchParams.get("in") === "en" ? "en" : "ja";
const page = `${root}offline/${language}`;
const parts = ["static/tokens.css", "static/app.css", "static/icon.svg"].map((path) => root + path);

self.addEventListener("install", (event) => {
  const fetched = async () => {
    await caches.delete(KEPT);
    const kept = await caches.open(KEPT);
    await kept.addAll([page, ...parts].map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
    await self.skipWaiting();
  };
  event.waitUntil(fetched());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  // What is sent (a form, a file of 2 GiB) goes its own way.
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(page)));
  } else if (parts.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
  }
});
