// Short notes that are for this browser alone; they stay until read, a long one longer.

const MOST = 3;

export function toast(html) {
  const place = document.getElementById("toasts");
  const note = document.createElement("div");
  note.className = "toast";
  const words = document.createElement("div");
  words.innerHTML = html; // escaped by the server
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast-close";
  close.ariaLabel = place.dataset.close;
  close.textContent = "×";
  close.addEventListener("click", () => note.remove());
  note.append(words, close);
  place.append(note);
  while (place.childElementCount > MOST) place.firstElementChild.remove();
  let timer;
  const wait = () => (timer = setTimeout(() => note.remove(), 5000 + words.textContent.length * 60));
  for (const kind of ["mouseenter", "focusin"]) note.addEventListener(kind, () => clearTimeout(timer));
  for (const kind of ["mouseleave", "focusout"]) note.addEventListener(kind, wait);
  wait();
}

export function toastText(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  toast(paragraph.outerHTML);
}
