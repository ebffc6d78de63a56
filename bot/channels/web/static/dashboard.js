// What every page besides the chat shares: parts that refresh themselves, forms that close,
// refusals as a note.

import { toastText } from "./toasts.js";

/** Ask for a part again, unless it is being asked for already or nobody looks at it. */
function refresh(part) {
  if (document.visibilityState === "visible" && !part.classList.contains("htmx-request")) {
    window.htmx.trigger(part, "refresh");
  }
}

for (const part of document.querySelectorAll("[data-refresh]")) {
  const seconds = Number(part.dataset.refresh);
  setInterval(() => refresh(part), seconds * 1000);
  document.addEventListener("visibilitychange", () => refresh(part));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (button) {
    button.closest("form").remove();
  }
});

// A form whose answer was taken is done with; one with something wrong in it came back instead.
document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (sourceElement?.matches?.("form[data-closes]") && response.status < 300) {
    setTimeout(() => sourceElement.remove());
  }
});

// What the server refuses comes as JSON, which is nothing to be put into the page.
document.addEventListener("htmx:before:response", async (event) => {
  const { response } = event.detail.ctx;
  const kind = response.headers.get("content-type") ?? "";
  if (!kind.includes("json")) {
    return;
  }
  event.preventDefault();
  if (response.status === 401) {
    window.location.assign("/sign-in");
    return;
  }
  const problem = await response.raw.json();
  toastText(problem.detail ?? problem.title ?? String(response.status));
});
