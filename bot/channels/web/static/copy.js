// A button that copies what stands in an element.

import { toastText } from "./toasts.js";

export function copying(element, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    if (!(await copy(element))) {
      toastText(words.copy_failed);
      return;
    }
    button.textContent = words.copied;
    button.classList.add("copied");
  });
  return button;
}

// By an address that is neither https nor this machine a browser lets only what is selected be
// copied, the old way; where it refuses that too, it stays selected for a hand to copy.
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}
