/* What becomes of a screen that sounds when nobody has used it for long? It is locked: nobody is named on it and nothing can be
   entered, alarms are seen by room and level and go on sounding, until somebody signs in here. What was drawn before is put away;
   a page that is loaded while it is locked has nothing but the lock (data-alone). */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const ASK = 10000; /* ms between two questions whether somebody has signed in on another tab */
  let box = null;
  let deaf = null; /* null while alarms come, else since when they do not */
  let asked = 0;
  let away = null; /* what was on the screen, and where */

  /* Whether anybody is treated who is listened to here. */
  const needed = () => vigil.awake.running() && vigil.listening.armed();

  /* Whether this page stays where it is although nobody is signed in. A sign-in that somebody left is not locked, only one that has
     run out of time; once locked, the page stays so. */
  function keeps(said) {
    if (said.other) { return Boolean(box) && another(said.message); }
    if (!box && !(said.ran_out && needed())) { return false; }
    deaf = said.hears ? null : deaf || vigil.now();
    if (!box) { shut(); }
    show();
    return true;
  }

  /* Whoever else signs in gets a page of their own; entries that wait in this tab only would be lost with it. */
  function another(words) {
    if (vigil.outbox.holding() && !vigil.shelf.lasting()) { tell(`${words} Entries wait in this tab: sign in here as whoever entered them.`); return true; }
    vigil.outbox.letGo();
    location.reload();
    return true;
  }

  /* -- what is seen ------------------------------------------------------------------------------------------------------------- */

  function line(found) {
    const { picture, alert } = found;
    const { shape, word } = vigil.words.levels[alert.level];
    const state = alert.acked ? `acknowledged ${vigil.words.clock(alert.acked)}` : `not acknowledged since ${vigil.words.clock(vigil.alerts.told(alert))}`;
    return make("li", { class: "alert", "data-level": alert.level, "data-acked": alert.acked ? "yes" : "no" }, make("span", { class: "badge" }, `${shape} ${word}`),
      make("span", { class: "words" }, make("b", { class: "what" }, `Room ${picture.room}`), make("span", { class: "state" }, `${vigil.alerts.call(found)} ${state}`.trim())));
  }

  /* Why no alarm would be seen here; "" while they come. */
  function trouble() {
    const fault = vigil.watchdog.fault();
    if (deaf !== null) { return `NO ALARM REACHES THIS SCREEN since ${vigil.words.clock(deaf)}: nobody is signed in. Sign in here now.`; }
    if (fault) { return `ALARMS DO NOT REACH THIS SCREEN since ${vigil.words.exact(fault.since)}: ${fault.words}.`; }
    if (vigil.lost()) { return "NOT UPDATING. Watch the patient and the primary monitor."; }
    const unchecked = vigil.unchecked();
    return unchecked === null ? "" : `ALERTS NOT CHECKED since ${vigil.words.exact(unchecked)}. Watch the patient and the primary monitor.`;
  }

  const SOUND = { on: "Alarms go on sounding here.", silenced: "Silenced for at most two minutes, then alarms sound here again.", waiting: "",
    untested: "The sound of this screen was not tested.", off: "Sound off: alarms are seen here, not heard.",
    blocked: "" }; /* said over the whole width, as on every page */

  /* What is said where no alert is seen: never that all is quiet before it is known. */
  function quiet() {
    if (trouble()) { return "Which alerts stand is not known here."; }
    return vigil.pictures.size || vigil.looked() ? "No alert is standing." : "Waiting for the first look at the alerts.";
  }

  /* Written anew only where something is different: a screen reader says each change once. */
  function show() {
    if (!box) { return; }
    const found = vigil.alerts.standing();
    const lines = found.map(line);
    const none = quiet();
    const sign = lines.map((one) => one.textContent).join() || none;
    const [fault, list] = [box.querySelector(".lost"), box.querySelector("ul")];
    vigil.say(fault.firstChild, trouble());
    fault.hidden = !trouble();
    if (list.dataset.sign !== sign) { list.dataset.sign = sign; vigil.fill(list, lines.length ? lines : make("li", { class: "quiet" }, none)); }
    list.hidden = deaf !== null;
    vigil.say(box.querySelector(".heard"), trouble() ? "" : SOUND[vigil.listening.state()]); /* never a promise while no alarm would come */
  }

  function tell(words) { vigil.say(box.querySelector(".status"), words); }

  /* -- the way back ---------------------------------------------------------------------------------------------------------------- */

  async function enter(event) {
    event.preventDefault();
    const [name, password] = event.target.querySelectorAll("input");
    tell("Signing in…");
    const { status, body } = await vigil.wire.post(vigil.wire.DOOR, { name: name.value, password: password.value });
    password.value = "";
    if (status === 200) { await vigil.staying.stay(); return; }
    tell(body.message || "The server did not answer. Try again.");
    password.focus();
  }

  function field(id, label, attributes) {
    return make("label", { class: "field", for: id }, make("span", {}, label), make("input", { id, required: true, autocapitalize: "none", spellcheck: "false", ...attributes }));
  }

  function form() {
    return make("form", { onsubmit: enter }, make("h1", { id: "lock-title" }, "Locked"), make("p", {}, "Nobody has used Vigil here for long. Sign in to go on where you were."), make("p", { class: "heard" }),
      field("lock-name", "Name", { autocomplete: "username", autofocus: !away.told.name }), field("lock-password", "Password", { type: "password", autocomplete: "current-password", autofocus: Boolean(away.told.name) }),
      make("button", { type: "submit", class: "button main" }, "Sign in"), make("p", { class: "status", role: "status" }));
  }

  /* Out of the page, as it is: nothing of it can be read there, and nothing is lost that was typed, opened or drawn. */
  function putAway() {
    const frame = document.querySelector(".shell");
    const apart = (node) => !node.matches("script, style, link") && !node.contains(frame);
    const nodes = [...(frame ? frame.children : []), ...Array.from(document.body.children).filter(apart)];
    away = { told: { name: frame?.dataset.name, staff: frame?.dataset.staff }, held: document.activeElement, top: window.scrollY, modal: Array.from(document.querySelectorAll("dialog:modal")),
      parts: nodes.map((node) => [node.parentNode, node]) };
    nodes.forEach((node) => node.remove());
    Object.keys(away.told).forEach((key) => frame?.removeAttribute(`data-${key}`));
  }

  function bringBack() {
    const { told, held, top, modal, parts } = away;
    away = null;
    parts.forEach(([place, node]) => place.append(node));
    Object.entries(told).filter(([, text]) => text !== undefined).forEach(([key, text]) => { document.querySelector(".shell").dataset[key] = text; });
    modal.forEach((dialog) => { dialog.removeAttribute("open"); dialog.showModal(); });
    window.scrollTo(0, top);
    held?.focus({ preventScroll: true });
  }

  /* It lies over everything, other dialogs too, and no key closes it. */
  function shut() {
    putAway();
    box = make("dialog", { class: "lock", "aria-labelledby": "lock-title" }, make("div", { class: "lost", "data-fault": "yes", role: "alert" }, make("strong")),
      make("section", { id: "sound", class: "sound-place", "aria-label": "Sound" }), make("ul", { "aria-live": "assertive", "aria-label": "Alerts" }), form());
    box.querySelector("#lock-name").value = away.told.name || "";
    box.addEventListener("cancel", (event) => event.preventDefault());
    box.addEventListener("close", () => { if (box) { box.showModal(); } });
    document.body.append(box);
    document.documentElement.dataset.locked = "";
    box.showModal();
  }

  const alone = () => Boolean(document.querySelector(".shell[data-alone]"));

  function open() {
    if (!box) { return; }
    if (alone()) { location.reload(); return; } /* the server knows the way to the page that was wanted */
    const gone = box;
    box = deaf = null;
    delete document.documentElement.dataset.locked;
    gone.close();
    gone.remove();
    bringBack();
  }

  /* No key reaches the page below, also not in the moment between a second Esc that closed the lock and its being there again. */
  function guard(event) {
    const leaves = event.key === "Escape";
    if (box && (leaves || !box.contains(event.target))) { event.stopImmediatePropagation(); }
    if (box && leaves) { event.preventDefault(); }
  }

  function start() {
    if (alone()) { shut(); show(); vigil.staying.look(); }
    setInterval(tick, 1000);
  }

  function tick() {
    if (!box) { return; }
    show();
    if (Date.now() - asked > ASK) { asked = Date.now(); vigil.staying.look(); }
  }

  vigil.lock = { keeps, on: () => Boolean(box), deaf: () => deaf !== null };
  window.addEventListener("keydown", guard, true);
  window.addEventListener("vigil:signed-in", open, true); /* before all that draws on the page again */
  window.addEventListener("vigil:unnamed", show);
  document.addEventListener("DOMContentLoaded", start);
})();
