/* May the patient leave, and who signs for the session? The list says what is not met; the nurse decides, and the record says so. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const UNTICKED = "discharge list: "; /* how models/stages.py begins what nobody has ticked */

  const place = () => vigil.held.key("leave");
  const reason = () => vigil.held.of(place())?.values.reason || "";

  function open() { vigil.sheet.open("leave", "Leaving", drawn, true); }

  /* -- before the end ---------------------------------------------------------------------------------------------------------------- */

  function drawn() {
    const { lists, stage, alerts } = vigil.stage.picture();
    const open_ = alerts.length ? make("p", {}, make("b", {}, `${alerts.length} alert${alerts.length > 1 ? "s are" : " is"} still standing.`)) : null;
    const list = stage.first ? vigil.lists.list(lists.discharge, "Before leaving") : make("p", { class: "hint" }, "No dose was given in this session.");
    return [list, ending(stage, open_)];
  }

  function ending(stage, open_) {
    const unready = stage.unready.length > 0;
    const why = make("input", { type: "text", id: "leave-reason", maxlength: 300, autocomplete: "off", "data-key": "leave-reason", oninput: ({ target }) => vigil.held.put(place(), "reason", target.value) });
    why.value = reason();
    const go = make("button", { type: "submit", class: "button end", "data-unready": unready ? "yes" : "no", "aria-describedby": "leave-why", "data-key": "end" }, "End session");
    const words = unready ? `Not ready to leave: ${lacking(stage.unready)}.` : "Nothing speaks against leaving. After the end nothing more is due, and nothing more can be entered.";
    return make("form", { class: "ending", novalidate: true, onsubmit: (event) => { event.preventDefault(); end(); } }, open_, make("p", { id: "leave-why", tabindex: 0 }, words),
      make("div", { class: "row" }, unready && make("label", { class: "field", for: "leave-reason" }, make("span", {}, "Ends all the same, because"), why), go));
  }

  /* What lacks, in a few words: the lines that nobody ticked are counted, for they are seen above. */
  function lacking(reasons) {
    const unticked = reasons.filter((reason) => reason.startsWith(UNTICKED)).length;
    const others = reasons.filter((reason) => !reason.startsWith(UNTICKED));
    return [...others, ...(unticked ? [`${unticked} ${unticked > 1 ? "lines are" : "line is"} not ticked`] : [])].join("; ");
  }

  async function end() {
    const { stage } = vigil.stage.picture();
    const [why, typed] = [reason().trim(), place()];
    if (stage.unready.length && !why) {
      vigil.sheet.tell("Not ready to leave. Type why the session ends all the same.", "wrong");
      document.getElementById("leave-reason")?.focus();
      return;
    }
    vigil.sheet.tell("Sending…");
    const { done, message } = await vigil.step.now("end", why && stage.unready.length ? { reason: why } : {});
    if (!done) { vigil.sheet.tell(message, "wrong"); vigil.sheet.redraw(); return; }
    vigil.drafts.forget(typed);
    vigil.sheet.close();
  }

  /* -- after the end: the place of the entry --------------------------------------------------------------------------------------------- */

  const SETTING = 40000; /* ms: longer than the press may take */
  let closing = null;
  let set = { words: "", timer: 0 };

  /* Into `place`, beside what is there for corrections. */
  function closed(place, may) {
    closing = { node: make("div", { class: "closing" }), session: vigil.session.id(), may, drawn: "" };
    place.append(closing.node);
    show();
  }

  function show() {
    const picture = vigil.stage.picture();
    if (!closing || !picture || picture.s !== closing.session || !closing.node.isConnected) { return; }
    const sign = JSON.stringify(picture.stage.signatures);
    if (closing.drawn === sign) { return; }
    closing.drawn = sign;
    vigil.fill(closing.node, parts(picture));
  }

  /* It opens beside this page, which only knows that it was asked for: said until somebody is back here, or it must be there. */
  function paper(session) {
    const href = `/api/v1/sessions/${encodeURIComponent(session)}/flowsheet.pdf`;
    return make("a", { class: "button small", href, target: "_blank", rel: "noopener", onclick: () => setting("Setting the page… It opens in a tab of its own.") }, "Flowsheet (PDF)");
  }

  function setting(words) {
    clearTimeout(set.timer);
    set = { words, timer: words && setTimeout(() => setting(""), SETTING) };
    const place = closing && closing.node.querySelector(".setting");
    if (place) { vigil.say(place, words); }
  }

  function parts({ ended, stage, s }) {
    const signed = stage.signatures.map(({ by, at, meaning, digest }) => make("li", {}, make("b", {}, vigil.words.who(by)), ` ${vigil.words.day(at)}: ${meaning}`, digest ? make("small", {}, ` ${digest.slice(0, 12)}`) : ""));
    return [make("div", { class: "closing-head" }, make("h2", {}, "This session has ended"), paper(s), closing.may.has("import") && vigil.button("Import a file", () => vigil.go(`/import/${s}`), { class: "button small" })), make("p", { class: "hint setting", role: "status" }, set.words), make("p", {}, `Ended at ${vigil.words.clock(ended)}. Nothing more can be entered; entries can be corrected.`),
      signed.length ? make("ul", { class: "signatures", "aria-label": "Signatures" }, signed) : make("p", { class: "hint" }, "Nobody has signed yet."),
      closing.may.has("sign") && form(), signed.length > 0 && closing.may.has("record") && later()];
  }

  /* Under a signature nothing is entered any more but what somebody learned later, with why it comes now. */
  function later() {
    const said = make("p", { class: "status", role: "status" });
    const field = (id, label) => make("label", { class: "field", for: id }, make("span", {}, label), make("input", { id, type: "text", maxlength: 500, autocomplete: "off" }));
    return make("form", { class: "sign", novalidate: true, onsubmit: (event) => { event.preventDefault(); add(event.target, said); } },
      field("late-note", "Later note"), make("div", { class: "row" }, field("late-reason", "It comes now, because"), make("button", { type: "submit", class: "button" }, "Add note")), said);
  }

  async function add(node, said) {
    const [text, reason] = ["late-note", "late-reason"].map((id) => node.elements[id]);
    const lacks = [text, reason].find((input) => !input.value.trim());
    said.dataset.kind = "wrong";
    if (lacks) { vigil.say(said, lacks === text ? "Type the note." : "Say why it comes now: it stands beside the note."); lacks.focus(); return; }
    vigil.say(said, "Sending…");
    const { state, message } = await vigil.step.keep("notes", { text: text.value.trim(), reason: reason.value.trim() }, text.value.trim());
    vigil.say(said, state === "saved" ? `Saved ${vigil.words.clock(vigil.now())}` : message);
    if (state !== "refused") { said.dataset.kind = ""; text.value = ""; reason.value = ""; }
  }

  function form() {
    const { meanings } = vigil.step.offered();
    const said = make("p", { class: "status", role: "status" });
    const one = (word) => make("label", { class: "pick" }, make("input", { type: "radio", name: "meaning", value: word }), make("span", {}, word));
    const node = make("form", { class: "sign", novalidate: true, onsubmit: (event) => { event.preventDefault(); sign(node, said); } },
      make("fieldset", { class: "choice" }, make("legend", {}, "I sign as"), meanings.map(one)),
      make("div", { class: "row" }, make("label", { class: "field", for: "sign-password" }, make("span", {}, "Your password"), make("input", { id: "sign-password", name: "password", type: "password", autocomplete: "current-password" })),
        make("button", { type: "submit", class: "button primary" }, "Sign")), said);
    return node;
  }

  /* What was signed opens as paper beside the page. */
  async function sign(node, said) {
    const { meaning, password } = node.elements;
    const lacks = !meaning.value ? ["[name=meaning]", "Choose as what you sign."] : !password.value ? ["[name=password]", "Type your password: it stands behind the signature."] : null;
    if (lacks) { vigil.say(said, lacks[1]); said.dataset.kind = "wrong"; node.querySelector(lacks[0]).focus(); return; }
    vigil.say(said, "Sending…");
    const { session } = closing;
    const { done, message } = await vigil.step.now("signatures", { meaning: meaning.value, password: password.value });
    password.value = "";
    if (done) { paper(session).click(); return; }
    vigil.say(said, message);
    said.dataset.kind = "wrong";
    password.focus();
  }

  vigil.leave = { open, closed };
  window.addEventListener("vigil:pictured", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { setting(""); } });
})();
