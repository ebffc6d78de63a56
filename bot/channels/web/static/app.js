// The frame of every page: brightness, the market's clock, the menu.

import { store } from "./turning.js";

const root = document.documentElement;

function chooseTheme() {
  const inputs = document.querySelectorAll('#theme input[name="theme"]');
  for (const input of inputs) {
    input.checked = input.value === (root.dataset.theme ?? "auto");
    input.addEventListener("change", () => {
      if (input.value === "auto") delete root.dataset.theme;
      else root.dataset.theme = input.value;
      try {
        localStorage.setItem("theme", input.value);
      } catch { /* a browser that keeps nothing */ }
    });
  }
}

// The market's time comes with each heartbeat; in a demo it may run faster than ours.
class MarketClock {
  constructor(strip) {
    this.strip = strip;
    this.face = document.getElementById("clock");
    this.at = Date.parse(strip.dataset.now);
    this.seen = performance.now();
    this.speed = 1;
    this.format = new Intl.DateTimeFormat("ko-KR", {
      timeZone: "Asia/Seoul", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    });
    setInterval(() => this.show(), 1000);
    this.show();
  }

  now() {
    return this.at + (performance.now() - this.seen) * this.speed;
  }

  show() {
    if (document.hidden) return;
    const now = new Date(this.now());
    this.face.textContent = this.format.format(now);
    this.face.dateTime = now.toISOString();
  }

  beat({ at, market, state }) {
    const now = Date.parse(at), seen = performance.now(), passed = seen - this.seen;
    if (passed > 5000) {
      const speed = (now - this.at) / passed;
      this.speed = Math.abs(speed - 1) < 0.02 ? 1 : Math.min(Math.max(speed, 0), 10000);
    }
    this.at = now;
    this.seen = seen;
    this.show();
    const text = document.getElementById("strip-text");
    if (market && text.textContent !== market) text.textContent = market;
    if (state) this.strip.dataset.state = state;
  }
}

function closeMenu() {
  const more = document.getElementById("more");
  if (!more) return;
  document.addEventListener("click", (event) => {
    if (more.open && !more.contains(event.target)) more.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && more.open) {
      more.open = false;
      more.querySelector("summary").focus();
    }
  });
}

chooseTheme();
closeMenu();
document.getElementById("language")?.addEventListener("submit", store);
const strip = document.getElementById("strip");
if (strip) {
  const clock = new MarketClock(strip);
  document.addEventListener("bot:beat", (event) => clock.beat(event.detail));
  document.addEventListener("bot:lost", () => (strip.dataset.state = "unknown"));
}
