/* Whose reading was it really? One of the sessions in which it can have been taken is chosen, also one that has ended: then with the
   reason and, under a signature, signed once more. It is struck here and entered there, with a trail in both. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);

  /* [{s, room, name, ended, signed}] where the reading can belong; null when they cannot be asked for. */
  async function others(id) {
    const { status, body } = await vigil.wire.get(`/api/v1/sessions/${encodeURIComponent(vigil.session.id())}/facts/${encodeURIComponent(id)}/elsewhere`);
    return status === 200 ? body.sessions : null;
  }

  const words = ({ room, name, ended }) => `Room ${room}  ${name}${ended ? `, ended ${vigil.words.day(ended)}` : ""}`;

  /* Moves the reading: {done, message, answer}. `said` is {reason, meaning, password}, as far as it is needed. */
  async function move({ id, revision, to, ...said }) {
    return vigil.step.now(`facts/${encodeURIComponent(id)}/move`, { to, revision, ...said });
  }

  /* What must be said of a move into or out of a session that is over; null where both run. */
  function needs({ ended, signed }) {
    const { stage, ended: over } = vigil.session.picture();
    const sealed = signed || stage.signatures.length > 0;
    return ended || over ? { sealed } : null;
  }

  /* Asks for what `needs` says; `go` is called with it, and with the place where what became of it is said. */
  function form(one, { sealed }, go, cancel) {
    const told = make("p", { class: "status", role: "status" });
    const node = make("form", { class: "sign", novalidate: true, onsubmit: (event) => { event.preventDefault(); sent(node, told, go); } },
      make("p", { class: "question" }, `To ${words(one)}: an amendment${sealed ? " of a signed record" : ""}.`),
      field("move-reason", "Why it is moved", { type: "text", maxlength: 200, autocomplete: "off" }), sealed && meanings(),
      make("div", { class: "row" }, sealed && field("move-password", "Your password", { type: "password", autocomplete: "current-password" }),
        make("button", { type: "submit", class: "button primary" }, "Move"), cancel), told);
    return node;
  }

  const field = (id, label, attributes) => make("label", { class: "field", for: id }, make("span", {}, label), make("input", { id, ...attributes }));

  function meanings() {
    const one = (word) => make("label", { class: "pick" }, make("input", { type: "radio", name: "meaning", value: word }), make("span", {}, word));
    return make("fieldset", { class: "choice" }, make("legend", {}, "I sign as"), vigil.step.offered().meanings.map(one));
  }

  function sent(node, told, go) {
    const { "move-reason": reason, "move-password": password, meaning } = node.elements;
    const lacks = !reason.value.trim() ? [reason, "Say why it is moved, in a few words."]
      : meaning && !meaning.value ? [meaning[0], "Choose as what you sign."] : password && !password.value ? [password, "Type your password: it stands behind the signature."] : null;
    if (lacks) { vigil.say(told, lacks[1]); lacks[0].focus(); told.scrollIntoView({ block: "nearest" }); return; }
    go({ reason: reason.value.trim(), ...(meaning ? { meaning: meaning.value, password: password.value } : {}) }, told, node.querySelector("[type=submit]"));
    if (password) { password.value = ""; }
  }

  vigil.move = { others, words, move, needs, form };
})();
