/* Is this device's clock right? What is entered here has the clinic's time; a device that is far off is said, and noted with it. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const MOST = 60000;
  let off = 0;
  let before = null;

  /* How far the clinic is ahead of this device, in ms; 0 unless the first beat of the server, or two in a row, say that it
     is more than a minute: one that was heard long after it was sent, in a tab that slept, says nothing of the clock. */
  function heard({ detail: { now } }) {
    const apart = now - Date.now();
    off = Math.abs(apart) > MOST && (before === null || Math.abs(before) > MOST) ? apart : 0;
    before = apart;
  }

  /* What this device's clock showed when it was `at` in the clinic; undefined while it is right. */
  function device(at) { return off && at ? Math.round(at - off) : undefined; }

  /* "This device's clock is 3 min behind the clinic's.", "" while it is right. */
  function words() {
    if (!off) { return ""; }
    const apart = vigil.words.age(Math.abs(off));
    return `This device's clock is ${apart} ${off > 0 ? "behind" : "ahead of"} the clinic's. Times are corrected; set it right.`;
  }

  vigil.clock = { device, words };
  window.addEventListener("vigil:alive", heard);
})();
