/* Which alert comes first? One order for the bar, for the board and within a tile. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const NOTHING = 6;

  /* 0 high, 1 medium that nobody has acknowledged; 2 and 3 the same, acknowledged and still out; 4 an overdue check; 5 advice; 6 advice
     that was acknowledged. */
  function place({ level, acked, signal }) {
    const seen = acked !== null && acked !== undefined;
    if (level === "high") { return seen ? 2 : 0; }
    if (level === "medium") { return seen ? 3 : 1; }
    if (seen) { return NOTHING; }
    return signal === "check" ? 4 : 5;
  }

  /* Of two {picture, alert}: the more urgent; then what is about a patient, before what is about our screens; then that of the patient
     on whose page we are; then the older one; then by room. */
  function before(one, other, here) {
    const order = ({ picture, alert }) => [place(alert), alert.signal === "listening" ? 1 : 0, picture.s === here ? 0 : 1, alert.raised];
    const [a, b] = [order(one), order(other)];
    const at = a.findIndex((value, index) => value !== b[index]);
    return at < 0 ? one.picture.room.localeCompare(other.picture.room, "en", { numeric: true }) : a[at] - b[at];
  }

  function all(pictures) { return pictures.flatMap((picture) => picture.alerts.map((alert) => ({ picture, alert }))); }

  /* The first of all that stand in these pictures, null where none does. */
  function first(pictures, here) { return all(pictures).sort((one, other) => before(one, other, here))[0] || null; }

  vigil.urgency = { place, before, first, nothing: NOTHING };
})();
