// A day as it went: a time line, and what was inside each condition at the moment it stands at.

const DAY = 86400;
const LANE = 22;
const SVG = "http://www.w3.org/2000/svg";

const root = document.getElementById("replay");
const words = root.dataset;
const part = (role) => root.querySelector(`[data-role="${role}"]`);
const slider = part("slider");
const lanes = part("lanes");
const play = part("play");
const clock = part("clock");
const numbers = new Intl.NumberFormat(document.documentElement.lang);

let day = { conditions: [], events: [] };
let first = 0;
let last = DAY;
let now = 0;
let speed = 60;
let running = false;
let before = 0;
let cards = new Map();
let head = null;
let told = -1;

function time(seconds) {
  const whole = Math.floor(seconds);
  return [whole / 3600, (whole % 3600) / 60, whole % 60]
    .map((one) => String(Math.floor(one)).padStart(2, "0"))
    .join(":");
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.textContent = text;
  return made;
}

function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  return made;
}

const percent = (at) => `${((100 * (at - first)) / (last - first)).toFixed(3)}%`;

/** A lane for each condition with a stroke for each event, and the line of the moment over all. */
function drawLanes() {
  const high = LANE * day.conditions.length;
  lanes.setAttribute("height", String(high));
  const rows = new Map(day.conditions.map((one, at) => [one.id, at]));
  const strokes = day.events.map((one) => {
    const top = LANE * rows.get(one.condition);
    return drawn("line", {
      class: `stroke stroke-${one.kind}`,
      x1: percent(one.at),
      x2: percent(one.at),
      y1: top + (one.kind === "entry" ? 3 : 12),
      y2: top + (one.kind === "entry" ? 11 : 20),
    });
  });
  const ground = day.conditions.map((_, at) =>
    drawn("line", { class: "ground", x1: 0, x2: "100%", y1: LANE * at + 11.5, y2: LANE * at + 11.5 }),
  );
  head = drawn("line", { class: "head", y1: 0, y2: high });
  lanes.replaceChildren(...ground, ...strokes, head);
}

function drawCards() {
  const made = day.conditions.map((one) => {
    const card = element("section", "card condition");
    const title = element("h2", "", one.name);
    const count = element("p", "muted b-small");
    const inside = element("ul", "inside");
    inside.tabIndex = 0;
    inside.ariaLabel = one.name;
    card.append(title, count, inside);
    cards.set(one.id, { count, inside });
    return card;
  });
  part("conditions").replaceChildren(...made);
}

/** What was inside each condition at a moment, of what entered on this day. */
function stateAt(moment) {
  const found = new Map(
    day.conditions.map((one) => [one.id, { inside: new Map(), gone: null, entries: 0, exits: 0 }]),
  );
  let count = 0;
  for (const event of day.events) {
    if (event.at > moment) {
      break;
    }
    count += 1;
    const state = found.get(event.condition);
    if (event.kind === "entry") {
      state.entries += 1;
      state.inside.set(event.code, event);
    } else {
      state.exits += 1;
      state.inside.delete(event.code);
      state.gone = event;
    }
  }
  return [found, count];
}

function chip(event, gone) {
  const row = element("li", gone ? "gone" : "");
  const link = element("a", "stock-name", event.name);
  link.href = `/stocks/${event.code}`;
  const price = event.price === null ? "" : ` ${numbers.format(event.price)}`;
  const kind = element("span", `b-kind b-${event.kind}`, gone ? words.exit : words.entry);
  row.append(element("time", "", time(event.at)), " ", kind, " ", link, price);
  return row;
}

function show() {
  slider.value = String(Math.floor(now));
  slider.setAttribute("aria-valuetext", time(now));
  clock.textContent = time(now);
  head?.setAttribute("x1", percent(now));
  head?.setAttribute("x2", percent(now));
  const [found, count] = stateAt(now);
  if (count === told) {
    return;
  }
  told = count;
  for (const [id, state] of found) {
    const { count: line, inside } = cards.get(id);
    const many = words.inside.replace("#", String(state.inside.size));
    const sums = words.soFar.replace("##", String(state.exits)).replace("#", String(state.entries));
    line.textContent = `${many} · ${sums}`;
    const chips = [...state.inside.values()].reverse().map((one) => chip(one, false));
    if (state.gone) {
      chips.push(chip(state.gone, true));
    }
    inside.replaceChildren(...(chips.length ? chips : [element("li", "muted", words.nobody)]));
  }
}

function run(on) {
  running = on;
  play.textContent = on ? words.stop : words.play;
  play.setAttribute("aria-pressed", String(on));
  before = performance.now();
  if (on) {
    requestAnimationFrame(step);
  }
}

function step(at) {
  if (!running) {
    return;
  }
  now = Math.min(last, now + ((at - before) / 1000) * speed);
  before = at;
  show();
  if (now >= last) {
    run(false);
  } else {
    requestAnimationFrame(step);
  }
}

play.addEventListener("click", () => {
  if (!running && now >= last) {
    now = first;
  }
  run(!running);
});

slider.addEventListener("input", () => {
  now = Number(slider.value);
  show();
});

for (const button of root.querySelectorAll("[data-speed]")) {
  button.addEventListener("click", () => {
    speed = Number(button.dataset.speed);
    for (const other of root.querySelectorAll("[data-speed]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}

function say(sentence) {
  part("note").textContent = sentence;
  part("note").hidden = !sentence;
}

async function load() {
  let answer;
  try {
    answer = await fetch(words.url, { headers: { accept: "application/json" } });
    day = await answer.json();
  } catch {
    say(words.failed);
    return;
  }
  if (!answer.ok) {
    say(day.detail ?? words.failed);
    return;
  }
  if (!day.events.length) {
    say(words.none);
    return;
  }
  say(day.more ? words.more : "");
  first = Math.max(0, Math.floor(day.events[0].at / 60) * 60 - 60);
  last = Math.min(DAY, Math.ceil(day.events.at(-1).at / 60) * 60 + 60);
  slider.min = String(first);
  slider.max = String(last);
  now = first;
  part("player").hidden = false;
  part("about").hidden = false;
  drawLanes();
  drawCards();
  show();
}

load();
