// Figures that can be asked where they come from: by click, tap or focus a panel says the table, row and line,
// or the formula; from there a citation can be copied. Within a table or a paragraph, arrow keys go from one
// figure to the next, so that each is one stop of the Tab key.

(() => {
  const panel = bb.make("aside", { class: "bb-panel", id: "bb-panel", "aria-label": bb.say("source"), hidden: true, tabindex: "-1" });
  document.body.append(panel);
  let asked = null;
  const titles = new WeakMap();

  const GROUPS = "table, p, ul, h1, figcaption";
  const group = (figure) => figure.closest(GROUPS) ?? figure;
  const members = (of) => [...of.querySelectorAll('data[role="button"]')].filter((one) => one.offsetParent);

  /** Makes the figures in an element such that they can be asked. */
  bb.trace = (element) => {
    for (const figure of element.querySelectorAll("data[title]")) {
      titles.set(figure, figure.title);
      figure.removeAttribute("title"); // the panel says it, and only once
      figure.setAttribute("role", "button");
      figure.setAttribute("aria-controls", "bb-panel");
      figure.setAttribute("aria-expanded", "false");
      figure.tabIndex = group(figure).querySelector('data[tabindex="0"]') ? -1 : 0;
    }
  };
  bb.trace(document.getElementById("main"));

  /** The figure that an arrow key leads to; in a table up and down keep to the column. */
  function next(figure, key) {
    const all = members(group(figure));
    const at = all.indexOf(figure);
    if (key === "Home") return all[0];
    if (key === "End") return all.at(-1);
    const cell = figure.closest("td");
    if (cell && (key === "ArrowDown" || key === "ArrowUp")) {
      const step = key === "ArrowDown" ? "nextElementSibling" : "previousElementSibling";
      for (let row = cell.parentElement[step]; row; row = row[step]) {
        const found = row.cells[cell.cellIndex]?.querySelector('data[role="button"]');
        if (found?.offsetParent) return found;
      }
      return null;
    }
    return all[at + (key === "ArrowRight" || key === "ArrowDown" ? 1 : -1)];
  }

  function shown(figure) {
    return (figure.closest(".bb-money") ?? figure).textContent;
  }

  function where(figure) {
    const { dataset, how, ref } = figure.dataset;
    return how || ref ? bb.say("dataset", { dataset: dataset ?? bb.source.dataset, how: how ?? ref }) : "";
  }

  const originals = new Map([...(document.getElementById("bb-originals")?.content.children ?? [])].map((one) => [one.dataset.cell, one]));

  /** The pieces of the original that a figure comes from, as many as there is room for. */
  function pieces(figure) {
    const { how, ref } = figure.dataset;
    const names = how ? [...how.matchAll(/\[([^[\]]+)\]/g)].map((found) => found[1]) : (ref ?? "").split(" ");
    const found = [...new Set(names)].map((name) => originals.get(name)).filter(Boolean).slice(0, 3);
    return found.flatMap((one) => [...one.cloneNode(true).children]);
  }

  function citation(figure, format) {
    const place = titles.get(figure).split("\n").slice(0, 3).join(bb.lang === "zh" ? "；" : "; ");
    const held = { ...bb.source, figure: shown(figure), place };
    held.key = `budget-${bb.source.dataset}`.replace(/[^\w-]/g, "").replace(/-+/g, "-") + `-${held.sha.slice(0, 8)}`;
    const safe = (text) => (format === "bibtex" ? text.replace(/[\\{}%&#$_]/g, (sign) => (sign === "\\" ? "/" : `\\${sign}`)) : text);
    return bb.citations[format].replace(/<(\w+)>/g, (whole, name) => (name === "key" ? held.key : safe(held[name] ?? whole)));
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // no clipboard here: the old way
      const area = bb.make("textarea", { readonly: true, "aria-hidden": "true" });
      area.value = text;
      panel.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  function fill(figure) {
    const [first, ...rest] = titles.get(figure).split("\n").filter(Boolean);
    const status = bb.make("p", { role: "status" });
    const buttons = ["text", "markdown", "bibtex"].map((format) => {
      const button = bb.make("button", { type: "button", "data-format": format }, bb.say(format));
      button.addEventListener("click", async () => {
        await copy(citation(figure, format));
        status.textContent = bb.say("copied", { format: bb.say(format) });
      });
      return button;
    });
    const close = bb.make("button", { type: "button", class: "bb-close", "aria-label": bb.say("close") }, "×");
    close.addEventListener("click", () => hide(true));
    const copying = bb.make("p", {}, `${bb.say("copy")}${bb.lang === "zh" ? "：" : ": "}`);
    copying.append(...buttons.flatMap((button) => [button, " "]));
    const original = pieces(figure);
    if (!original.length && bb.source.sha) original.push(bb.make("p", { class: "bb-file" }, bb.say("original", bb.source)));
    panel.replaceChildren(
      close,
      bb.make("p", { class: "bb-value" }, shown(figure)),
      bb.make("p", {}, first),
      bb.make("ul", {}, ...rest.map((line) => bb.make("li", {}, line))),
      ...original,
      bb.make("p", { class: "bb-file" }, where(figure)),
      copying,
      status,
    );
    panel.classList.toggle("bb-shows", panel.querySelector(".bb-original") !== null);
    if (!rest.length) panel.querySelector("ul").remove();
  }

  /** Beside the figure where there is room: below it, else above. On narrow screens the style sheet says where. */
  function put(figure) {
    const box = figure.getBoundingClientRect();
    const { offsetWidth: wide, offsetHeight: high } = panel;
    panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - wide - 16))}px`;
    panel.style.top = `${box.bottom + 6 + high < innerHeight ? box.bottom + 6 : Math.max(8, box.top - high - 6)}px`;
  }

  function ask(figure) {
    if (asked === figure) return;
    asked?.setAttribute("aria-expanded", "false");
    asked = figure;
    figure.setAttribute("aria-expanded", "true");
    fill(figure);
    panel.hidden = false;
    put(figure);
  }

  function hide(back = false) {
    if (!asked) return;
    const figure = asked;
    asked = null;
    figure.setAttribute("aria-expanded", "false");
    panel.hidden = true;
    if (back) {
      quiet = true;
      figure.focus({ preventScroll: true });
      quiet = false;
    }
  }

  let quiet = false; // a figure that gets the focus back is not asked again
  document.addEventListener("click", (event) => {
    const figure = event.target.closest('data[role="button"]');
    if (figure) ask(figure);
    else if (!panel.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => {
    const figure = event.target.closest?.('data[role="button"]');
    if (figure && !quiet && figure.matches(":focus-visible")) ask(figure);
    else if (!figure && !panel.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide(panel.contains(document.activeElement));
    const figure = event.target.closest?.('data[role="button"]');
    if (!figure) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      ask(figure);
      panel.focus();
    }
    if (/^(Arrow|Home|End)/.test(event.key)) {
      const to = next(figure, event.key);
      if (!to) return;
      event.preventDefault();
      figure.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    }
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !panel.contains(document.activeElement)) hide();
  });
  addEventListener("scroll", () => asked && put(asked), { passive: true });
  addEventListener("resize", () => asked && put(asked));
})();
