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

// A move made in the panel: what is out of one's hands leaves its list, and the next row opens.
const fewer = (element) => {
  const left = Number(element.textContent) - 1;
  if (left >= 0) element.textContent = left;
};

const leave = (row, part) => {
  const all = [...document.querySelectorAll("[data-linli-part] [data-linli-row]")];
  const at = all.indexOf(row);
  const next = all[at + 1] ?? all[at - 1];
  const counts = new Set([
    ...part.querySelectorAll("[data-linli-count]"),
    ...document.querySelectorAll(".rail [data-linli-count], .bottombar [data-linli-count], .count-line [data-linli-count]"),
  ]);
  counts.forEach(fewer);
  row.remove();
  const link = next?.querySelector("[data-linli-open]");
  if (!link) return document.getElementById("panel").replaceChildren();
  link.focus();
  link.click();
};

document.addEventListener("htmx:after:swap", (event) => {
  const panel = document.getElementById("panel");
  if (!panel || event.detail?.ctx?.sourceElement !== panel) return;
  const shown = panel.querySelector("[data-linli-case]");
  const row = document.querySelector("[data-linli-row][data-open]");
  if (!shown || !row) return;
  const part = row.closest("[data-linli-part]");
  if (part && !("linliMine" in shown.dataset)) return leave(row, part);
  const state = panel.querySelector(".state");
  if (state) row.querySelector(".state")?.replaceWith(state.cloneNode(true));
});
