// Commands offered while somebody types: arrow keys, Enter or Tab takes one, Escape closes.
// While a Korean syllable is being composed, keys belong to the input method.

const MOST = 8;

export class Completion {
  constructor(input, list) {
    this.input = input;
    this.list = list;
    this.at = -1;
    this.found = [];
    this.table = { commands: [], conditions: [] };
    this.load();
    input.addEventListener("input", () => this.offer());
    input.addEventListener("focus", () => this.stale && this.load());
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the input keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.at));
    });
  }

  async load() {
    this.stale = false;
    try {
      const answer = await fetch("/chat/commands", { headers: { Accept: "application/json" } });
      if (answer.ok) this.table = await answer.json();
      else this.stale = true;
    } catch {
      this.stale = true; // offered again once there is a connection
    }
    setTimeout(() => (this.stale = true), 60000);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  offer() {
    this.found = this.candidates(this.input.value);
    this.at = -1;
    this.list.replaceChildren(...this.found.map((one, at) => option(one, at)));
    this.list.hidden = this.found.length === 0;
    this.input.ariaExpanded = String(this.isOpen);
    this.input.removeAttribute("aria-activedescendant");
  }

  candidates(value) {
    const [, word, blank, rest] = /^\s*\/?(\S*)(\s*)(.*)$/s.exec(value);
    if (!blank) return word || value.startsWith("/") ? this.commands(word.toLowerCase()) : [];
    const said = word.toLowerCase();
    const command = this.table.commands.find((one) => one.name === said || one.aliases.includes(said));
    if (!command?.condition || /\s/.test(rest.trimEnd())) return [];
    const wanted = rest.trim().toLowerCase();
    const lead = value.slice(0, value.length - rest.length);
    const conditions = this.table.conditions
      .filter((one) => one.tag.startsWith(wanted) || one.name.toLowerCase().includes(wanted))
      .filter((one) => one.tag !== wanted);
    return conditions.slice(0, MOST).map((one) => ({ text: `${one.tag}. ${one.name}`, fill: `${lead}${one.tag}`, usage: "", help: "" }));
  }

  commands(word) {
    const rank = (one) => {
      if (one.name.startsWith(word)) return [0, one.name, one.name === word];
      const alias = one.aliases.find((each) => each.startsWith(word));
      return alias ? [1, alias, alias === word] : [2];
    };
    return this.table.commands
      .map((one) => ({ one, rank: rank(one) }))
      .filter(({ one, rank: [kind, , same] }) => kind < 2 && !(same && !one.more))
      .sort((a, b) => a.rank[0] - b.rank[0])
      .slice(0, MOST)
      .map(({ one, rank: [kind, name] }) => ({
        text: kind ? name : `/${name}`,
        fill: `${kind ? name : `/${name}`}${one.more ? " " : ""}`,
        usage: one.usage.split(" ").slice(1).join(" "),
        help: one.help,
      }));
  }

  // Returns whether the key was for the list.
  key(event) {
    if (event.isComposing || event.keyCode === 229 || !this.isOpen) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      this.mark((this.at + move + this.found.length + (this.at < 0 && move < 0 ? 1 : 0)) % this.found.length);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Tab" && !event.shiftKey) {
      this.take(Math.max(this.at, 0));
    } else if (event.key === "Enter" && this.at >= 0) {
      this.take(this.at);
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  mark(at) {
    this.at = at;
    for (const [index, one] of [...this.list.children].entries()) one.ariaSelected = String(index === at);
    const marked = this.list.children[at];
    marked.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", marked.id);
  }

  take(at) {
    this.input.value = this.found[at].fill;
    this.input.focus();
    this.offer();
  }

  close() {
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
    this.input.removeAttribute("aria-activedescendant");
    this.at = -1;
  }
}

function option(one, at) {
  const made = document.createElement("div");
  made.className = "offer";
  made.id = `offer-${at}`;
  made.role = "option";
  made.ariaSelected = "false";
  made.dataset.at = at;
  for (const [name, kind, text] of [["b", "", one.text], ["span", "usage", one.usage], ["span", "what", one.help]]) {
    if (!text) continue;
    const part = document.createElement(name);
    if (kind) part.className = kind;
    part.textContent = text;
    made.append(part);
  }
  return made;
}
