// The list stays, the row opens beside it; narrow screens follow the link instead.
const wide = matchMedia("(min-width: 62em)");

document.addEventListener("htmx:config:request", (event) => {
  const link = event.detail?.ctx?.sourceElement;
  if (!link?.matches?.("[data-linli-split]") || wide.matches) return;
  event.preventDefault();
  location.assign(link.href);
});

document.addEventListener("htmx:after:swap", (event) => {
  const link = event.detail?.ctx?.sourceElement;
  if (!link?.matches?.("[data-linli-split]")) return;
  for (const row of document.querySelectorAll("[data-linli-row][data-open]")) row.removeAttribute("data-open");
  link.closest("[data-linli-row]")?.setAttribute("data-open", "");
  link.closest(".split")?.classList.add("open");
});

// What cannot be fetched beside the list is opened as a page, which says what is wrong.
document.addEventListener("htmx:error", (event) => {
  const link = event.detail?.ctx?.sourceElement;
  if (link?.matches?.("[data-linli-split]")) location.assign(link.href);
});
