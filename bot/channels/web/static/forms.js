// A form the bot asks to be filled in, as a dialog; what is wrong is said at its field.

export class FormDialog {
  // `submit({command, answers, message})` sends it off and returns the id of what was sent.
  constructor(dialog, words, submit) {
    this.dialog = dialog;
    this.words = words;
    this.submit = submit;
  }

  open(form, message) {
    this.form = form;
    this.message = message;
    const made = element("form", { method: "dialog", noValidate: true });
    const fields = element("div", { className: "form-fields" });
    fields.append(...form.fields.map((one) => this.field(one)));
    const foot = element("div", { className: "form-foot" });
    const cancel = element("button", { type: "button", textContent: form.cancel });
    cancel.addEventListener("click", () => this.dialog.close());
    this.button = element("button", { type: "submit", className: "primary", textContent: form.submit });
    foot.append(cancel, this.button);
    made.append(element("h2", { id: "form-title", textContent: form.title }), fields, foot);
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(made);
    });
    this.dialog.replaceChildren(made);
    this.dialog.showModal();
    fields.querySelector("select, input")?.focus();
  }

  send(made) {
    const given = new FormData(made), answers = {};
    for (const one of this.form.fields) {
      answers[one.key] = one.many ? given.getAll(one.key) : (given.get(one.key) ?? "");
    }
    this.button.disabled = true;
    this.sent = this.submit({ command: this.form.command, answers, message: this.message });
    if (!this.sent) this.button.disabled = false;
  }

  // It went through, or something is wrong with it: the id says whether it is this one.
  over(id) {
    if (id !== this.sent) return;
    this.sent = null;
    this.dialog.close();
  }

  wrong(id, errors) {
    if (id !== this.sent) return;
    this.sent = null;
    this.button.disabled = false;
    let first;
    for (const one of this.form.fields) {
      const place = this.dialog.querySelector(`#error-${CSS.escape(one.key)}`);
      const input = this.dialog.querySelector(`[name="${CSS.escape(one.key)}"]`);
      place.textContent = errors[one.key] ?? "";
      input?.setAttribute("aria-invalid", String(one.key in errors));
      if (one.key in errors) first ??= input;
    }
    first?.focus();
  }

  field(one) {
    const several = one.many;
    const box = element(several ? "fieldset" : "div", { className: "field" });
    const id = `field-${one.key}`;
    box.append(
      several
        ? element("legend", { textContent: one.label })
        : element("label", { htmlFor: id, textContent: one.label }),
      several ? checks(one) : one.choices.length ? this.select(one, id) : text(one, id),
    );
    const described = [];
    if (one.hint) {
      box.append(element("p", { className: "hint", id: `hint-${one.key}`, textContent: one.hint }));
      described.push(`hint-${one.key}`);
    }
    const error = element("p", { className: "error", id: `error-${one.key}` });
    error.setAttribute("role", "alert");
    described.push(error.id);
    box.append(error);
    (several ? box : box.querySelector(`#${CSS.escape(id)}`)).setAttribute("aria-describedby", described.join(" "));
    return box;
  }

  select(one, id) {
    const made = element("select", { id, name: one.key });
    for (const [value, label] of one.choices) {
      made.append(new Option(label, value, value === one.value, value === one.value));
    }
    if (!one.choices.some(([value]) => value === one.value)) {
      made.prepend(new Option(this.words.nothing_chosen, "", true, true));
    }
    return made;
  }
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function text(one, id) {
  return element("input", {
    id, name: one.key, type: "text", value: one.value, maxLength: one.longest,
    placeholder: one.example, autocomplete: "off",
  });
}

function checks(one) {
  const made = element("div", { className: "checks" });
  for (const [value, label] of one.choices) {
    const input = element("input", { type: "checkbox", name: one.key, value, checked: one.value.includes(value) });
    const wrap = document.createElement("label");
    wrap.append(input, label);
    made.append(wrap);
  }
  return made;
}
