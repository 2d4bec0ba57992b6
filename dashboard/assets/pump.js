/* By which pump is an infusion given, and how fast? As somebody typed it, in the unit that was chosen; nothing is worked out. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  /* 48 mL/h; "" where nobody said. */
  const speed = ({ rate, rate_unit: unit }) => (rate ? `${rate} ${unit}` : "");

  /* pump B-12, 48 mL/h; of the two what is lacking is named, "" where both are. */
  function words(fact) {
    const fast = speed(fact);
    return fact.pump || fast ? `${fact.pump ? `pump ${fact.pump}` : "pump not recorded"}, ${fast || "rate not recorded"}` : "";
  }

  /* A number without a unit could be either, and a unit without a number is none: [field, words]. */
  function lacks({ rate, rate_unit: unit }) {
    return rate ? ["rate_unit", `Choose in what the rate of ${rate} is: mg/h or mL/h.`] : ["rate", `Type how many ${unit}, or close and begin again.`];
  }

  /* What begins an infusion; nothing else has a pump or a rate. */
  const flows = (route) => /^(iv|i\.v\.|intravenous)(\s|$)/i.test(route.trim());
  const NONE = { pump: "", rate: "", rate_unit: "" };
  const only = (found) => (flows(found.route || "") ? found : { ...found, ...NONE });

  /* What is sent of it. */
  function body({ pump, rate, rate_unit: unit }) {
    return { pump: pump.trim() || undefined, ...(rate ? { rate: Number(rate), rate_unit: unit } : {}) };
  }

  vigil.pump = { speed, words, lacks, flows, only, none: NONE, body };
})();
