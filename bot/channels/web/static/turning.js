// The page in another language: it is loaded anew, and what somebody was in the midst of is there
// again.

const KEY = "turning";

// What was kept when this page turned, nothing where it was opened otherwise.
export const kept = take();

const keepers = new Map();

// `what()` is asked just before, and is `kept[name]` afterwards.
export function keep(name, what) {
  keepers.set(name, what);
}

export function store() {
  const made = { path: location.pathname };
  for (const [name, what] of keepers) made[name] = what();
  try {
    sessionStorage.setItem(KEY, JSON.stringify(made));
  } catch { /* a browser that keeps nothing */ }
}

export function turn() {
  store();
  location.reload();
}

function take() {
  try {
    const made = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return made?.path === location.pathname ? made : {};
  } catch {
    return {};
  }
}
