// A WebSocket that comes back by itself and says how it stands.

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000];
const SILENCE = 45000; // three heartbeats missed: the connection is dead, whatever the system says
const SIGNED_OUT = 4401, STARTING = 1013;

export class Link {
  // `address()` is asked before each attempt, so that it carries the last thing known.
  constructor(address, { onMessage, onState }) {
    this.address = address;
    this.onMessage = onMessage;
    this.onState = (state, seconds) => onState((this.told = state), seconds);
    this.tries = 0;
    this.over = false;
    addEventListener("online", () => this.renew());
    addEventListener("offline", () => this.over || this.onState("offline", 0));
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    addEventListener("pagehide", () => this.end());
    addEventListener("pageshow", (event) => event.persisted && this.again());
    this.open();
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (!this.isOpen) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  open() {
    clearTimeout(this.timer);
    if (this.over) return;
    const url = new URL(this.address(), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = (this.socket = new WebSocket(url));
    if (this.tries === 0) this.onState("connecting", 0);
    socket.onopen = () => this.watch();
    socket.onmessage = (event) => {
      if (socket !== this.socket) return;
      if (this.told !== "open") this.onState("open", 0);
      this.tries = -1; // open: the next attempt is the first one again
      this.watch();
      this.onMessage(JSON.parse(event.data));
    };
    socket.onclose = (event) => socket === this.socket && this.lost(event.code);
  }

  watch() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      const socket = this.socket;
      this.socket = null;
      socket?.close();
      this.lost(0);
    }, SILENCE);
  }

  lost(code) {
    clearTimeout(this.silence);
    if (this.over) return;
    if (code === SIGNED_OUT) {
      this.over = true;
      this.onState("signed_out", 0);
      return;
    }
    const at = Math.min(Math.max(this.tries, 0), PAUSES.length - 1);
    this.tries = Math.max(this.tries, 0) + 1;
    const pause = PAUSES[at] * (0.75 + Math.random() / 2);
    this.due = performance.now() + pause;
    this.count(code === STARTING ? "starting" : navigator.onLine === false ? "offline" : "lost");
    this.timer = setTimeout(() => this.open(), pause);
  }

  count(state) {
    clearInterval(this.counter);
    const tell = () => this.onState(state, Math.max(0, Math.ceil((this.due - performance.now()) / 1000)));
    tell();
    this.counter = setInterval(() => {
      if (this.isOpen || this.over || performance.now() >= this.due) clearInterval(this.counter);
      else tell();
    }, 1000);
  }

  hurry() {
    const idle = !this.socket || this.socket.readyState === WebSocket.CLOSED;
    if (!this.over && idle) this.open();
  }

  // Back online: whether a connection of before still leads anywhere is not known, so there is a
  // new one, unless something came over it since.
  renew() {
    if (this.over || this.told === "open") return;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.tries = Math.max(this.tries, 1);
    this.open();
  }

  again() {
    this.over = false;
    this.tries = 0;
    this.open();
  }

  end() {
    this.over = true;
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.socket?.close();
  }
}

// The line that explains a silence; `words` are the sentences of the page. Each state is announced
// once, the seconds that run down are only seen.
export function explain(element, words) {
  const text = document.createElement("span");
  const countdown = document.createElement("span");
  countdown.ariaHidden = "true";
  element.replaceChildren(text, countdown);
  let hide, was = "";
  return (state, seconds) => {
    countdown.textContent = state === "lost" && seconds > 1
      ? words.in_seconds.replace("{seconds}", seconds) : "";
    if (state === was) return;
    clearTimeout(hide);
    const lost = was !== "" && was !== "connecting" && state === "open";
    was = state;
    element.dataset.state = state;
    element.className = { open: "link good", signed_out: "link bad" }[state] ?? "link";
    text.textContent = state === "open" ? words.back
      : state === "lost" ? `${words.lost}. ${words.stale}` : words[state] ?? "";
    if (state === "open") {
      element.hidden = !lost;
      hide = setTimeout(() => (element.hidden = true), 2500);
    } else if (state === "connecting") {
      hide = setTimeout(() => (element.hidden = false), 1200);
    } else {
      element.hidden = false;
    }
  };
}
