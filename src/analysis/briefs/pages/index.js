// The index's search, and a language switch that keeps the place. The page says all without it.
"use strict";
(() => {
  const other = document.querySelector(".bb-other");
  const target = other.getAttribute("href");
  const keepPlace = () => other.setAttribute("href", target + location.hash);
  addEventListener("hashchange", keepPlace);

  const form = document.querySelector(".bb-filter");
  if (form) {
    const [find, errors, stale] = ["find", "errors", "stale"].map((id) => document.getElementById(id));
    const said = form.querySelector("output");
    const fold = (text) => text.normalize("NFKC").toLowerCase();
    const rows = [...document.querySelectorAll(".bb-disclosures tbody tr")].map((row) => ({
      row,
      text: fold(row.dataset.find + " " + row.textContent),
      hasErrors: row.classList.contains("bb-errors"),
      isStale: row.querySelector("td:last-child strong") !== null,
    }));

    const show = () => {
      const words = fold(find.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { row, text, hasErrors, isStale } of rows) {
        const fits = words.every((word) => text.includes(word)) && (hasErrors || !errors.checked) && (isStale || !stale.checked);
        if (row.hidden === fits) row.hidden = !fits;
        shown += fits;
      }
      said.textContent = said.dataset.text.replace("{shown}", shown).replace("{count}", rows.length);
    };

    const read = () => {
      const state = new URLSearchParams(location.hash.slice(1));
      find.value = state.get("q") ?? "";
      errors.checked = state.has("errors");
      stale.checked = state.has("stale");
      show();
    };

    const write = () => {
      const state = new URLSearchParams();
      if (find.value) state.set("q", find.value);
      if (errors.checked) state.set("errors", "");
      if (stale.checked) state.set("stale", "");
      history.replaceState(null, "", "#" + state);
      keepPlace();
      show();
    };

    form.addEventListener("input", write);
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", read);
    form.hidden = false;
    read();
  }
  keepPlace();
})();
