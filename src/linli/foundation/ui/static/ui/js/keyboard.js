// j k walk the rows, x ticks, Enter or o opens, . goes to the moves, / searches, ? helps;
// a button with data-linli-key is pressed by its letter.
let at = -1;

const rows = () => [...document.querySelectorAll("[data-linli-row]")];
const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

const walk = (step) => {
  const all = rows();
  if (!all.length) return;
  const held = all.findIndex((row) => row.contains(document.activeElement));
  const from = held >= 0 ? held : at;
  at = Math.max(0, Math.min(all.length - 1, from + step));
  all[at].querySelector("[data-linli-open]")?.focus();
  all[at].scrollIntoView({ block: "nearest" });
};

const current = () => rows().find((row) => row.contains(document.activeElement)) ?? rows()[at];

const actions = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => current()?.querySelector("[data-linli-pick]")?.click(),
  o: () => current()?.querySelector("[data-linli-open]")?.click(),
  ".": () => document.querySelector(".moves a, .moves button, [data-linli-moves] summary")?.focus(),
  "/": () => document.querySelector("[data-linli-search]")?.focus(),
  "?": () => document.querySelector("[data-linli-help]")?.toggleAttribute("open"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const pressed = document.querySelector(`[data-linli-key="${CSS.escape(event.key)}"]`);
  const act = pressed ? () => pressed.click() : actions[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
