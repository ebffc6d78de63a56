// The list of messages: in the order of their ids, each there once, changed in place.

import { copying } from "./copy.js";
import { clockMinute } from "./kst.js";

const NEAR = 80; // pixels from the end within which somebody reads the newest

export class Messages {
  constructor(chat, words) {
    this.words = words;
    this.scroller = chat.querySelector("#messages");
    this.list = chat.querySelector("#message-list");
    this.welcome = chat.querySelector("#welcome");
    this.older = chat.querySelector("#older");
    this.newest = chat.querySelector("#newest");
    this.newestText = chat.querySelector("#newest-text");
    this.typing = chat.querySelector("#typing");
    this.unread = 0; // messages below what is seen
    this.missed = 0; // messages while nobody looked at the tab
    this.title = document.title;
    this.pending = new Map();
    this.secrets = new Map(); // what is shown this once in the place of a message, by its id
    this.awaited = 0; // the message to be brought into view as soon as it is there
    this.revealed = 0; // the one that was, whose picture may come later
    this.scroller.addEventListener("scroll", () => this.isAtEnd() && this.seen(), { passive: true });
    this.newest.addEventListener("click", () => this.toEnd());
    this.list.addEventListener("load", (event) => this.grown(event.target.closest(".message")), true);
    document.addEventListener("visibilitychange", () => document.hidden || this.read());
    new ResizeObserver(() => this.sticky && this.toEnd()).observe(this.scroller);
    this.sticky = true;
  }

  isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return (this.sticky = scrollHeight - scrollTop - clientHeight < NEAR);
  }

  // A picture has come: the newest stays in view, or the answer from its beginning.
  grown(li) {
    if (Number(li.dataset.id) === this.revealed) this.reveal(this.revealed);
    else if (this.sticky) this.toEnd();
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.seen();
  }

  seen() {
    this.sticky = true;
    this.unread = 0;
    this.newest.hidden = true;
    if (!document.hidden) this.read();
  }

  read() {
    document.title = this.title;
    this.missed = 0;
  }

  // Nothing is lost to who reads here where the page is loaded anew.
  get isRead() {
    return this.sticky && !this.unread && !this.missed && !this.list.querySelector(".copy:not(.copied)");
  }

  first() {
    return Number(this.list.querySelector("[data-id]")?.dataset.id ?? 0);
  }

  last() {
    return Number([...this.list.querySelectorAll("[data-id]")].at(-1)?.dataset.id ?? 0);
  }

  // Show what the server sent: `fresh` is everything there is to show, anything else is news.
  take(items, { fresh, more }) {
    const atEnd = fresh || this.sticky, known = this.last();
    if (fresh) {
      this.scroller.ariaLive = "off"; // history is not read out
      for (const one of this.list.querySelectorAll("[data-id]")) one.remove();
      this.older.hidden = !more;
    }
    const oldest = this.first();
    let added = 0;
    for (const item of items) added += this.put(item, fresh ? 0 : oldest);
    this.welcome.hidden = !this.older.hidden;
    if (fresh) this.explainGap(known > 0 && more && this.first() > known);
    if (atEnd) this.toEnd();
    else if (added) this.count(added);
    if (!fresh && added && document.hidden) this.call(added);
    if (fresh) setTimeout(() => (this.scroller.ariaLive = "polite"), 500);
    if (this.awaited) this.reveal(this.awaited);
  }

  // So much came meanwhile that not all of it is shown: where it is missing, it is said.
  explainGap(missing) {
    this.list.querySelector(".seam")?.remove();
    if (!missing) return;
    const li = document.createElement("li");
    li.className = "seam";
    li.textContent = this.words.gap;
    this.list.prepend(li);
  }

  takeOlder(items, more) {
    const before = this.scroller.scrollHeight, top = this.scroller.scrollTop;
    this.explainGap(false);
    for (const item of items) this.put(item, 0);
    this.older.hidden = !more;
    this.welcome.hidden = more;
    this.scroller.scrollTop = top + this.scroller.scrollHeight - before;
  }

  // Returns 1 for a new message of the bot's; a change of one that is not shown is no news here.
  put(item, oldest) {
    const there = document.getElementById(`m-${item.id}`);
    if (there) {
      this.change(there, item);
      return 0;
    }
    if (oldest && item.id < oldest) return 0;
    this.settle(item.key);
    const made = this.make(item);
    const after = [...this.list.querySelectorAll("[data-id]")].findLast((one) => Number(one.dataset.id) < item.id);
    if (after) after.after(made);
    else this.list.prepend(made);
    return item.by === "bot" && !item.silent ? 1 : 0;
  }

  make(item) {
    const li = document.createElement("li");
    li.className = `message ${item.by}`;
    if (item.id) {
      li.id = `m-${item.id}`;
      li.dataset.id = item.id;
    }
    const who = document.createElement("span");
    who.className = "hidden";
    who.textContent = item.by === "me" ? this.words.me : this.words.bot;
    const bubble = document.createElement("div");
    bubble.className = "bubble";
    this.fill(bubble, item);
    const stamp = document.createElement("span");
    stamp.className = "stamp";
    stamp.textContent = item.at ? clockMinute(item.at) : item.note;
    li.append(who, bubble, stamp);
    return li;
  }

  // What stands in a message, escaped by the server.
  fill(bubble, { id, html }) {
    const secret = this.secrets.get(id);
    bubble.innerHTML = secret ?? html;
    const code = secret && bubble.querySelector("p > code:only-child");
    if (code) code.after(copying(code, this.words));
  }

  change(li, item) {
    const bubble = li.querySelector(".bubble");
    if (bubble.innerHTML === item.html) return;
    const focused = bubble.contains(document.activeElement);
    this.fill(bubble, item);
    this.free(li);
    li.classList.remove("changed");
    requestAnimationFrame(() => li.classList.add("changed"));
    if (focused) {
      bubble.tabIndex = -1;
      bubble.focus({ preventScroll: true });
    }
  }

  // What was said here and is not in the conversation yet.
  await(key, text, note) {
    const words = document.createElement("div");
    const paragraph = document.createElement("p");
    words.className = "words";
    paragraph.textContent = text;
    words.append(paragraph);
    const li = this.make({ by: "me", html: words.outerHTML, note });
    li.ariaBusy = "true";
    this.pending.set(key, li);
    this.list.append(li);
    this.toEnd();
  }

  // What is shown here this once, in the place of what the conversation keeps of it.
  once(id, html) {
    this.secrets.set(id, html);
    const there = document.getElementById(`m-${id}`);
    if (there) this.fill(there.querySelector(".bubble"), { id });
    this.reveal(id);
  }

  // Bring an answer into view, now or once it is there.
  reveal(id) {
    const li = document.getElementById(`m-${id}`);
    this.awaited = li ? 0 : id;
    this.revealed = id;
    if (!li) return;
    const view = this.scroller.getBoundingClientRect(), own = li.getBoundingClientRect();
    if (own.top >= view.top && own.bottom <= view.bottom) return;
    if (!li.nextElementSibling && own.height < view.height) this.toEnd();
    else this.scroller.scrollTop += own.top - view.top - 8;
  }

  settle(key) {
    this.pending.get(key)?.remove();
    this.pending.delete(key);
  }

  busy(li) {
    if (!li) return;
    li.ariaBusy = "true";
    for (const one of li.querySelectorAll("button.press")) one.ariaDisabled = "true"; // the focus stays
  }

  free(li) {
    if (!li) return;
    li.removeAttribute("aria-busy");
    for (const one of li.querySelectorAll("button.press")) one.removeAttribute("aria-disabled");
  }

  work(count) {
    const shown = !this.typing.hidden;
    this.typing.hidden = !count;
    if (count && !shown && this.sticky) this.toEnd();
  }

  count(added) {
    this.unread += added;
    this.newestText.textContent = this.words.newest_count.replace("{count}", this.unread);
    this.newest.hidden = false;
  }

  call(added) {
    this.missed += added;
    document.title = `(${this.missed}) ${this.title}`;
  }
}
