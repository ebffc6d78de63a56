// The chat: what is said and pressed goes over one WebSocket, what comes is shown in its place.

import { Completion } from "./complete.js";
import { FormDialog } from "./forms.js";
import { setToday } from "./kst.js";
import { Link, explain } from "./link.js";
import { Messages } from "./messages.js";
import { toast, toastText } from "./toasts.js";
import { keep, kept, turn } from "./turning.js";

const chat = document.getElementById("chat");
const words = JSON.parse(chat.dataset.words);
const input = document.getElementById("words");
const messages = new Messages(chat, words);
const completion = new Completion(input, document.getElementById("offers"));
const dialog = new FormDialog(document.getElementById("form-dialog"), words, fill);

const unheard = new Map(); // what the server has not said it heard, by id; said again on return
const pressed = new Map(); // the message a button was pressed on, by id
const said = kept.chat?.said ?? []; // for the arrow up
let since = null, boot = "", recalled = said.length, spoken = "", turning = false, composing = false;

// --- from here -----------------------------------------------------------------------------

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

function speak(message) {
  const id = newId();
  unheard.set(id, { message: { ...message, id }, at: performance.now() });
  send(id);
  return id;
}

function send(id) {
  const { message, at } = unheard.get(id);
  link.send({ ...message, age: (performance.now() - at) / 1000 });
}

function say(text) {
  text = text.trim();
  if (!text) return;
  said.push(text);
  recalled = said.length;
  const id = speak({ type: "say", text });
  messages.await(id, text, link.isOpen ? words.sending : words.waiting);
}

function press(button) {
  const li = button.closest(".message");
  if (li.ariaBusy === "true") return;
  const id = speak({ type: "press", message: Number(li.dataset.id), data: button.dataset.press });
  pressed.set(id, li);
  messages.busy(li);
}

function fill({ command, answers, message }) {
  if (!link.isOpen) {
    toastText(words.lost);
    return null;
  }
  return speak({ type: "fill", message: message ?? 0, command, answers });
}

function finish(id) {
  dialog.over(id);
  over(id);
}

function over(id) {
  unheard.delete(id);
  messages.free(pressed.get(id));
  pressed.delete(id);
  document.body.dispatchEvent(new CustomEvent("bot:conditions"));
  turnOnceIdle();
}

// --- from the server -----------------------------------------------------------------------

const taking = {
  hello(message) {
    if (boot && boot !== message.boot) messages.secrets.clear(); // ids may mean other messages now
    boot = message.boot;
    beat(message);
    for (const id of [...pressed.keys(), dialog.sent]) {
      if (id && !unheard.has(id)) finish(id); // it was heard, and its answer is in the conversation
    }
    for (const id of unheard.keys()) send(id);
  },
  heartbeat: beat,
  messages(message) {
    since = message.turn;
    messages.take(message.items, message);
  },
  older: (message) => messages.takeOlder(message.items, message.more),
  heard(message) {
    unheard.delete(message.id);
    messages.work(message.busy);
  },
  done(message) {
    messages.work(message.busy);
    messages.settle(message.id);
    const acted = pressed.has(message.id) || dialog.sent === message.id;
    if (acted && message.message) messages.reveal(message.message);
    finish(message.id);
  },
  refused(message) {
    messages.settle(message.id);
    dialog.wrong(message.id, {}); // it may be sent again
    over(message.id);
    toastText(message.text);
  },
  wrong(message) {
    unheard.delete(message.id);
    dialog.wrong(message.id, message.errors);
  },
  form: (message) => dialog.open(message.form, message.message),
  toast: (message) => toast(message.html),
  once: (message) => messages.once(message.message, message.html),
  problem: (message) => toastText(message.text),
};

function beat(message) {
  setToday(message.at);
  document.dispatchEvent(new CustomEvent("bot:beat", { detail: message }));
  spoken ||= message.lang;
  turning = message.lang !== spoken;
  turnOnceIdle();
}

// Another language was chosen: the page speaks it as soon as nothing said here waits, nobody is in
// the middle of a syllable or a form, and all that came is seen.
function turnOnceIdle() {
  const busy = unheard.size || pressed.size || composing || document.querySelector("dialog[open]");
  if (turning && !busy && messages.isRead) turn();
}

function state(now, seconds) {
  tell(now, seconds);
  if (now === "open" || now === "connecting") return;
  messages.work(0);
  document.dispatchEvent(new Event("bot:lost")); // how the market stands is not known meanwhile
}

const tell = explain(document.getElementById("chat-link"), words);
const link = new Link(
  () => (since === null ? "/ws/chat" : `/ws/chat?since=${since}&boot=${boot}`),
  { onMessage: (message) => taking[message.type]?.(message), onState: state },
);

// --- keys and clicks -----------------------------------------------------------------------

document.getElementById("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  completion.close();
  say(input.value);
  input.value = "";
  if (matchMedia("(pointer: fine)").matches) input.focus();
});

input.addEventListener("keydown", (event) => {
  if (completion.key(event) || event.isComposing || event.keyCode === 229) return;
  if (event.key === "ArrowUp" && said.length && (!input.value || input.value === said[recalled])) {
    recalled = Math.max(0, recalled - 1);
    input.value = said[recalled];
    event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-press], [data-fill], [data-say]");
  if (!button) return;
  if (button.dataset.press && button.closest(".message")) press(button);
  else if (button.dataset.say) say(button.dataset.say);
  else if (button.dataset.fill) {
    input.value = `${button.dataset.fill} `.trimStart();
    input.focus();
    completion.offer();
  }
  if (button.dataset.say) event.preventDefault(); // a link elsewhere, where there is no chat
});

messages.older.addEventListener("click", () => {
  if (messages.first()) link.send({ type: "older", before: messages.first() });
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    input.focus();
    if (!input.value) input.value = "/";
    completion.offer();
  }
});

for (const kind of ["compositionstart", "compositionend"]) {
  input.addEventListener(kind, () => (composing = kind === "compositionstart"));
}
input.value = kept.chat?.draft ?? "";
keep("chat", () => ({ draft: input.value, said }));
if (matchMedia("(pointer: fine)").matches) input.focus({ preventScroll: true });
