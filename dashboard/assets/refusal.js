/* What cannot be entered at all? A set that staff typed, refused as models/entry.py refuses it and in its sentences, before the server
   is asked: it may be out of reach, and what it refuses later is refused when nobody stands there. tests/browser/test_refusal.py holds
   both to the same. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const DIGITS = 6;

  /* A number as the server writes it: 120, 3.5, 1e+06 */
  function general(number) {
    const [digits, power] = (number + 0).toExponential(DIGITS - 1).split("e").map(Number);
    if (power >= -4 && power < DIGITS) { return String(Number((number + 0).toPrecision(DIGITS))); }
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }

  const outside = ({ low, high }, value) => !Number.isFinite(value) || value < low || value > high;

  function number({ label, low, high, unit, whole }, value) {
    const bounds = `${general(low)} to ${general(high)}${unit ? ` ${unit}` : ""}`;
    const should = outside({ low, high }, value) ? bounds : whole && !Number.isInteger(value) ? `a whole number, ${bounds}` : "";
    return should && `${label} must be ${should}. You entered ${general(value)}.${meant(low, high, value)}`;
  }

  /* Where one digit was typed and another is missing, which numbers it may have been. */
  function meant(low, high, value) {
    const one = Number.isInteger(value) && value > 0 && value < 10 && low >= 10 && 10 * value >= low && 10 * value <= high - 9;
    return one ? ` Did you mean ${10 * value}-${10 * value + 9}?` : "";
  }

  /* A pressure is one thing of two numbers. */
  function pressure(signals, { systolic, diastolic }) {
    const typed = [systolic, diastolic].map((value) => (value === undefined ? "–" : general(value))).join("/");
    if ((systolic === undefined) !== (diastolic === undefined)) {
      const field = systolic === undefined ? "systolic" : "diastolic";
      return [{ field, message: `${signals[field].label} is missing. Enter both numbers. You entered ${typed}.` }];
    }
    return systolic <= diastolic ? [{ field: "systolic", message: `Systolic must be higher than diastolic. You entered ${typed}.` }] : [];
  }

  /* [{field, message}] of a set {systolic: 120, ...}; [] where it may be entered. `signals` is what dashboard/offline.py says of each. */
  function of(signals, set) {
    const named = Object.keys(signals).filter((field) => set[field] !== undefined);
    const found = named.map((field) => ({ field, message: number(signals[field], set[field]) })).filter(({ message }) => message);
    return found.length ? found : pressure(signals, set);
  }

  vigil.refusal = { of };
})();
