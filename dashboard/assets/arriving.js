/* What if the server is gone before the page is there? It says so, and loads itself again as soon as the server answers. */
(function () {
  "use strict";
  const EVERY = 2000;
  const PATIENCE = 8000;
  const EMPTY = "._dash-loading, ._dash-error";
  const WORDS = "This page cannot be shown: the server does not answer. It loads itself again as soon as the server does. No alarm reaches "
    + "this screen meanwhile: look at the patient and at the bedside monitor.";
  const begun = Date.now();
  let asking = false;

  async function ask() {
    asking = true;
    const answer = await fetch("/readyz", { cache: "no-store" }).catch(() => null);
    asking = false;
    if (answer && answer.ok && document.querySelector(EMPTY)) { location.reload(); }
  }

  function look() {
    const place = document.querySelector(EMPTY);
    if (!place) { clearInterval(timer); return; }
    if (Date.now() - begun < PATIENCE) { return; }
    if (place.textContent !== WORDS) { Object.assign(place, { textContent: WORDS }).setAttribute("role", "alert"); }
    if (!asking) { ask(); }
  }

  const timer = setInterval(look, EVERY);
})();
