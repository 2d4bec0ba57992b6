/* How is the patient, what happened just now, what was done, and what does a scale say? One tap, with the time of the tap. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const LEVELS = [["dissociation", "Dissociation", "0 none, 4 most", [0, 1, 2, 3, 4]], ["distress", "Distress", "0 none, 4 most", [0, 1, 2, 3, 4]]];
  /* What the patient answers to; at 3 an alarm begins. */
  const MOAAS = [[5, "Awake", "answers readily to the name"], [4, "Drowsy", "answers slowly to the name"], [3, "Loud voice", "answers only to loud or repeated calls"],
    [2, "Touch", "answers only when prodded or shaken"], [1, "Pain", "only when the trapezius is squeezed"], [0, "Nothing", "no answer at all"]];
  /* The names of the steps are the scale's own; what is seen at each is said in few words. */
  const RASS = [[4, "Combative", "fights, a danger to staff"], [3, "Very agitated", "pulls at lines, aggressive"], [2, "Agitated", "often moves without aim"], [1, "Restless", "anxious, not forceful"],
    [0, "Alert and calm", "awake and at ease"], [-1, "Drowsy", "to voice: eye contact 10 s or more"], [-2, "Light sedation", "to voice: eye contact, not 10 s"],
    [-3, "Moderate sedation", "to voice: moves, no eye contact"], [-4, "Deep sedation", "to touch only: moves"], [-5, "Unarousable", "no response to voice or touch"]];

  function open() {
    vigil.sheet.open("events", "Events, now", drawn);
    vigil.held.follow("events");
  }

  async function record(button, what, body, words) {
    if (button.disabled) { return; }
    button.disabled = true;
    vigil.sheet.tell("Sending…");
    const { state, message } = await vigil.step.keep(what, body, words, what === "observations" ? { set: body } : {});
    button.disabled = false;
    button.focus({ preventScroll: true });
    vigil.sheet.tell(message, state === "saved" ? "" : "wrong");
    return state;
  }

  /* What is typed and on its way is not offered once more; refused, it is on the sheet again. Whatever was typed since stays. */
  async function typed(field, button, what, body, words) {
    const [place, text] = [vigil.held.key("events"), field.value];
    if (button.disabled) { return; }
    vigil.held.put(place, field.id, "");
    const refused = await record(button, what, body, words) === "refused";
    const since = vigil.held.of(place)?.values[field.id];
    if (refused) { if (!since) { vigil.held.put(place, field.id, text); } return; }
    if (field.value === text) { field.value = ""; }
    if (since === text) { vigil.held.put(place, field.id, ""); }
  }

  function tap(label, what, body, shown = label) {
    const node = vigil.button(shown, () => record(node, what, body, label), { class: "button tap", "aria-label": label });
    return node;
  }

  /* Looked at, not asked in numbers: what is tapped is what was seen, and nothing is chosen before. */
  function level([name, label, ends, values]) {
    const one = (value) => tap(`${label} ${value}`, "observations", { [name]: value }, String(value));
    return make("div", { class: "level", role: "group", "aria-label": label }, make("span", {}, label, make("small", {}, ` ${ends}`)), make("div", { class: "tap-list" }, values.map(one)));
  }

  const step = (signal, short) => ([value, name, seen]) => {
    const said = vigil.reading.shown(signal, value);
    const node = tap(`${short} ${said}`, "observations", { [signal]: value }, [make("b", {}, said), ` ${name}`, make("small", {}, seen)]);
    node.setAttribute("aria-label", `${short} ${said} ${name}: ${seen}`);
    return node;
  };

  function other() {
    const field = make("input", { type: "text", id: "did-other", maxlength: 200, autocomplete: "off", "aria-label": "Something else that was done" , placeholder: "something else" });
    const go = make("button", { type: "submit", class: "button" }, "Record");
    const submit = async (event) => {
      event.preventDefault();
      const what = field.value.trim();
      if (!what) { vigil.sheet.tell("Type what was done, in a few words.", "wrong"); field.focus(); return; }
      await typed(field, go, "interventions", { what }, what);
    };
    return make("form", { class: "row", novalidate: true, onsubmit: submit }, field, go);
  }

  /* A slot for the total; the words of a scale are not shown: some of them need a licence. */
  function slot([name, low, high]) {
    const field = make("input", { type: "text", inputmode: "numeric", maxlength: 3, autocomplete: "off", id: `score-${name}`, "aria-label": `${name}, total ${low} to ${high}` });
    const go = make("button", { type: "submit", class: "button small", "aria-label": `Save ${name}` }, "Save");
    const submit = async (event) => {
      event.preventDefault();
      const total = vigil.reading.clean(field.value);
      if (!/^\d+$/.test(total)) { vigil.sheet.tell(`${name} must be a whole number, ${low} to ${high}. You entered ${total || "nothing"}.`, "wrong"); field.focus(); return; }
      await typed(field, go, "scores", { scale: name, total: Number(total) }, `${name} ${total}`);
    };
    return make("form", { class: "slot", novalidate: true, onsubmit: submit }, make("label", { for: field.id }, name, make("small", {}, ` ${low}-${high}`)), make("div", { class: "row" }, field, go));
  }

  function scale(label, words, steps) { return make("section", { class: "taps", "aria-label": label }, make("h3", {}, words), make("div", { class: "steps" }, steps)); }

  function drawn() {
    const { interventions, scales } = vigil.step.offered();
    const capital = (word) => word[0].toUpperCase() + word.slice(1);
    const group = (label, nodes, ...more) => make("section", { class: "taps", "aria-label": label }, make("h3", {}, label), make("div", { class: "tap-list" }, nodes), more);
    return [group("How the patient is", LEVELS.map(level)), scale("MOAA/S", "Sedation, MOAA/S: what the patient answers to now", MOAAS.map(step("sedation", "MOAA/S"))),
      group("Adverse event", vigil.acts.symptoms.map(([word, label]) => tap(label, "observations", { symptoms: [word] }))),
      scale("RASS", "Agitation or sedation, RASS: what is seen now", RASS.map(step("agitation", "RASS"))),
      group("Done for the patient", interventions.map((what) => tap(capital(what), "interventions", { what })), other()),
      make("section", { class: "taps", "aria-label": "Scores" }, make("h3", {}, "Scores, total"), make("div", { class: "slots" }, scales.map(slot)))];
  }

  vigil.happened = { open };
})();
