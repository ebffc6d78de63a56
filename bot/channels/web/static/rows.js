// What a row of the live view looks like.

import { clockSecond, dayOf } from "./kst.js";

const korean = document.documentElement.lang === "ko";

export function span(kind, text) {
  const made = document.createElement("span");
  made.className = kind;
  made.textContent = text ?? "";
  return made;
}

export function row(event, words) {
  const li = document.createElement("li"), a = document.createElement("a");
  li.className = `event ${event.kind}`;
  li.id = `e-${event.id}`;
  li.dataset.condition = event.condition?.id ?? "";
  li.dataset.kind = event.kind;
  a.href = `/stocks/${event.code}`;
  const about = span("about", "");
  const time = document.createElement("time");
  time.dateTime = event.happened_at ?? event.received_at;
  time.textContent = clockSecond(time.dateTime);
  about.append(time);
  if (event.source !== "realtime") about.append(span("source", words[event.source === "poll" ? "live_polled" : "live_missed"]));
  about.append(span("of", event.condition?.name ?? words.live_unknown));
  const stock = span("stock", event.name);
  stock.title = event.code;
  a.append(
    span("kind", words[event.kind === "entry" ? "live_entry" : "live_exit"]),
    stock, figure("rate", words), about, figure("price", words), figure("volume", words),
  );
  li.append(a);
  price(li, event);
  return li;
}

// A number that says what it is to who cannot see the heading above it.
function figure(kind, words) {
  const made = span(kind, ""), label = span("hidden", `${words[`live_${kind}`]} `);
  made.append(label, span("figure", ""));
  made.hidden = true;
  return made;
}

function fill(li, kind, text) {
  const shown = li.querySelector(`.${kind}`);
  shown.hidden = !text;
  shown.lastElementChild.textContent = text;
  return shown;
}

export function price(li, { price: won, rate, volume }) {
  if (won === null && rate === null) return;
  const moved = rate === null ? 0 : Math.sign(Math.round(rate * 100));
  const sign = moved > 0 ? "▲" : moved < 0 ? "▼" : "";
  const shown = fill(li, "rate", rate === null ? "" : `${sign}${Math.abs(rate).toFixed(2)}%`);
  shown.classList.toggle("up", moved > 0);
  shown.classList.toggle("down", moved < 0);
  fill(li, "price", won === null ? "" : won.toLocaleString("ko-KR"));
  fill(li, "volume", volume === null ? "" : amount(volume));
}

function amount(shares) {
  const units = korean ? [[1e8, "억"], [1e4, "만"]] : [[1e9, "B"], [1e6, "M"], [1e3, "K"]];
  for (const [unit, name] of units) {
    if (shares >= unit) {
      const whole = shares / unit;
      return (whole < 10 ? whole.toFixed(1) : Math.floor(whole).toLocaleString("ko-KR")) + name;
    }
  }
  return shares.toLocaleString("ko-KR");
}

// Says since when and until when some may be missing, and where the rest is.
export function seam(since, until, words) {
  const li = document.createElement("li"), more = document.createElement("a");
  const text = words.live_gap.replace("{since}", clockSecond(since)).replace("{until}", clockSecond(until));
  li.className = "seam";
  more.href = `/history?first=${dayOf(since)}&last=${dayOf(until)}`;
  more.textContent = words.live_gap_more;
  li.append(text, " ", more);
  return li;
}
