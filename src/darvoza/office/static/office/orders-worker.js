/* Keeps orders on the tablet: with a link every page comes from the office, without one from the last time it was seen. */
"use strict";
const KEPT = "orders-1";
const DAY = 24 * 3600 * 1000;
const isOrder = (url) => /^\/orders$|^\/order\/\d+$/.test(url.pathname);
const isAsset = (url) => url.pathname.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function put(request, answer) {
  const kept = await caches.open(KEPT);
  const headers = new Headers(answer.headers);
  headers.set("X-Kept", String(Date.now()));
  await kept.put(request, new Response(await answer.clone().blob(), { status: answer.status, headers }));
}

/* Whoever signs out, or has to sign in again, leaves no page of an order behind; what was filled stays. */
const forget = () => caches.delete(KEPT);

async function fromKept(request) {
  const found = await caches.match(request, { ignoreSearch: !isAsset(new URL(request.url)), ignoreVary: true });
  if (!found) return undefined;
  const old = Date.now() - Number(found.headers.get("X-Kept")) > DAY;
  return old && !isAsset(new URL(request.url)) ? undefined : found;
}

async function page(request) {
  try {
    const answer = await fetch(request);
    const url = new URL(request.url);
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") await forget();
    else if (answer.type === "opaqueredirect") await forgetIfSignedOut();
    else if (answer.ok && !answer.redirected && !url.search) await put(url.pathname, answer);
    return answer;
  } catch (failed) {
    const found = await fromKept(request);
    if (found) return found;
    throw failed;
  }
}

/* A navigation's redirect cannot be looked into: ask whether somebody is still signed in. */
async function forgetIfSignedOut() {
  const answer = await fetch("/orders/ready", { redirect: "manual" });
  if (answer.type === "opaqueredirect") await forget();
}

async function asset(request) {
  const found = await fromKept(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await put(request, answer);
  return answer;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname === "/sign-out") event.waitUntil(forget());
  else if (event.request.method !== "GET") return;
  else if (isOrder(url)) event.respondWith(page(event.request));
  else if (isAsset(url)) event.respondWith(asset(event.request));
});

self.addEventListener("message", (event) => {
  if (!Array.isArray(event.data)) return;
  event.waitUntil((async () => {
    for (const address of event.data) {
      const url = new URL(address, self.location.origin);
      if (url.origin !== self.location.origin || !(isOrder(url) || isAsset(url))) continue;
      if (isAsset(url) && (await fromKept(new Request(url)))) continue;
      try {
        const answer = await fetch(url, { redirect: "manual", credentials: "same-origin" });
        if (answer.ok) await put(isOrder(url) ? url.pathname : url.href, answer);
      } catch {
        break;
      }
    }
    const there = await (await caches.open(KEPT)).keys();
    event.source.postMessage(there.filter((each) => /^\/order\//.test(new URL(each.url).pathname)).length);
  })());
});
