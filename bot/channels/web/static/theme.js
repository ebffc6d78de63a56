// Before anything is painted: the brightness a person chose. A script of its own, no module, since
// modules wait for the page.
(() => {
  try {
    const said = localStorage.getItem("theme");
    if (said === "light" || said === "dark") document.documentElement.dataset.theme = said;
  } catch { /* a browser that keeps nothing */ }
})();
