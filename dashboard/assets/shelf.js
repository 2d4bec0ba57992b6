/* Where do entries wait that the server does not have yet, so that they outlive this tab, this browser and this sign-in?
   In IndexedDB, each encrypted with a key that no script can read out, under the mark of who entered it: whoever else signs in
   here can count them and no more. Without https a browser offers no encryption: then they wait in this tab only. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const NAME = "vigil";
  const ENTRIES = "entries";
  const KEYS = "keys";
  const DRAFTS = "drafts"; /* what is typed and not entered: one of each session, and of each of its sheets, never sent */
  const DAY = 24 * 3600000;
  const PATIENCE = 3000; /* ms after which a database that does not answer is taken for none */
  const SAFE = { durability: "strict" };
  const here = new Map();
  let owner = "";
  let opened = null;
  let lasting = false;
  let count = 0;

  /* -- IndexedDB with promises ------------------------------------------------------------------------------------------------ */

  function answered(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /* Once everything in it is on the disk. */
  function finished(change) {
    return new Promise((resolve, reject) => {
      change.oncomplete = () => resolve();
      change.onabort = () => reject(change.error);
      change.onerror = () => reject(change.error);
    });
  }

  function soon(promise) {
    return Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), PATIENCE))]);
  }

  function make({ target: { result: db } }) {
    const lacks = (name) => !db.objectStoreNames.contains(name);
    if (lacks(ENTRIES)) { db.createObjectStore(ENTRIES, { keyPath: "n", autoIncrement: true }); }
    if (lacks(KEYS)) { db.createObjectStore(KEYS, { keyPath: "owner" }); }
    if (lacks(DRAFTS)) { db.createObjectStore(DRAFTS, { keyPath: ["owner", "id"] }); }
  }

  function connect() {
    const request = window.indexedDB.open(NAME, 2);
    request.onupgradeneeded = make;
    return soon(answered(request));
  }

  /* -- sealing ------------------------------------------------------------------------------------------------------------------ */

  /* The key of this owner; the first one that was made stays, whichever tab made it. */
  async function key(db) {
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const change = db.transaction(KEYS, "readwrite", SAFE);
    const known = await answered(change.objectStore(KEYS).get(owner));
    if (!known) { change.objectStore(KEYS).put({ owner, key: made }); }
    await finished(change);
    return known ? known.key : made;
  }

  async function kept(db) {
    const known = await answered(db.transaction(KEYS).objectStore(KEYS).get(owner));
    return known ? known.key : key(db);
  }

  /* What is sealed for one owner and one entry opens for no other. */
  function how(iv, id) { return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${owner} ${id}`) }; }

  async function seal(db, item) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify({ ...item, n: undefined }));
    const row = { id: item.id, owner, iv, sealed: await crypto.subtle.encrypt(how(iv, item.id), await kept(db), text) };
    return item.n === undefined ? row : { ...row, n: item.n };
  }

  /* An entry that cannot be opened any more is still one that waits: it is said, never hidden. */
  async function unseal(db, row) {
    try {
      const text = await crypto.subtle.decrypt(how(row.iv, row.id), await kept(db), row.sealed);
      return { ...JSON.parse(new TextDecoder().decode(text)), n: row.n };
    } catch (unreadable) {
      return { id: row.id, n: row.n, unreadable: true, said: "an entry that this browser cannot read any more" };
    }
  }

  /* -- what waits ------------------------------------------------------------------------------------------------------------------ */

  async function rows(db) { return answered(db.transaction(ENTRIES).objectStore(ENTRIES).getAll()); }

  function first() {
    count += 1;
    return count;
  }

  /* Resolves once the entry is kept; `item.n` is then its place in the order. True when it outlives this tab. The draft
     `instead` goes in the same step: what was typed is never there twice, nor lost between the two. */
  async function put(item, instead) {
    const db = await opened;
    if (!db) { return keep(item); }
    try {
      const row = await seal(db, item);
      const change = db.transaction([ENTRIES, DRAFTS], "readwrite", SAFE);
      if (instead) { change.objectStore(DRAFTS).delete([owner, instead]); }
      const stored = answered(change.objectStore(ENTRIES).put(row));
      await soon(finished(change));
      item.n = await stored;
      return true;
    } catch (full) {
      return keep(item);
    }
  }

  function keep(item) {
    item.here = true;
    item.n = item.n || 1e12 + first();
    here.set(item.id, item);
    return false;
  }

  /* Everything of this owner, in the order in which it was entered. */
  async function all() {
    const db = await opened;
    const mine = db ? await Promise.all((await rows(db)).filter((row) => row.owner === owner).map((row) => unseal(db, row))) : [];
    return [...mine, ...here.values()].sort((one, other) => one.n - other.n);
  }

  async function remove(item) {
    here.delete(item.id);
    const db = await opened;
    if (!db || item.here) { return; }
    const change = db.transaction(ENTRIES, "readwrite"); /* one that is deleted too late is sent once more, and is the same one */
    change.objectStore(ENTRIES).delete(item.n);
    await finished(change);
  }

  /* How many entries of other people wait on this browser. */
  async function others() {
    const db = await opened;
    return db ? (await rows(db)).filter((row) => row.owner !== owner).length : 0;
  }

  /* -- what is typed and not entered ----------------------------------------------------------------------------------------------- */

  async function write(act) {
    const db = await opened;
    if (!db) { return; }
    const change = db.transaction(DRAFTS, "readwrite");
    act(change.objectStore(DRAFTS));
    await finished(change);
  }

  async function keepDraft(session, typed) {
    const db = await opened;
    if (!db) { return; }
    const row = { ...await seal(db, { ...typed, id: session }), kept: Date.now() };
    await write((store) => store.put(row));
  }

  function dropDraft(session) { return write((store) => store.delete([owner, session])); }

  async function draft(session) {
    const db = await opened;
    const row = db && await answered(db.transaction(DRAFTS).objectStore(DRAFTS).get([owner, session]));
    const found = row ? await unseal(db, row) : null;
    return found && !found.unreadable ? found : null;
  }

  /* Of what there is one: sessions, and sheets of them. Of yesterday nothing can be entered any more, and nobody's text stays longer. */
  async function drafts() {
    const db = await opened;
    const all = db ? await answered(db.transaction(DRAFTS).objectStore(DRAFTS).getAll()) : [];
    const old = all.filter(({ kept: at }) => Date.now() - at > DAY);
    if (old.length) { await write((store) => old.forEach((row) => store.delete([row.owner, row.id]))); }
    return all.filter((row) => row.owner === owner && !old.includes(row)).map(({ id }) => id);
  }

  function dropDrafts() { return write((store) => store.delete(IDBKeyRange.bound([owner], [owner, []]))); }

  /* -- the end ----------------------------------------------------------------------------------------------------------------------- */

  /* Who signs out leaves nothing typed behind; with no entry left either, no key. */
  async function forget() {
    const db = await opened;
    await dropDrafts();
    if (!db || (await rows(db)).some((row) => row.owner === owner)) { return; }
    const change = db.transaction(KEYS, "readwrite", SAFE);
    change.objectStore(KEYS).delete(owner);
    await finished(change);
  }

  async function opening() {
    if (!window.isSecureContext || !window.crypto.subtle || !window.indexedDB) { return null; }
    try {
      const db = await connect();
      db.onclose = () => { opened = opening(); };
      db.onversionchange = () => { db.close(); lasting = false; opened = Promise.resolve(null); };
      await kept(db);
      lasting = true;
      return db;
    } catch (refused) {
      return null;
    }
  }

  /* `mark` says whose entries these are; it names nobody. */
  function open(mark) {
    owner = mark;
    opened = opening();
    return opened;
  }

  vigil.shelf = { open, put, all, remove, others, keepDraft, dropDraft, draft, drafts, forget, lasting: () => lasting };
})();
