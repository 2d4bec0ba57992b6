/* What speaks against this dose, or is only unusual? What the server would ask is asked here, also while it cannot be reached. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  /* What is asked of the dose `found`, given at `at`; `made` is what mg/kg and weight make, null where they do not. */
  function doubts(found, at, { offered, correcting }, made) {
    return [...(correcting ? [] : before(found, at, offered)), ...always(found, offered, made)].filter(Boolean);
  }

  /* What speaks against giving it now: what was given is given, and not asked about again when it is corrected. */
  function before(found, at, offered) {
    const { stage, gate } = vigil.stage.picture();
    return [
      !stage.first && gate && vigil.lists.decision(gate).go !== true && `BP ${gate.sys}/${gate.dia} is above ${gate.limit}, and no prescriber has said go.`,
      !stage.first && !vigil.latest.last(vigil.session.id(), "sys") && offered.unmeasured,
      stage.rest && at < stage.rest && `The rest after the last device is over at ${vigil.words.exact(stage.rest)}.`,
      vigil.infusion.known(vigil.stage.picture()).state === "running" && found.route === "IV" && "An infusion runs already.",
    ];
  }

  function always(found, offered, made) {
    return [
      !treatment(found.drug) && `${found.drug.trim()} is not ketamine: as a dose it would start the clocks. Another medicine is entered under Events.`,
      made !== null && Math.abs(found.amount - made) > offered.off * made && `${found.per_kg} mg/kg × ${found.weight} kg is ${made} mg. You entered ${found.amount} mg.`,
      !found.second.trim() && "Nobody else has checked it.",
    ];
  }

  function treatment(drug) {
    const plain = drug.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return vigil.step.offered().treatment.some((name) => plain.includes(name));
  }

  vigil.doseDoubts = { of: doubts, treatment };
})();
