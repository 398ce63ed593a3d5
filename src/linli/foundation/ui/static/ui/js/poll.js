// A part of a page that fetches itself anew: `data-linli-poll` seconds, found again by its id.
// Without a network the last figures stay and say how old they are.
const fresh = async (part) => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById(part.id);
  if (!next) throw new Error(part.id);
  part.replaceWith(document.adoptNode(next));
};

const poll = async (id) => {
  const part = document.getElementById(id);
  if (!part) return;
  try {
    if (!document.hidden) await fresh(part);
  } catch {
    const told = part.querySelector("[data-linli-stale]");
    if (told) told.hidden = false;
  }
  const seconds = Number(document.getElementById(id)?.dataset.linliPoll) || 60;
  setTimeout(poll, seconds * 1000, id);
};

for (const part of document.querySelectorAll("[data-linli-poll]")) {
  setTimeout(poll, Number(part.dataset.linliPoll) * 1000, part.id);
}
