/* What is typed in the entry and not entered yet? Where it is put back it is shown as what it is: typed then, entered never, measured
   before now. Its time goes into the field for it, one tap clears all of it, and only Enter enters it. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  function read(form) {
    return { values: Object.fromEntries(Object.entries(form.inputs).map(([name, input]) => [name, input.value])), line: form.line.value, inLine: !form.byLine.hidden,
      symptoms: Array.from(form.symptoms), corrects: form.correcting && { id: form.correcting.id, reason: form.correcting.reason }, at: form.since, put: form.put };
  }

  /* Whether somebody typed anything but the time that was put there. */
  const any = (typed, form) => vigil.drafts.some(form.put ? { ...typed, values: { ...typed.values, at: "" } } : typed);

  /* Each key and each tick comes here. What is being sent is no draft any more. */
  function follow(form) {
    if (form.busy) { return; }
    if (!any(read(form), form)) { fresh(form); } else { form.since = form.since || vigil.now(); }
    vigil.drafts.note(form.session, read(form));
    window.dispatchEvent(new CustomEvent("vigil:typed"));
  }

  /* Nothing old is in the fields any more. */
  function fresh(form) {
    if (form.put) { form.inputs.at.value = ""; }
    form.put = false;
    form.since = 0;
    form.node.dataset.draft = "";
    form.draft.hidden = true;
  }

  function put(form, typed, clear) {
    Object.entries(typed.values).forEach(([name, value]) => { form.inputs[name].value = value; });
    form.symptoms = new Set(typed.symptoms);
    vigil.acts.ticked(form.symptoms);
    form.line.value = typed.line || "";
    form.since = typed.at || vigil.now();
    form.put = Boolean(typed.put) || (!form.correcting && !form.inputs.at.value);
    if (form.put && !typed.put) { form.inputs.at.value = vigil.words.clock(form.since); } /* it is of then, not of now */
    if (typed.inLine) { vigil.entryForm.show(form, true); }
    show(form, clear);
  }

  function show(form, clear) {
    form.node.dataset.draft = "yes";
    form.draft.replaceChildren(vigil.make("span", {}, vigil.make("b", {}, "Not entered yet"), `, typed at ${vigil.words.day(form.since)}${form.put && !form.byLine.hidden ? "; saved as of then" : ""}`), vigil.button("Clear", clear, { class: "button" }));
    form.draft.hidden = false;
  }

  /* Something else was typed before it could be put back. */
  function words(typed) {
    const said = [...Object.entries(typed.values).filter(([, value]) => value).map(([name, value]) => `${(vigil.reading.keys[name] || { short: name }).short} ${value}`), typed.line, ...typed.symptoms];
    return `Typed at ${vigil.words.day(typed.at)}, not entered and not put back: ${said.filter(Boolean).join(", ")}.`;
  }

  vigil.typed = { read, any, follow, fresh, put, words };
})();
