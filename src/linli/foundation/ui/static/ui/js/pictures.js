// Pictures are made smaller on the phone before they are sent: long side 1600, at most 400 KB.
const LONG = 1600;
const LIMIT = 400 * 1024;

const drawn = async (file) => {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, LONG / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.85, 0.7, 0.55, 0.4]) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && (blob.size <= LIMIT || quality === 0.4)) return blob;
  }
  return file;
};

const smaller = async (file) => {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= LIMIT) return file;
  try {
    const blob = await drawn(file);
    if (blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
  } catch {
    return file;
  }
};

const preview = (field, files) => {
  field.querySelector(".pictures")?.remove();
  const list = document.createElement("div");
  list.className = "pictures";
  for (const file of files) {
    if (!file.type.startsWith("image/")) continue;
    const image = document.createElement("img");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    list.append(image);
  }
  if (list.children.length) field.append(list);
};

// In a form that says where, each picture goes up at once while the words are still being written:
// with its progress, and again when the network is back. What has not gone up when the form is sent
// goes with it; what has gone up twice is kept once.
const RETRY = 5000;
let flying = null;

const sent = (form, file, bar) => new Promise((done, failed) => {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("file", file);
  request.upload.addEventListener("progress", (event) => {
    bar.value = event.lengthComputable ? event.loaded / event.total : 0;
  });
  request.addEventListener("load", () => done(request));
  request.addEventListener("error", failed);
  request.open("POST", form.dataset.linliUpload);
  request.send(body);
});

const again = () => new Promise((go) => {
  addEventListener("online", go, { once: true });
  setTimeout(go, RETRY);
});

const row = (field, file) => {
  const line = document.createElement("p");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", file.name);
  line.className = "uploading small";
  line.setAttribute("role", "status");
  line.append(bar, document.createElement("span"));
  field.append(line);
  return line;
};

const without = (input, file) => {
  const held = new DataTransfer();
  for (const one of input.files) if (one !== file) held.items.add(one);
  input.files = held.files;
};

const upload = async (form, field, input, file) => {
  const line = row(field, file);
  const [bar, said] = line.children;
  while (document.contains(form)) {
    try {
      flying = sent(form, file, bar);
      const answer = await flying;
      flying = null;
      without(input, file);
      if (answer.status === 200) {
        const made = new DOMParser().parseFromString(answer.responseText, "text/html");
        form.querySelector("[data-linli-kept]").replaceChildren(...made.body.childNodes);
        line.remove();
      } else {
        bar.remove();
        said.className = "fault";
        said.textContent = answer.status === 422 ? answer.responseText : `${file.name}: ${answer.status}`;
      }
      return;
    } catch {
      flying = null;
      said.textContent = form.dataset.linliWaiting;
      await again();
      said.textContent = "";
    }
  }
};

document.addEventListener("change", async (event) => {
  const input = event.target;
  const field = input.closest?.("[data-linli-pictures]");
  if (!field || input.type !== "file") return;
  const held = new DataTransfer();
  for (const file of input.files) held.items.add(await smaller(file));
  input.files = held.files;
  const form = input.closest("[data-linli-upload]");
  if (!form) {
    preview(field, input.files);
    return;
  }
  for (const file of [...input.files]) await upload(form, field, input, file);
});

// The form waits for the picture that is on its way: two answers at once would know of two drafts.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.linliUpload || !flying) return;
  event.preventDefault();
  delete form.dataset.linliSent;
  flying.catch(() => {}).finally(() => form.requestSubmit());
});
