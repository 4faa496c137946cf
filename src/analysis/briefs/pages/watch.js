// Loads a page that is being watched anew when it has changed, where it was read; ASK asks whether it has.
(async () => {
  const key = "bb-watch " + location.pathname, place = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (place) addEventListener("load", () => scrollTo(0, place));
  for (;;) {
    if (document.hidden) await new Promise(go => document.addEventListener("visibilitychange", go, { once: true }));
    const answer = await fetch("ASK").catch(() => ({}));
    if (answer.status === 200) {
      sessionStorage.setItem(key, scrollY);
      return location.reload();
    }
    if (answer.status !== 204) await new Promise(go => setTimeout(go, 1000));
  }
})();
