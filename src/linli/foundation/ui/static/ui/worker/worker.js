// Without a network a page that is asked for is answered by the one that says so. Nothing else is
// kept: what people see is always the server's.
const KEPT = "linli-offline-1";
const PAGE = "/offline/";

const keep = async () => {
  const cache = await caches.open(KEPT);
  const page = await fetch(PAGE, { cache: "reload" });
  const links = (await page.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"#]+)/g);
  await cache.put(PAGE, page);
  await cache.addAll([...new Set([...links].map((found) => found[1]))]);
};

const answer = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
};

const file = async (request) => {
  try {
    return await fetch(request);
  } catch (fault) {
    const kept = await caches.match(request);
    if (kept) return kept;
    throw fault;
  }
};

addEventListener("install", (event) => event.waitUntil(keep()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(answer(request));
  else if (request.url.includes("/static/")) event.respondWith(file(request));
});
