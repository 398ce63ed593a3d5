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

document.addEventListener("change", async (event) => {
  const input = event.target;
  const field = input.closest?.("[data-linli-pictures]");
  if (!field || input.type !== "file") return;
  const held = new DataTransfer();
  for (const file of input.files) held.items.add(await smaller(file));
  input.files = held.files;
  preview(field, input.files);
});
