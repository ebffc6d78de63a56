// The candles of a stock: volume, averages, and where conditions were entered and left.

import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  CrosshairMode,
  HistogramSeries,
  LineSeries,
} from "./vendor/lightweight-charts.mjs";

const AVERAGES = [5, 20, 60];
const SHOWN = 90;
const KST = 9 * 3600;
const MOST_NAMED = 12;
const MOST_NAMED_ON_A_PHONE = 3;
const PHONE = 480;
const MOST_LISTED = 30;

const box = document.getElementById("chart");
const note = document.getElementById("chart-note");
const legend = document.getElementById("chart-legend");
const list = document.getElementById("chart-marks");
const words = box.dataset;
const numbers = new Intl.NumberFormat(words.lang === "ko" ? "ko-KR" : "en-US");
const short = new Intl.NumberFormat(words.lang === "ko" ? "ko-KR" : "en-US", {
  notation: "compact",
  maximumSignificantDigits: 3,
});

let interval = words.interval;
let fetched = { candles: [], marks: [] };
let asked = 0;

function colour(name) {
  return getComputedStyle(box).getPropertyValue(name).trim();
}

/** The colours of the page as they are now. */
function palette() {
  return {
    up: colour("--chart-up"),
    down: colour("--chart-down"),
    text: colour("--chart-text"),
    grid: colour("--chart-grid"),
    averages: AVERAGES.map((_, at) => colour(`--chart-average-${at + 1}`)),
  };
}

const chart = createChart(box, {
  autoSize: true,
  crosshair: { mode: CrosshairMode.Normal },
  layout: { attributionLogo: false, background: { color: "transparent" }, fontFamily: "inherit" },
  rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.26 } },
  timeScale: { borderVisible: false, rightOffset: 3 },
  localization: { locale: words.lang === "ko" ? "ko-KR" : "en-US" },
});
const flat = { priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false };
const format = { type: "custom", minMove: 1, formatter: (won) => numbers.format(Math.round(won)) };
const volume = chart.addSeries(HistogramSeries, {
  priceScaleId: "volume",
  priceFormat: { type: "volume" },
  ...flat,
});
chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.8, bottom: 0 } });
const candles = chart.addSeries(CandlestickSeries, { priceFormat: format });
const averages = AVERAGES.map(() =>
  chart.addSeries(LineSeries, { lineWidth: 1, priceFormat: format, ...flat }),
);
const marks = createSeriesMarkers(candles, []);

/** Candles of days are named by their day; the library knows no zones, so the others are moved. */
function timeOf(at, daily) {
  const seconds = Math.floor(Date.parse(at) / 1000) + KST;
  return daily ? new Date(seconds * 1000).toISOString().slice(0, 10) : seconds;
}

function isDaily() {
  return interval === "d" || interval === "w";
}

function average(rows, count) {
  let sum = 0;
  return rows.flatMap((row, at) => {
    sum += row.close - (at >= count ? rows[at - count].close : 0);
    return at + 1 < count ? [] : [{ time: row.time, value: sum / count }];
  });
}

/** The candle a moment belongs to: the last that begins at or before it. */
function candleOf(times, at) {
  const moment = timeOf(at, isDaily());
  let found = -1;
  for (let next = 0; next < times.length && times[next] <= moment; next += 1) {
    found = next;
  }
  return found;
}

/** One arrow for each candle and kind, with what it stands for where that fits. */
function arrows(rows, found, shades) {
  const times = rows.map((row) => row.time);
  const groups = new Map();
  for (const mark of found) {
    const at = candleOf(times, mark.at);
    if (at >= 0) {
      const key = `${at} ${mark.kind}`;
      groups.set(key, { at, kind: mark.kind, marks: [...(groups.get(key)?.marks ?? []), mark] });
    }
  }
  const named = groups.size <= (box.clientWidth < PHONE ? MOST_NAMED_ON_A_PHONE : MOST_NAMED);
  return [...groups.values()]
    .sort((one, other) => one.at - other.at)
    .map(({ at, kind, marks: some }) => {
      const entry = kind === "entry";
      const text = some.length > 1 ? `${entry ? words.entry : words.exit} ${some.length}` : nameOf(some[0]);
      return {
        time: times[at],
        position: entry ? "belowBar" : "aboveBar",
        shape: entry ? "arrowUp" : "arrowDown",
        color: entry ? shades.up : shades.down,
        text: named ? text : "",
      };
    });
}

function nameOf(mark) {
  return (mark.condition?.name ?? mark.condition ?? words.unknown).slice(0, 12);
}

function draw() {
  const shades = palette();
  const daily = isDaily();
  const rows = fetched.candles.map((one) => ({ ...one, time: timeOf(one.at, daily) }));
  chart.applyOptions({
    layout: { textColor: shades.text },
    grid: { vertLines: { color: shades.grid }, horzLines: { color: shades.grid } },
    timeScale: { timeVisible: !daily, secondsVisible: false },
  });
  candles.applyOptions({
    upColor: shades.up,
    borderUpColor: shades.up,
    wickUpColor: shades.up,
    downColor: shades.down,
    borderDownColor: shades.down,
    wickDownColor: shades.down,
  });
  candles.setData(rows);
  volume.setData(
    rows.map((row) => ({
      time: row.time,
      value: row.volume,
      color: `${row.close >= row.open ? shades.up : shades.down}88`,
    })),
  );
  averages.forEach((line, at) => {
    line.applyOptions({ color: shades.averages[at] });
    line.setData(average(rows, AVERAGES[at]));
  });
  marks.setMarkers(arrows(rows, fetched.marks, shades));
  describe(rows.at(-1));
  enumerate(fetched.marks);
}

/** What one candle was, in figures. */
function describe(row) {
  legend.replaceChildren();
  if (!row) {
    return;
  }
  const names = words.ohlc.split("|");
  const values = [row.open, row.high, row.low, row.close].map((won) => numbers.format(won));
  values.push(short.format(row.volume));
  names.forEach((name, at) => {
    const part = document.createElement("span");
    part.textContent = `${name} ${values[at]}`;
    legend.append(part, " ");
  });
  AVERAGES.forEach((count, at) => {
    const part = document.createElement("span");
    part.className = `average-${at + 1}`;
    part.textContent = `MA${count}`;
    legend.append(part, " ");
  });
}

function enumerate(found) {
  list.replaceChildren();
  for (const mark of found.slice(-MOST_LISTED).reverse()) {
    const row = document.createElement("li");
    const time = document.createElement("time");
    time.dateTime = mark.at;
    time.textContent = new Date(Date.parse(mark.at) + KST * 1000)
      .toISOString()
      .slice(5, 19)
      .replace("T", " ");
    const kind = document.createElement("span");
    kind.className = `b-kind b-${mark.kind}`;
    kind.textContent = mark.kind === "entry" ? words.entry : words.exit;
    const price = mark.price === null ? "" : ` · ${numbers.format(mark.price)}`;
    row.append(time, " ", kind, ` ${nameOf(mark)}${price}`);
    list.append(row);
  }
  if (!found.length) {
    const row = document.createElement("li");
    row.className = "muted";
    row.textContent = words.marksNone;
    list.append(row);
  }
}

function say(sentence) {
  note.textContent = sentence;
  note.hidden = !sentence;
}

async function load({ anew }) {
  const turn = (asked += 1);
  let found;
  try {
    const answer = await fetch(`${words.url}&interval=${interval}`, {
      headers: { accept: "application/json" },
    });
    found = await answer.json();
    if (!answer.ok) {
      throw new Error(found.detail ?? words.failed);
    }
  } catch (error) {
    say(error instanceof TypeError || error instanceof SyntaxError ? words.failed : error.message);
    return;
  }
  if (turn !== asked) {
    return;
  }
  fetched = found;
  say(found.candles.length ? "" : words.none);
  draw();
  if (anew) {
    const last = found.candles.length;
    chart.timeScale().setVisibleLogicalRange({ from: last - SHOWN, to: last + 6 }); // the last mark's words fit
  }
}

for (const button of document.querySelectorAll("[data-interval]:is(button)")) {
  button.addEventListener("click", () => {
    interval = button.dataset.interval;
    for (const other of document.querySelectorAll("[data-interval]:is(button)")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    const address = new URL(window.location.href);
    address.searchParams.set("interval", interval);
    window.history.replaceState(null, "", address);
    load({ anew: true });
  });
}

chart.subscribeCrosshairMove(({ time, seriesData }) => {
  const row = time === undefined ? null : seriesData.get(candles);
  const amount = seriesData.get(volume)?.value ?? 0;
  const rows = fetched.candles;
  describe(row ? { ...row, volume: amount } : rows.at(-1));
});

// The page may change its colours: by the switch, or by the evening.
new MutationObserver(draw).observe(document.documentElement, { attributes: true });
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

setInterval(() => {
  if (document.visibilityState === "visible") {
    load({ anew: false });
  }
}, 15000);

load({ anew: true });
