/* How are times, ages and levels said? The same words on every screen; 24-hour times in the clinic's zone. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const MINUTE = 60000;
  const formats = new Map();

  function zone() { return document.documentElement.dataset.zone; }

  function format(seconds) {
    const key = zone() + seconds;
    if (!formats.has(key)) {
      const fields = { timeZone: zone(), hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
      formats.set(key, new Intl.DateTimeFormat("en-GB", seconds ? { ...fields, second: "2-digit" } : fields));
    }
    return formats.get(key);
  }

  /* 14:05, in the clinic's zone. */
  function clock(at) { return format(false).format(at); }

  /* 14:05:09, in the clinic's zone. */
  function exact(at) { return format(true).format(at); }

  /* 14:05 of today, 21 Nov 14:05 of another day, in the clinic's zone. */
  function day(at) {
    const date = (when) => new Intl.DateTimeFormat("en-GB", { timeZone: zone(), day: "numeric", month: "short" }).format(when);
    return date(at) === date(vigil.now()) ? clock(at) : `${date(at)} ${clock(at)}`;
  }

  const two = (number) => String(number).padStart(2, "0");

  /* 0:42, 12:05, 1:02:33. */
  function lasting(ms) {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  /* now, 4 min, 1 h 20 min. */
  function age(ms) {
    const minutes = Math.floor(Math.max(0, ms) / MINUTE);
    if (minutes < 1) { return "now"; }
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }

  /* The last instant whose clock in the clinic shows this time, at most 2 min from now; null when it is no time.
     0905, 9:05, 9.05 and 905 are 09:05. */
  function instant(text, now) {
    const found = /^(\d{1,2})[:.h ]?(\d{2})$/.exec(text.trim());
    if (!found || +found[1] > 23 || +found[2] > 59) { return null; }
    const [hours, minutes] = clock(now).split(":").map(Number);
    let apart = +found[1] * 60 + +found[2] - hours * 60 - minutes;
    if (apart > 2) { apart -= 1440; }
    return apart === 0 ? now : Math.floor(now / MINUTE) * MINUTE + apart * MINUTE;
  }

  let staff = { text: "{}", called: {} };

  /* How colleagues know whoever signs in under this name; a device, and whoever is not known here, keeps the name. */
  function who(name) {
    const text = document.querySelector("[data-staff]")?.dataset.staff || "{}";
    if (text !== staff.text) { staff = { text, called: JSON.parse(text) }; }
    return Object.hasOwn(staff.called, name) ? staff.called[name] : name;
  }

  const LEVELS = { high: { shape: "▲▲", word: "HIGH" }, medium: { shape: "▲", word: "MEDIUM" }, low: { shape: "◆", word: "LOW" } };

  vigil.words = { clock, exact, day, lasting, age, instant, who, levels: LEVELS };
})();
