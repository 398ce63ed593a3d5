// Large print reads aloud: the page from its heading down, then each label that gets the focus.
// It goes on over pages until it is pressed again; nothing leaves the phone.
const button = document.querySelector("[data-linli-speak]");
const voice = globalThis.speechSynthesis;
const KEPT = "linli-speak";
const PARTS = "h1, h2, p, label, legend, li, dt, dd, button, .button";

const tell = (text) => {
  voice.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
  said.rate = 0.9;
  voice.speak(said);
};

const words = (part) => part.innerText.replace(/\s+/g, " ").trim();

const page = () => {
  const parts = [...document.querySelectorAll(`#main :is(${PARTS})`)]
    .filter((part) => part.checkVisibility() && !part.parentElement.closest(PARTS));
  return parts.map(words).filter(Boolean).join("\n");
};

const label = (field) => [
  ...(field.labels ?? []),
  ...(field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)),
].filter(Boolean).map(words).join("\n") || words(field);

const speaking = () => sessionStorage.getItem(KEPT) === "1";

const turn = (on) => {
  sessionStorage.setItem(KEPT, on ? "1" : "0");
  button.setAttribute("aria-pressed", String(on));
  if (on) tell(page());
  else voice.cancel();
};

if (button && voice) {
  button.setAttribute("aria-pressed", String(speaking()));
  button.addEventListener("click", () => turn(!speaking()));
  document.addEventListener("focusin", (event) => {
    if (speaking() && event.target.closest("#main :is(input, textarea, select, button, a)")) {
      tell(label(event.target));
    }
  });
  if (speaking()) tell(page());
} else if (button) {
  button.remove();
}
