/* What did the nurse type? Text becomes numbers, or a sentence that says what to do; nothing is guessed. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  const FIELDS = [
    { name: "heart_rate", key: "hr", short: "HR", label: "Heart rate", unit: "/min", width: 3 },
    { name: "systolic", key: "sys", short: "SBP", label: "Systolic pressure", unit: "mmHg", width: 3 },
    { name: "diastolic", key: "dia", short: "DBP", label: "Diastolic pressure", unit: "mmHg", width: 3 },
    { name: "spo2", key: "spo2", short: "SpO₂", label: "Oxygen saturation", unit: "%", width: 3 },
    { name: "dissociation", key: "diss", short: "Diss", label: "Dissociation", unit: "0-4", width: 2 },
    { name: "sedation", key: "sed", short: "Sed", label: "Sedation, MOAA/S, 5 is awake", unit: "5-0", width: 2 },
    { name: "respiratory_rate", key: "rr", short: "RR", label: "Respiratory rate", unit: "/min", width: 3 },
    { name: "distress", key: "dist", short: "Distress", label: "Distress", unit: "0-4", width: 2 },
    { name: "agitation", key: "rass", short: "RASS", label: "Agitation, RASS, 0 is alert and calm", unit: "+4…-5", width: 2 },
  ];
  const KEYS = Object.fromEntries(FIELDS.map((field) => [field.name, field]));

  /* What travels as a short key, by the name under which it is entered; those without a field come from devices and scripts. */
  const NAMES = { hr: "heart_rate", sys: "systolic", dia: "diastolic", map: "mean", spo2: "spo2", rr: "respiratory_rate", temp: "temperature",
    sed: "sedation", rass: "agitation", diss: "dissociation", dist: "distress" };
  const ALSO = { mean: "MAP", temperature: "Temp" };

  /* Full-width digits, blanks and a typed unit are what a nurse may type; 1,5 is 1.5. */
  function clean(text) {
    return text.normalize("NFKC").trim().replace(/^(\d+),(\d+)/, "$1.$2");
  }

  const NUMBER = /^([+-]?\d+(?:\.\d+)?)\s*(?:bpm|\/\s*min|mm\s*hg|%)?$/i;
  const PREFIX = { heart_rate: /^hr?\s*/i, dissociation: /^d(iss)?\s*/i, sedation: /^s(ed)?\s*/i, respiratory_rate: /^rr?\s*/i,
    distress: /^dist(ress)?\s*/i, agitation: /^rass\s*/i };

  /* Only RASS has a sign: a minus may be typed as a longer dash, and a blank may follow it. */
  function signed(text) { return text.replace(/^[-–—−]\s?(?=\d)/, "-").replace(/^\+\s(?=\d)/, "+"); }

  /* As staff say it: RASS has its sign, +1 and -2, as nothing else has. */
  function shown(name, value) { return name === "agitation" && value > 0 ? `+${value}` : String(value); }

  /* {value} or {error}; an empty field is neither. */
  function number(field, text) {
    const typed = clean(text);
    if (typed === "") { return {}; }
    const found = NUMBER.exec(signed(typed.replace(PREFIX[field.name] || /^$/, "")));
    if (found) { return { value: Number(found[1]) }; }
    return { error: `${field.label} must be a number. You entered ${text.trim()}.` };
  }

  /* -- one line: 72 128/84 97 d2 calm, eyes closed ------------------------------------------------------------------------ */

  const PART = [
    { at: /^(?:bp:?\s?)?(\d{2,3})\/(\d{2,3})(?=\s|$)/i, take: (set, m) => { set.systolic = +m[1]; set.diastolic = +m[2]; } },
    { at: /^d(?:iss)?\s?(\d)(?=\s|$)/i, take: (set, m) => { set.dissociation = +m[1]; } },
    { at: /^dist(?:ress)?:?\s?(\d)(?=\s|$)/i, take: (set, m) => { set.distress = +m[1]; } },
    { at: /^rass:?\s?([+\-–—−]?\s?\d)(?=\s|$)/i, take: (set, m) => { set.agitation = Number(signed(m[1])); } },
    { at: /^s(?:ed)?\s?(\d)(?=\s|$)/i, take: (set, m) => { set.sedation = +m[1]; } },
    { at: /^r(?:r)?\s?(\d{1,2})(?=\s|$)/i, take: (set, m) => { set.respiratory_rate = +m[1]; } },
    { at: /^(?:hr|pulse):?\s?(\d{2,3})(?:\s?bpm)?(?=\s|$)/i, take: (set, m) => { set.heart_rate = +m[1]; } },
    { at: /^(?:spo2|sat|o2):?\s?(\d{2,3})\s?%?(?=\s|$)/i, take: (set, m) => { set.spo2 = +m[1]; } },
    { at: /^(\d{2,3})\s?%(?=\s|$)/, take: (set, m) => { set.spo2 = +m[1]; } },
    { at: /^(\d{2,3})(?:\s?bpm)?(?=\s|$)/i, take: plainNumber },
  ];

  /* A bare number is the heart rate before a pressure, and the saturation after it or after a heart rate. */
  function plainNumber(set, found) {
    const free = set.heart_rate === undefined && set.systolic === undefined && set.spo2 === undefined;
    const name = free ? "heart_rate" : "spo2";
    if (set[name] !== undefined) { return false; }
    set[name] = Number(found[1]);
    return true;
  }

  /* A number that would be lost in a note raises no alert: better to ask. */
  const HIDDEN = /\d{2,3}\s?\/\s?\d{2,3}|\b(?:hr|pulse|bp|spo2|sat|rr|rass|dist(?:ress)?)\W{0,2}\d+/i;
  /* A breath rate has no sign, and r alone is no RASS: it may be either. */
  const EITHER = /(?:^|\s)(rr?\s?[+\-–—−]\s?\d+)/i;

  function line(text) {
    const set = {};
    let rest = clean(text);
    for (let found = part(set, rest); found; found = part(set, rest)) { rest = rest.slice(found).trim(); }
    const [hidden, either] = [HIDDEN.exec(rest), EITHER.exec(rest)];
    if (either) { set.error = `“${either[1]}” may be RASS or a respiratory rate. Write rass-2 or r14.`; }
    else if (hidden) { set.error = `“${hidden[0]}” would be only a note, and nobody would be told. Write the numbers first, then the note.`; }
    else if (/^\d/.test(rest)) { set.error = `“${rest.split(/\s/)[0]}” is not understood. Write HR, SBP/DBP, SpO₂, d0-4, s5-0, dist0-4, rass+1, then a note.`; }
    else if (rest) { set.note = rest; }
    return set;
  }

  function part(set, rest) {
    for (const { at, take } of PART) {
      const found = at.exec(rest);
      if (found && take(set, found) !== false) { return found[0].length; }
    }
    return 0;
  }

  const score = (name, value) => (Number.isFinite(value) ? shown(name, value) : value);

  /* A set as staff say it, part by part: [["HR", "72"], ["BP", "128/84"], ...]; a pressure is one part of two numbers. */
  function parts(set) {
    const found = [];
    const add = (name, text) => { if (text !== undefined && text !== null && text !== "") { found.push([name, String(text)]); } };
    add("HR", set.heart_rate);
    if (set.systolic !== undefined || set.diastolic !== undefined) { add("BP", `${set.systolic ?? "–"}/${set.diastolic ?? "–"}`); }
    ["spo2", "dissociation", "distress", "sedation", "agitation", "respiratory_rate"].forEach((name) => add(KEYS[name].short, score(name, set[name])));
    Object.entries(ALSO).forEach(([name, short]) => add(short, set[name]));
    add("", (set.symptoms || []).map((symptom) => symptom.replace(/_/g, " ")).join(", "));
    add("note", set.note && `“${set.note}”`);
    return found;
  }

  /* HR 72   BP 128/84   SpO₂ 97   Diss 2 */
  function said(set) { return parts(set).map(([name, text]) => `${name} ${text}`.trim()).join("   "); }

  /* -- what to ask once before it is saved ----------------------------------------------------------------------------------- */

  /* What cannot be a reading at all is not asked about: the server refuses it, and says why. */
  function possible(set, ranges) {
    return Object.entries(ranges).every(([name, [low, high]]) => set[name] === undefined || (set[name] >= low && set[name] <= high));
  }

  /* "SBP 190 is unusual.", "HR 190 and SBP 190 are unusual." */
  function unusual(set, { ranges }) {
    const odd = Object.entries(ranges).filter(([name, [low, high]]) => set[name] < low || set[name] > high).map(([name]) => `${KEYS[name].short} ${set[name]}`);
    if (odd.length < 2) { return odd.map((one) => `${one} is unusual.`); }
    return [`${odd.slice(0, -1).join(", ")} and ${odd[odd.length - 1]} are unusual.`];
  }

  function jumped(set, latest, now, { jumps, jump_within: within }) {
    return Object.entries(jumps).filter(([name, most]) => {
      const last = latest[KEYS[name].key];
      return set[name] !== undefined && last && now - last.t < within && Math.abs(set[name] - last.v) >= most;
    }).map(([name]) => `${KEYS[name].short} was ${latest[KEYS[name].key].v}, now ${set[name]}.`);
  }

  function narrow(set, { pulse: [low, high] }) {
    const pulse = set.systolic - set.diastolic;
    return pulse < low || pulse > high ? [`Pulse pressure ${pulse}.`] : [];
  }

  function again(set, latest, now, { again: within }) {
    const typed = FIELDS.filter(({ name }) => set[name] !== undefined);
    const same = typed.length > 0 && typed.every(({ name, key }) => latest[key] && latest[key].v === set[name] && now - latest[key].t < within);
    return same && !set.note && !set.symptoms ? ["The same values were saved less than a minute ago."] : [];
  }

  function late(at, now, { late: most }) {
    return now - at > most ? [`${vigil.words.clock(at)} is ${vigil.words.age(now - at)} ago.`] : [];
  }

  /* What is unusual, but possible, is asked about once; a second Enter answers. `usual` and `ranges` are the server's; a correction
     is no new measurement, so that it neither jumps nor comes late. */
  function doubts(set, { latest, at, now, ranges, usual, corrected }) {
    if (!possible(set, ranges)) { return []; }
    const here = [...unusual(set, usual), ...narrow(set, usual)];
    return corrected ? here : [...here, ...jumped(set, latest, at, usual), ...again(set, latest, at, usual), ...late(at, now, usual)];
  }

  /* 80/128 where 128/80 makes sense. */
  function swapped(set) {
    return set.systolic !== undefined && set.diastolic !== undefined && set.systolic < set.diastolic;
  }

  vigil.reading = { fields: FIELDS, keys: KEYS, names: NAMES, clean, number, shown, line, parts, said, doubts, swapped };
})();
