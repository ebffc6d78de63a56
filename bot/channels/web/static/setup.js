// Once all is saved the bot begins where the set-up page was: wait for it and go there.

const SOON = 700;
const MOST = 90;

async function answers(address) {
  try {
    return (await fetch(address, { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function follow(done) {
  for (let turn = 0; turn < MOST; turn += 1) {
    await new Promise((resume) => setTimeout(resume, SOON));
    if (await answers("/healthz")) {
      window.location.assign("/");
      return;
    }
  }
  document.getElementById("done-note").textContent = done.dataset.slow;
}

document.addEventListener("htmx:after:swap", () => {
  const done = document.getElementById("done");
  if (done) {
    document.querySelectorAll(".step:not(#done)").forEach((one) => one.remove());
  }
  if (done?.dataset.next !== undefined && !done.dataset.followed) {
    done.dataset.followed = "yes";
    follow(done);
  }
});
