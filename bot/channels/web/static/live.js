// The live view: who is inside which condition, and what enters and leaves as it happens.

import { setToday } from "./kst.js";
import { Link, explain } from "./link.js";
import { price, row, seam, span } from "./rows.js";
import { keep, kept } from "./turning.js";

const MOST = 300; // events kept on the page
const ANNOUNCE = 4000; // milliseconds between what is read out

const live = document.getElementById("live");
const words = JSON.parse(live.dataset.words);
const feed = document.getElementById("live-feed");
const scroller = document.getElementById("live-scroll");
const empty = document.getElementById("live-empty");
const head = document.getElementById("live-head");
const earlier = document.getElementById("live-earlier");
const chips = document.getElementById("live-conditions");
const kinds = document.getElementById("live-kinds");
const pause = document.getElementById("live-pause");
const members = document.getElementById("live-members");

const inside = new Map(); // condition id: {condition, last, members: Map(code, name)}
const held = []; // what came while it was paused: events, and where some are missing
const chosen = { condition: "", kind: "", paused: false, shown: 0, ...kept.live }; // paused behind `shown`
let last = Number(live.dataset.since), caughtUp = false, opening = true;
let told = ""; // until when all that happened was told
let gap = ""; // since when some of it may be missing, until it is known up to when

// --- the list of conditions ------------------------------------------------------------------

function chip(id) {
  return chips.querySelector(`.chip[data-condition="${CSS.escape(String(id))}"]`);
}

function addChip({ id, seq, name }) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "chip";
  made.dataset.condition = id;
  made.dataset.name = name;
  made.ariaPressed = String(chosen.condition === String(id));
  made.append(span("tag", seq.startsWith("=") ? `#${id}` : seq), " ", span("name", name), " ");
  const count = document.createElement("b");
  count.className = "count";
  count.dataset.count = id;
  made.append(count);
  chips.querySelector(".chips").append(made);
}

function showCount(id, bumped) {
  const count = chips.querySelector(`[data-count="${id}"]`);
  if (!count) return;
  count.textContent = inside.get(id).members.size;
  count.classList.remove("bumped");
  if (bumped) requestAnimationFrame(() => count.classList.add("bumped"));
}

// The list came anew from the server: what is chosen stays chosen, the counts are ours.
function renewed() {
  if (chosen.condition && !chip(chosen.condition)) chosen.condition = "";
  for (const [id, { condition }] of inside) {
    if (!chip(id)) addChip(condition);
    showCount(id);
  }
  showChosen();
}

function showMembers() {
  const known = inside.get(Number(chosen.condition));
  members.hidden = !known;
  if (!known) return;
  document.getElementById("live-members-count").textContent = known.members.size;
  if (!members.open) return;
  const list = [...known.members].sort((a, b) => a[1].localeCompare(b[1], "ko"));
  document.getElementById("live-nobody").hidden = list.length > 0;
  document.getElementById("live-members-list").replaceChildren(
    ...list.map(([code, name]) => {
      const li = document.createElement("li"), a = document.createElement("a");
      a.href = `/stocks/${code}`;
      a.textContent = name;
      li.append(a);
      return li;
    }),
  );
}

// --- the feed ----------------------------------------------------------------------------------

function fits(li) {
  if (li.matches(".seam")) return true;
  return (!chosen.condition || li.dataset.condition === chosen.condition) && (!chosen.kind || li.dataset.kind === chosen.kind);
}

function filter() {
  for (const li of feed.children) li.hidden = !fits(li);
  explainEmpty();
  showMembers();
}

function explainEmpty() {
  const any = [...feed.children].some((li) => !li.hidden);
  empty.hidden = any;
  head.hidden = earlier.hidden = !any;
  empty.textContent = feed.children.length ? words.live_empty_filter : words.live_empty;
}

function show(event, fresh) {
  if (document.getElementById(`e-${event.id}`)) return;
  const li = row(event, words);
  if (fresh) li.classList.add("fresh");
  put(li);
}

function put(li) {
  const before = scroller.scrollTop;
  li.hidden = !fits(li);
  feed.prepend(li);
  if (before > 40) scroller.scrollTop = before + li.offsetHeight; // who reads further down goes on reading
  while (feed.childElementCount > MOST) feed.lastElementChild.remove();
  if (!li.hidden && !empty.hidden) explainEmpty();
}

// What was missed while away and is told no more: the first event behind the gap is there.
function explainGap(since, until) {
  const li = seam(since, until, words);
  if (chosen.paused) held.push({ li });
  else put(li);
  announced = performance.now();
  document.getElementById("live-announce").textContent = li.textContent;
}

// --- what is read out: one line at a time, and never in a rush ------------------------------------

let announced = 0;

function announce(event) {
  const now = performance.now();
  if (now - announced < ANNOUNCE || document.hidden) return;
  announced = now;
  document.getElementById("live-announce").textContent = words.live_announce
    .replace("{kind}", words[event.kind === "entry" ? "live_entry" : "live_exit"])
    .replace("{stock}", event.name)
    .replace("{condition}", event.condition?.name ?? words.live_unknown);
}

// --- from the server -----------------------------------------------------------------------------

const taking = {
  membership({ condition, members: list, last: until }) {
    inside.set(condition.id, {
      condition, last: until, members: new Map(list.map((one) => [one.code, one.name])),
    });
    if (!chip(condition.id)) addChip(condition);
    showCount(condition.id);
    showMembers();
  },
  event(event) {
    if (event.id <= last) return;
    last = event.id;
    told = event.received_at;
    if (gap) explainGap(gap, told);
    gap = "";
    count(event);
    if (chosen.paused && event.id > chosen.shown) {
      held.push(event);
      showPause();
      return;
    }
    show(event, caughtUp);
    if (caughtUp && fits(feed.firstElementChild)) announce(event);
  },
  price(message) {
    const li = document.getElementById(`e-${message.id}`);
    if (li) price(li, message);
    const waiting = held.find((one) => one.id === message.id);
    if (waiting) Object.assign(waiting, { price: message.price, rate: message.rate, volume: message.volume });
  },
  heartbeat(message) {
    if (opening && message.last < last) anew(message.last);
    if (!opening || !told) told = message.at; // the first comes before what happened meanwhile
    opening = false;
    setToday(message.at);
    setTimeout(() => (caughtUp = true), 1000);
    document.dispatchEvent(new CustomEvent("bot:beat", { detail: { at: message.at } }));
  },
};

// Another database than before (a demo begun again): what is shown is none of its past.
function anew(until) {
  last = until;
  feed.replaceChildren();
  explainEmpty();
}

function count(event) {
  const known = event.condition && inside.get(event.condition.id);
  if (!known || event.id <= known.last) return;
  if (event.kind === "entry") known.members.set(event.code, event.name);
  else known.members.delete(event.code);
  showCount(event.condition.id, true);
  if (String(event.condition.id) === chosen.condition) showMembers();
}

const tell = explain(document.getElementById("live-link"), words);
let link = null;

function connect() {
  if (link || live.offsetParent === null) return; // on a phone it has a page of its own
  link = new Link(() => `/ws/conditions/*?since=${last}`, {
    onMessage(message) {
      if (message.gap) gap = told; // nothing where nothing was shown before
      taking[message.type]?.(message);
    },
    onState(state, seconds) {
      if (state === "connecting" || state === "lost") opening = true;
      tell(state, seconds);
    },
  });
}

// --- clicks ------------------------------------------------------------------------------------------

chips.addEventListener("click", (event) => {
  const one = event.target.closest(".chip");
  if (!one) return;
  chosen.condition = chosen.condition === one.dataset.condition ? "" : one.dataset.condition;
  showChosen();
});

kinds.addEventListener("click", (event) => {
  const one = event.target.closest(".segment");
  if (!one) return;
  chosen.kind = one.dataset.kind;
  showChosen();
});

pause.addEventListener("click", () => {
  chosen.paused = !chosen.paused;
  chosen.shown = last;
  if (!chosen.paused) {
    for (const one of held.splice(0)) {
      if (one.li) put(one.li);
      else show(one, true);
    }
  }
  showPause();
});

function showChosen() {
  for (const one of chips.querySelectorAll(".chip")) one.ariaPressed = String(one.dataset.condition === chosen.condition);
  for (const one of kinds.children) one.ariaPressed = String(one.dataset.kind === chosen.kind);
  filter();
}

function showPause() {
  const count = held.filter((one) => one.id).length;
  pause.ariaPressed = String(chosen.paused);
  pause.textContent = !chosen.paused ? words.live_pause
    : count ? words.live_held.replace("{count}", count) : words.live_resume;
}

members.addEventListener("toggle", showMembers);
for (const kind of ["htmx:afterSwap", "htmx:after:swap"]) document.addEventListener(kind, renewed);
addEventListener("resize", connect);
keep("live", () => chosen);
renewed();
showPause();
connect();
