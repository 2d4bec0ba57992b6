/* What is heard? Bursts of pulses that differ by priority, as bedside monitors have them, from one tab of this browser and no other. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const LOCK = "vigil-sounder";
  const RANK = { none: 0, low: 1, medium: 2, high: 3 };
  const REMIND = 120000;
  const STEP = 500;
  const [G, B, D, TOP] = [392, 494, 587, 784]; /* Hz of the lowest partial: 150 to 1000, with four more above it */
  const BURSTS = {
    high: { every: 8000, long: 0.15, at: [0, 0.25, 0.5, 0.95, 1.2, 1.9, 2.15, 2.4, 2.85, 3.1], notes: [G, B, D, D, TOP, G, B, D, D, TOP] },
    medium: { every: 20000, long: 0.2, at: [0, 0.4, 0.8], notes: [G, B, D] },
  };
  const LOUD = 0.8;
  const SOFT = 0.15;
  const reminded = new Map();
  let context = null;
  let wave = null;
  let burst = null;
  let chief = false;
  let asking = null;
  let release = null;
  let elsewhere = false;

  /* -- what must be heard ------------------------------------------------------------------------------------------------------- */

  /* A screen that is for other rooms is silent about this one; what a room has at its own bed is soft, and only high unless nobody
     at a desk hears the medium ones. */
  function mine({ picture, alert }, how) {
    if (how.rooms && !how.rooms.includes(picture.room)) { return false; }
    return !how.soft || alert.level === "high" || !atDesk(picture);
  }

  function atDesk(picture) { return Boolean(picture.sound && picture.sound.where.split(", ").some((name) => name && !name.startsWith("room "))); }

  function sounds(alert) { return alert.sounds === undefined ? !alert.acked && RANK[alert.level] >= RANK.medium : alert.sounds; }

  function worst(found) { return found.reduce((most, { alert }) => (RANK[alert.level] > RANK[most] ? alert.level : most), "none"); }

  /* The level that is heard now: that of the worst alert that nobody has acknowledged. A silence holds for what was heard when it
     began, and for nothing worse. `how` is {on, soft, rooms, silence: null | {until, level}}. */
  function wanted(found, how, now) {
    const level = worst(found.filter((one) => sounds(one.alert) && mine(one, how)));
    if (!how.on) { return "none"; }
    return quiet(level, how, now) ? "none" : level;
  }

  function quiet(level, { silence }, now) { return Boolean(silence) && now < silence.until && RANK[level] <= RANK[silence.level]; }

  /* The level of the reminders that have come due since the last look: 120 s after an acknowledgement, and every 120 s after that,
     while the condition lasts. What came due before this page was there is past. */
  function reminder(found, how, now, known) {
    const due = found.filter((one) => one.alert.acked && RANK[one.alert.level] >= RANK.medium && mine(one, how) && again(one, now, known));
    const level = worst(due);
    return how.on && !quiet(level, how, now) ? level : "none";
  }

  function again({ picture, alert }, now, known) {
    const key = `${picture.s} ${alert.id} ${alert.acked}`;
    const count = Math.max(0, Math.floor((now - alert.acked) / REMIND));
    const before = known.has(key) ? known.get(key) : count;
    known.set(key, count);
    return count > before;
  }

  /* -- the sound itself ------------------------------------------------------------------------------------------------------------ */

  const ready = () => Boolean(context) && context.state === "running";

  function open() {
    if (context || !window.AudioContext) { return; }
    context = new AudioContext();
    wave = context.createPeriodicWave(new Float32Array([0, 1, 0.6, 0.4, 0.3, 0.2]), new Float32Array(6));
    context.onstatechange = look;
  }

  /* A browser lets nothing sound before somebody has touched the page. */
  function allow() {
    if (!how().on) { return Promise.resolve(); }
    open();
    return ready() || !context ? Promise.resolve() : context.resume().then(look, look);
  }

  function pulse(gain, start, note, long) {
    const one = context.createOscillator();
    const shape = context.createGain();
    one.setPeriodicWave(wave);
    one.frequency.value = note;
    shape.gain.setValueAtTime(0, start);
    shape.gain.linearRampToValueAtTime(1, start + 0.02);
    shape.gain.setValueAtTime(1, start + long - 0.03);
    shape.gain.linearRampToValueAtTime(0, start + long);
    one.connect(shape).connect(gain);
    one.start(start);
    one.stop(start + long);
  }

  /* One burst; seconds that it takes. */
  function play(level, soft) {
    hush();
    const { at, notes, long } = BURSTS[level];
    const gain = context.createGain();
    gain.gain.value = soft ? SOFT : LOUD;
    gain.connect(context.destination);
    at.forEach((after, index) => pulse(gain, context.currentTime + 0.05 + after, notes[index], long));
    burst = { level, gain, next: Date.now() + BURSTS[level].every, repeats: true };
    return at[at.length - 1] + long + 0.05;
  }

  /* What was acknowledged or silenced ends at once, in the middle of its burst. */
  function hush() {
    if (burst) { burst.gain.disconnect(); }
    burst = null;
  }

  function test(level) {
    const lasts = play(level, how().soft);
    burst.repeats = false;
    burst.test = true;
    return new Promise((done) => setTimeout(() => { if (burst && burst.test) { burst = null; } done(); }, lasts * 1000));
  }

  /* -- which tab ---------------------------------------------------------------------------------------------------------------------- */

  /* The first tab that may sound does so for all tabs of this browser; when it is closed the next one does. */
  function lead() {
    chief = true;
    asking = null;
    vigil.listening.changed();
    return new Promise((done) => { release = done; });
  }

  function follow() {
    if (asking) { asking.abort(); }
    if (release) { release(); }
    asking = release = null;
    chief = false;
    hush();
  }

  function elect() {
    if (how().on) { open(); }
    const may = how().on && ready();
    if (!may) { if (chief || asking) { follow(); vigil.listening.changed(); } return; }
    if (chief || asking) { return; }
    if (!navigator.locks) { chief = true; vigil.listening.changed(); return; }
    asking = new AbortController();
    navigator.locks.request(LOCK, { signal: asking.signal }, lead).catch(() => {});
  }

  async function others() {
    const { held } = navigator.locks && !chief ? await navigator.locks.query() : { held: [] };
    const found = held.some((lock) => lock.name === LOCK);
    if (found !== elsewhere) { elsewhere = found; vigil.listening.changed(); }
  }

  /* -- moment by moment ------------------------------------------------------------------------------------------------------------------ */

  const how = () => vigil.listening.how();

  function next(level) {
    if (level === "none") { if (burst && burst.repeats) { hush(); } return; }
    const due = !burst || burst.level !== level || Date.now() >= burst.next;
    if (due || !burst.repeats) { play(level, how().soft); }
  }

  /* What asks for somebody at this screen and is no alert: the end of the sign-in is near, or it is over and no alarm comes any more.
     It sounds as a medium alert does; no silence holds for it, because silences are for what was heard when they began. */
  function called() { return how().on && ((vigil.awake.running() && vigil.staying.warns()) || vigil.lock.deaf()) ? "medium" : "none"; }

  const louder = (one, other) => (RANK[one] > RANK[other] ? one : other);

  /* Before this page knows what stands, nothing can be said to have been silent. */
  function look() {
    if (!vigil.alerts || !vigil.listening) { return; }
    elect();
    const found = vigil.alerts.standing();
    const now = vigil.now();
    const alarm = wanted(found, how(), now);
    if (alarm !== "none" && how().silence) { vigil.listening.breakThrough(); }
    const level = louder(alarm, called());
    const due = reminder(found, how(), now, reminded);
    if (!chief || (burst && burst.test)) { return; }
    next(level);
    if (level === "none" && due !== "none") { play(due, how().soft); burst.repeats = false; }
    if (level === "none" && burst && !burst.repeats && Date.now() >= burst.next) { burst = null; }
  }

  /* What is to be heard, silenced or not. */
  function audible() { return worst(vigil.alerts.standing().filter((one) => sounds(one.alert) && mine(one, how()))); }

  vigil.sounder = { wanted, reminder, audible, allow, hush, test, look, chief: () => chief, heard: () => chief || elsewhere, ready,
    working: () => !context || context.state !== "closed" };
  ["picture", "unnamed", "fact", "alive", "unsent"].forEach((name) => window.addEventListener(`vigil:${name}`, look));
  ["pointerup", "keydown", "click"].forEach((name) => document.addEventListener(name, () => { if (!ready()) { allow(); } }, true));
  document.addEventListener("DOMContentLoaded", () => {
    setInterval(look, STEP);
    setInterval(others, 1000);
  });
})();
