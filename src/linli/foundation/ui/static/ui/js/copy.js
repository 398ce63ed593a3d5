// A button that copies the value beside it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-linli-copy-button]");
  if (!button) return;
  const whole = button.closest("[data-linli-copy]");
  const said = whole.querySelector("[data-linli-copy-said]");
  const value = whole.querySelector("[data-linli-copied]");
  try {
    await navigator.clipboard.writeText(value.textContent.trim());
    said.textContent = said.dataset.said;
    setTimeout(() => { said.textContent = ""; }, 2000);
  } catch {
    getSelection().selectAllChildren(value);
  }
});
