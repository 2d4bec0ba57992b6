/* What was not sent, and what must somebody do about it? A line across the page where there is something to do, a list of every entry
   that waits, and a question before anybody signs out. Whose patient is looked up when it is shown; the entries do not say. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const button = (...parts) => vigil.button(...parts);
  const REASONS = ["Entered again", "Wrong patient", "Typing error"];
  const hidden = new Set();
  let others = 0;
  let out = "";
  let box = null;

  const plural = (count, one, more) => `${count} ${count === 1 ? one : more}`;
  const entries = (count) => plural(count, "entry", "entries");
  const be = (count) => (count === 1 ? "is" : "are");
  const count = (...states) => vigil.outbox.late().filter((item) => states.includes(vigil.outbox.state(item))).length;

  /* -- the line across the page ---------------------------------------------------------------------------------------------------- */

  /* [{name, words, acts}]: what somebody must know or do, the most urgent first. */
  function notices() {
    return [signedOut(), refused(), old(), thisTab(), left(), elsewhere(), clock()].filter((one) => one && !hidden.has(one.words));
  }

  const look = () => button("Look", list, { class: "button small" });
  const hide = (words) => button("Hide", () => { hidden.add(words); show(); }, { class: "button small" });

  function signedOut() {
    const kept = vigil.unsent() && `${vigil.unsent()} not sent, kept ${vigil.shelf.lasting() ? "on this browser" : "in this tab only: leave it open"}.`;
    const link = make("a", { class: "button small", href: "/sign-in", target: "_blank", rel: "noopener" }, "Sign in in a new tab");
    return out && { name: "out", words: [out, kept].filter(Boolean).join(" "), acts: [vigil.unsent() ? look() : null, link] };
  }

  function refused() {
    const some = count("refused", "unreadable");
    return some && { name: "refused", words: `${entries(some)} ${some === 1 ? "was" : "were"} refused and ${be(some)} not saved. Correct or discard ${some === 1 ? "it" : "them"}.`, acts: [look()] };
  }

  function old() {
    const some = count("old");
    return some && { name: "old", words: `${entries(some)} ${be(some)} more than a day old and too old to send. Copy or discard ${some === 1 ? "it" : "them"}.`, acts: [look()] };
  }

  function thisTab() {
    return !vigil.shelf.lasting() && vigil.unsent() && { name: "tab", words: `${vigil.unsent()} not sent: kept in this tab only. Leave it open.`, acts: [look()] };
  }

  /* Typed beside one patient, not saved, and then somebody went on. */
  function left() {
    const places = vigil.drafts.keys().filter((place) => !vigil.held.reachable(place));
    const [session, ...more] = new Set(places.map(vigil.drafts.whose));
    const clear = () => places.filter((place) => vigil.drafts.whose(place) === session).forEach(vigil.drafts.forget);
    const words = session && `Typed for ${[session, ...more].map(whose).join(", ")}, and not saved.`;
    return session && { name: "typed", words, acts: [button("Back to it", () => vigil.go(`/session/${session}`), { class: "button small" }), button("Clear", clear, { class: "button small" }), hide(words)] };
  }

  function elsewhere() {
    const words = `${entries(others)} of somebody else ${others === 1 ? "waits" : "wait"} on this browser. ${others === 1 ? "It is" : "They are"} sent when that person signs in here.`;
    return others && { name: "others", words, acts: [hide(words)] };
  }

  function clock() {
    const words = vigil.clock.words();
    return words && { name: "clock", words, acts: [hide(words)] };
  }

  function show() {
    const place = document.getElementById("unsent");
    if (!place) { return; }
    const found = notices();
    const sign = JSON.stringify(found.map(({ words }) => words));
    if (place.dataset.said === sign && place.children.length === found.length) { return; }
    place.dataset.said = sign;
    vigil.fill(place, found.map(({ name, words, acts }) => make("div", { class: "notice", "data-notice": name }, make("p", { role: "status" }, words), acts)));
  }

  async function ask() {
    others = await vigil.shelf.others();
    show();
    fill();
  }

  /* -- the list -------------------------------------------------------------------------------------------------------------------------- */

  /* Room 3  OKAFOR, Ruth */
  function whose(session) {
    const picture = vigil.pictures.get(session);
    return picture ? `Room ${picture.room}  ${picture.patient.name}` : "a session that is not running now";
  }

  const STATES = {
    waiting: () => "Not sent. Vigil keeps trying.",
    refused: (item) => `Refused: ${item.refusal}`,
    old: () => "Too old to send: more than a day has passed. Copy what is needed, then discard it.",
    discarding: (item) => `Discarded (${item.discard.reason}); the note that says so is not sent yet.`,
    unreadable: () => "Cannot be read on this browser any more. Look at the patient's entries, and discard it.",
  };

  const SHORT = { waiting: "Not sent", refused: "Refused", old: "Too old to send", discarding: "Discarded", unreadable: "Cannot be read" };

  /* What the row of an entry says of it. */
  function words(item) { return SHORT[vigil.outbox.state(item)]; }

  const text = (item) => `${item.at ? `${vigil.words.day(item.at)} ` : ""}${item.said}`;

  function line(item) {
    const state = vigil.outbox.state(item);
    const said = make("p", { class: "told", role: "status" });
    const acts = make("div", { class: "row" }, correct(item, state), copy(item, state, said), discard(item, state));
    return make("li", { "data-state": state }, make("p", {}, make("b", {}, text(item)), item.session ? `  ${whose(item.session)}` : ""), make("p", {}, STATES[state](item)), acts, said);
  }

  /* Where it was entered, and can be put right. */
  function place(item) {
    if (item.set) { return vigil.entry; }
    return item.body && item.body.drug ? vigil.dose : vigil.infusion.isStep(item) ? vigil.infusion : null;
  }

  function correct(item, state) {
    const where = place(item);
    if (state !== "refused" || !item.session || !where) { return null; }
    const here = vigil.session.id() === item.session && (where !== vigil.entry || vigil.entry.isOpen());
    const back = () => { box.close(); where.putBack(item); };
    if (here) { return button("Put it back to correct it", back, { class: "button" }); }
    return button("Open the session", () => { box.close(); vigil.go(`/session/${item.session}`); }, { class: "button" });
  }

  function copy(item, state, said) {
    if (!["old", "refused"].includes(state)) { return null; }
    return button("Copy", async () => {
      try { await navigator.clipboard.writeText(text(item)); vigil.say(said, "Copied."); }
      catch (refusal) { vigil.say(said, `Not copied. Write it down: ${text(item)}`); }
    }, { class: "button" });
  }

  /* Nothing is given up without a reason, which stays in the record. */
  function discard(item, state) {
    if (!["refused", "old", "unreadable"].includes(state)) { return null; }
    const other = make("input", { type: "text", maxlength: 200, "aria-label": "Another reason", placeholder: "another reason" });
    const because = async (reason) => { if (reason.trim()) { await vigil.outbox.discard(item.id, reason.trim()); fill(); } else { other.focus(); } };
    const chips = REASONS.map((reason) => button(reason, () => because(reason), { class: "button" }));
    const why = make("div", { class: "why row", hidden: true, role: "group", "aria-label": "Why is it discarded?" }, "Discard, because: ", chips, other, button("Discard", () => because(other.value), { class: "button" }));
    return [button("Discard…", () => { why.hidden = false; why.querySelector("button").focus(); }, { class: "button" }), why];
  }

  /* Written anew only when something else waits: a reason that somebody types stays. */
  function fill() {
    const items = vigil.outbox.late();
    const sign = JSON.stringify([others, items.map((item) => [item.id, vigil.outbox.state(item)])]);
    if (!box || box.dataset.list === undefined || box.dataset.list === sign) { return; }
    box.dataset.list = sign;
    const none = make("p", {}, "Everything is sent.");
    const kept = vigil.shelf.lasting() ? "They are kept on this browser, encrypted, also when it is closed." : "They are kept in this tab only: without https a browser keeps nothing. Leave it open.";
    const more = others ? make("p", {}, elsewhere().words) : null;
    const close = button("Close", () => box.close(), { class: "button" });
    const now = count("waiting", "discarding") ? button("Send now", () => vigil.outbox.nudge(), { class: "button" }) : null;
    vigil.fill(box, make("h2", { id: "unsent-title" }, "Not sent"), items.length ? make("p", { class: "hint" }, kept) : none, make("ul", { class: "unsent-list" }, items.map(line)), more,
      make("div", { class: "buttons" }, now, close));
  }

  function dialog() {
    box = make("dialog", { class: "dialog unsent-box", "aria-labelledby": "unsent-title", onclose: () => { box.remove(); box = null; } });
    document.getElementById("unsent").after(box);
    box.showModal();
  }

  function list() {
    if (!box) { dialog(); }
    box.dataset.list = "";
    fill();
  }

  /* -- leaving --------------------------------------------------------------------------------------------------------------------------- */

  /* Signing out with something unsent or typed is asked about; when the server does not answer, nobody is signed out. */
  async function signOut() {
    const typed = await vigil.drafts.left();
    if (vigil.unsent() || typed) { question(vigil.unsent(), typed); } else { leave(); }
  }

  function question(unsent, typed) {
    if (!box) { dialog(); }
    delete box.dataset.list;
    const lasting = vigil.shelf.lasting();
    const fate = lasting ? "They stay on this browser, encrypted, and are sent when you sign in here again." : "They are kept in this tab only and would be lost.";
    const lost = `What is typed for ${typed === 1 ? "a patient" : `${typed} patients`} and not saved would be lost.`;
    box.replaceChildren(make("h2", { id: "unsent-title" }, unsent ? `${entries(unsent)} ${be(unsent)} not sent` : "Typed and not saved"),
      unsent ? make("p", {}, fate) : "", typed ? make("p", {}, lost) : "",
      make("div", { class: "buttons" }, button("Stay", () => box.close(), { class: "button first" }), unsent ? button("Show them", list, { class: "button" }) : "",
        button(typed || !lasting ? "Sign out and lose it" : "Sign out all the same", leave, { class: "button" })));
    box.querySelector("button").focus();
  }

  async function leave() {
    await vigil.drafts.over(true);
    await vigil.shelf.forget().catch(() => {}); /* before: the end of the sign-in ends this page */
    const { status } = await vigil.wire.post("/sign-out", {});
    if (status === 0) { stayed(); return; }
    vigil.outbox.letGo();
    window.location.assign("/sign-in");
  }

  function stayed() {
    vigil.drafts.over(false);
    if (!box) { dialog(); }
    delete box.dataset.list;
    box.replaceChildren(make("h2", { id: "unsent-title" }, "You are still signed in"), make("p", {}, "The server did not answer, so nobody was signed out. Try again when Vigil is connected, or do not leave this screen to others."),
      make("div", { class: "buttons" }, button("Close", () => box.close(), { class: "button first" })));
  }

  vigil.notSent = { list, signOut, words };
  window.addEventListener("vigil:unsent", () => { show(); fill(); });
  window.addEventListener("vigil:drafts", () => { hidden.forEach((words) => { if (words.startsWith("Typed ")) { hidden.delete(words); } }); show(); });
  window.addEventListener("vigil:sheet", show);
  window.addEventListener("vigil:alive", ask);
  window.addEventListener("vigil:signed-out", ({ detail }) => { out = detail.words; show(); });
  window.addEventListener("vigil:signed-in", () => { out = ""; show(); });
  document.addEventListener("DOMContentLoaded", () => { vigil.whenever("#unsent", ask); vigil.whenever("#session", show, show); });
})();
