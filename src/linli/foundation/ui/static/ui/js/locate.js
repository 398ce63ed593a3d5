// A form that is sent with the phone's location, once its person has said yes to the browser.
const asked = (form) => new Promise((found, failed) => {
  if (!navigator.geolocation) failed(new Error("none"));
  else navigator.geolocation.getCurrentPosition(found, failed, { timeout: 10000, maximumAge: 60000 });
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("linliLocate" in form.dataset) || form.elements.longitude.value) return;
  event.preventDefault();
  delete form.dataset.linliSent;
  try {
    const { coords } = await asked(form);
    form.elements.longitude.value = coords.longitude;
    form.elements.latitude.value = coords.latitude;
    form.requestSubmit();
    form.elements.longitude.value = "";
  } catch (fault) {
    const denied = fault.code === 1;
    form.querySelector("[role=status]").textContent = form.dataset[denied ? "linliDenied" : "linliFailed"];
  }
});
