// Says that scripts run, moves the focus to faults, closes menus, tells the live region.
document.documentElement.classList.add("js");

const focusFaults = (root) => root.querySelector("[data-linli-focus]")?.focus();
focusFaults(document);

document.addEventListener("click", (event) => {
  for (const pop of document.querySelectorAll("[data-linli-pop][open]")) {
    if (!pop.contains(event.target)) pop.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("[data-linli-pop][open], [data-linli-dialog][open]")
    ?? document.querySelector("[data-linli-pop][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
});

// What htmx has put in place is said aloud by its first heading, and its faults get the focus.
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target ?? event.target;
  if (!(target instanceof Element)) return;
  focusFaults(target);
  const heading = target.querySelector("h1, h2");
  const live = document.querySelector("[data-linli-live]");
  if (heading && live) live.textContent = heading.textContent;
});

// A form is sent once: a second press while the answer is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.linliSent) {
    event.preventDefault();
    return;
  }
  form.dataset.linliSent = "1";
  addEventListener("pageshow", () => delete form.dataset.linliSent, { once: true });
  setTimeout(() => delete form.dataset.linliSent, 8000);
});

// A field or a whole form that sends itself when it changes (filters).
document.addEventListener("change", (event) => {
  event.target.closest("[data-linli-auto]")?.requestSubmit();
});

// The worker answers with the offline page when there is no network.
if (document.querySelector("[data-linli-worker]")) {
  navigator.serviceWorker?.register("/worker.js").catch(() => {});
}
