/* What was it that somebody has just acknowledged? When another alert has taken its place at the top, the question waits below. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const WAITS = 30000;
  let box = null;
  let timer = 0;

  function close() {
    clearTimeout(timer);
    if (box) { box.remove(); }
    box = null;
  }

  /* As it is now, if it still stands without an answer. */
  function open(found) {
    const now = vigil.alerts.standing().find(({ picture, alert }) => picture.s === found.picture.s && alert.id === found.alert.id);
    return now && now.alert.acked && !vigil.alerts.outcome(now) ? now : null;
  }

  function atTop(found) {
    const [first] = vigil.alerts.standing();
    return first.picture.s === found.picture.s && first.alert.id === found.alert.id;
  }

  function ask({ detail: found }) {
    close();
    const now = open(found);
    if (!now || atTop(now)) { return; }
    const what = make("p", {}, make("b", {}, now.alert.text), ` ${vigil.alerts.where(now)}, acknowledged. What was it?`);
    const later = vigil.button("Not now", close, { class: "chip later" });
    box = make("section", { class: "answered", "aria-label": "What was it?" }, what, vigil.alerts.offer(now), later);
    box.querySelector(".outcomes").addEventListener("click", close);
    document.body.append(box);
    timer = setTimeout(close, WAITS);
  }

  window.addEventListener("vigil:acknowledged", ask);
})();
