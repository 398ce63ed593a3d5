// A polygon drawn on a map: the points' list beside it is the truth, both change each other.
// Press to add a point, drag one to move it, drag the small one between two to insert; with the
// keyboard: Tab to a point, arrows move it, Delete takes it away.
const SPACE = "http://www.w3.org/2000/svg";
const STEP = 2;
const NEAR = 9;

const draw = (room) => {
  const map = room.querySelector("svg");
  const form = room.closest("form");
  const list = form.elements.points;
  const mine = map.querySelector("[data-linli-mine]");
  const dots = map.querySelector("[data-linli-points]");
  const told = room.querySelector("[data-linli-told]");
  const { west, north, across, along, point } = map.dataset;
  const whole = map.viewBox.baseVal;
  const view = { x: 0, y: 0, width: whole.width, height: whole.height };
  const full = { ...view };
  let points = [];
  let held = -1;

  const toMap = ([lon, lat]) => [(lon - west) * across, (north - lat) * along];
  const toDegrees = ([x, y]) => [x / across + Number(west), north - y / along];
  const scale = () => view.width / map.getBoundingClientRect().width || 1;
  const corners = [...map.querySelectorAll(".inside, .beside, .within-it")].flatMap((path) =>
    [...path.getAttribute("d").matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])]));

  const read = () => list.value.split("\n").map((line) => line.trim().split(/[\s,，;；]+/).map(Number))
    .filter((p) => p.length === 2 && p.every(Number.isFinite)).map(toMap);

  const write = () => {
    list.value = points.map((p) => toDegrees(p).map((n) => n.toFixed(6)).join(", ")).join("\n");
  };

  const area = () => {
    const metres = points.map(([x, y]) => [x / along * 110574, y / along * 110574]);
    const twice = metres.reduce((sum, [x, y], n) => {
      const [nx, ny] = metres[(n + 1) % metres.length];
      return sum + x * ny - nx * y;
    }, 0);
    return Math.abs(twice) / 2;
  };

  const dot = (at, name, size) => {
    const circle = document.createElementNS(SPACE, "circle");
    circle.setAttribute("cx", at[0]);
    circle.setAttribute("cy", at[1]);
    circle.setAttribute("r", size * scale());
    if (name) {
      circle.setAttribute("tabindex", "0");
      circle.setAttribute("role", "button");
      circle.setAttribute("aria-label", name);
    } else {
      circle.setAttribute("class", "between");
      circle.setAttribute("aria-hidden", "true");
    }
    dots.append(circle);
    return circle;
  };

  const show = (focus = -1) => {
    mine.setAttribute("d", points.length ? `M${points.map((p) => p.join(" ")).join("L")}Z` : "");
    dots.replaceChildren();
    points.forEach((at, n) => {
      const circle = dot(at, `${point} ${n + 1}`, 9);
      circle.dataset.n = n;
      if (n === focus) circle.focus();
    });
    if (points.length > 2) {
      points.forEach((at, n) => {
        const next = points[(n + 1) % points.length];
        dot([(at[0] + next[0]) / 2, (at[1] + next[1]) / 2], "", 5).dataset.after = n;
      });
    }
    told.textContent = points.length > 2
      ? told.dataset.area.replace("{n}", points.length).replace("{area}", Math.round(area()).toLocaleString()) : "";
  };

  const changed = (focus) => { write(); show(focus); };

  const where = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    const close = NEAR * scale();
    const corner = corners.find(([x, y]) => Math.hypot(x - at.x, y - at.y) < close);
    return corner ? [...corner] : [at.x, at.y];
  };

  const zoom = (factor) => {
    view.width = Math.min(full.width * 4, view.width * factor);
    view.height = Math.min(full.height * 4, view.height * factor);
    const middle = points.length
      ? points.reduce((sum, p) => [sum[0] + p[0] / points.length, sum[1] + p[1] / points.length], [0, 0])
      : [view.x + view.width / factor / 2, view.y + view.height / factor / 2];
    view.x = middle[0] - view.width / 2;
    view.y = middle[1] - view.height / 2;
    map.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    show();
  };

  const here = () => navigator.geolocation?.getCurrentPosition(
    ({ coords }) => { points.push(toMap([coords.longitude, coords.latitude])); changed(); },
    () => { told.textContent = told.dataset.denied; },
    { enableHighAccuracy: true, timeout: 10000 },
  );

  const acts = {
    undo: () => { points.pop(); changed(); },
    clear: () => { points = []; changed(); },
    in: () => zoom(0.5),
    out: () => zoom(2),
    here,
  };

  room.addEventListener("click", (event) => {
    const act = event.target.closest("[data-linli-do]");
    if (act) acts[act.dataset.linliDo]();
  });

  map.addEventListener("pointerdown", (event) => {
    const { n, after } = event.target.dataset;
    if (after !== undefined) {
      held = Number(after) + 1;
      points.splice(held, 0, where(event));
      changed(held);
    } else if (n !== undefined) {
      held = Number(n);
    } else return;
    event.preventDefault();
    map.setPointerCapture(event.pointerId);
  });
  map.addEventListener("pointermove", (event) => {
    if (held < 0) return;
    points[held] = where(event);
    changed();
  });
  map.addEventListener("pointerup", (event) => {
    if (held >= 0) { show(held); held = -1; return; }
    if (event.target.dataset.n === undefined) { points.push(where(event)); changed(); }
  });

  map.addEventListener("keydown", (event) => {
    const n = Number(event.target.dataset.n ?? -1);
    if (n < 0) return;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (by) {
      const step = STEP * scale();
      points[n] = [points[n][0] + by[0] * step, points[n][1] + by[1] * step];
      changed(n);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      points.splice(n, 1);
      changed(Math.min(n, points.length - 1));
    } else return;
    event.preventDefault();
  });

  list.addEventListener("input", () => { points = read(); show(); });
  points = read();
  show();
};

for (const room of document.querySelectorAll("[data-linli-draw]")) draw(room);
