/* Does this screen stay awake while a session runs? A screen that sleeps shows no alarm; a browser that lets it sleep is said. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  let lock = null;
  let asking = false;
  let no = false;

  const running = () => Array.from(vigil.pictures.values()).some((picture) => !picture.ended);

  async function hold() {
    asking = true;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => { lock = null; });
      no = false;
    } catch (refused) {
      no = true;
    }
    asking = false;
  }

  function look() {
    if (!running()) { if (lock) { lock.release(); } no = false; return; }
    if (!("wakeLock" in navigator)) { no = true; return; }
    if (!lock && !asking && !document.hidden) { hold(); }
  }

  vigil.awake = { running, refused: () => no };
  window.addEventListener("vigil:alive", look);
  document.addEventListener("visibilitychange", look);
})();
