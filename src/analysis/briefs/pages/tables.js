// Tables that can be sorted, filtered and shown down to a level; a search over the page;
// a project that is picked. All of it is kept in the address.

(() => {
  for (const table of document.querySelectorAll("figure table:not([id])")) table.id = `${table.closest("figure").id}-data`;
  const tables = [...document.querySelectorAll("main table[id]")];
  const controls = document.querySelector(".bb-controls");
  const text = (element) => element.textContent.trim();
  const fold = (words) => words.normalize("NFKC").toLowerCase();

  /** What a cell is sorted by: its figure's exact value, else its words. */
  function key(row, column) {
    const cell = row.cells[column];
    const figure = cell?.querySelector("data");
    return figure ? Number(figure.value ?? figure.getAttribute("value")) : cell ? text(cell) : "";
  }

  function compare(one, other) {
    const numbers = typeof one === "number", others = typeof other === "number";
    if (numbers && others) return one - other;
    if (numbers !== others) return numbers ? -1 : 1; // dashes after figures
    return one.localeCompare(other, bb.lang === "zh" ? "zh-Hans" : "en");
  }

  function sortable(table) {
    const rows = [...table.tBodies[0].rows];
    const total = (row) => row.classList.contains("bb-total"); // those at an end stay there
    const first = rows.findIndex((row) => !total(row)), last = rows.findLastIndex((row) => !total(row)) + 1;
    const moving = rows.slice(Math.max(first, 0), last);
    if (!table.classList.contains("bb-flat") || moving.length < 2) return;
    const name = `sort.${table.id}`;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = bb.make("button", { type: "button", title: bb.say("sort", { column: text(head) }) });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = bb.get(name);
        bb.set(name, now === `${column}.down` ? `${column}.up` : now === `${column}.up` ? "" : `${column}.down`);
      });
    });
    bb.each(() => {
      const [column, way] = bb.get(name).split(".");
      heads.forEach((head, number) => {
        if (way && number === Number(column)) head.setAttribute("aria-sort", way === "down" ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      const order = [...moving];
      if (way && heads[column]) order.sort((a, b) => compare(key(a, column), key(b, column)) * (way === "down" ? -1 : 1));
      table.tBodies[0].append(...rows.slice(0, first), ...order, ...rows.slice(last));
    });
  }

  /** Rows that hold the words that are typed; a row that others stand under is kept where one of them is. */
  function filterable(table) {
    const rows = [...table.tBodies[0].rows];
    const levels = table.dataset.levels?.split("|") ?? [];
    if (rows.length < 8 && !levels.length) return;
    const name = `only.${table.id}`, depth = `level.${table.id}`;
    const status = bb.make("span", { role: "status" });
    const field = bb.make("input", { type: "search", id: `${table.id}-filter` });
    const bar = bb.make("div", { class: "bb-filter" }, bb.make("label", { for: field.id }, bb.say("filter")), field, status);
    const choices = levels.map((level, number) => {
      const radio = bb.make("input", { type: "radio", name: depth, value: String(number + 1) });
      radio.addEventListener("change", () => bb.set(depth, number + 1 === levels.length ? "" : radio.value));
      return [radio, bb.make("label", {}, radio, level)];
    });
    if (levels.length) {
      bar.prepend(bb.make("fieldset", {}, bb.make("legend", {}, bb.say("levels")), ...choices.map(([, label]) => label)));
    }
    table.closest(".bb-wide").before(bar);
    field.addEventListener("input", () => bb.set(name, field.value));
    const level = (row) => (row.classList.contains("bb-part2") ? 3 : row.classList.contains("bb-part") ? 2 : 1);
    const held = rows.map((row) => fold(text(row)));
    bb.each(() => {
      const wanted = fold(bb.get(name).trim()), most = Number(bb.get(depth)) || levels.length;
      if (field.value !== bb.get(name)) field.value = bb.get(name);
      for (const [radio] of choices) radio.checked = Number(radio.value) === most;
      const kept = rows.map((row, number) => !wanted || held[number].includes(wanted));
      if (wanted) {
        rows.forEach((row, number) => { // what stands above a row that is kept
          if (!kept[number]) return;
          let under = level(row);
          for (let at = number - 1; at >= 0 && under > 1; at -= 1) {
            if (level(rows[at]) < under) [kept[at], under] = [true, level(rows[at])];
          }
        });
      }
      let count = 0;
      rows.forEach((row, number) => {
        row.hidden = !(kept[number] && (!levels.length || level(row) <= most));
        count += row.hidden ? 0 : 1;
      });
      status.textContent = count === rows.length ? "" : bb.say("rows", { n: count, all: rows.length });
    });
  }

  /** A project that is picked, in a list, a chart or a table, is marked wherever it stands, and its card is opened. */
  function projects() {
    const rows = [...document.querySelectorAll("main tr[data-project]")];
    const names = [...new Set(rows.map((row) => row.dataset.project))];
    if (names.length < 2) return;
    const cut = (name) => (name.length > 24 ? `${name.slice(0, 24)}…` : name);
    const options = names.map((name) => bb.make("option", { value: name, lang: "zh" }, cut(name)));
    const choice = bb.make("select", { id: "bb-project" }, bb.make("option", { value: "" }, bb.say("all")), ...options);
    controls.append(bb.make("label", { for: "bb-project" }, bb.say("project"), choice));
    choice.addEventListener("change", () => bb.set("project", choice.value));
    for (const row of rows) {
      row.cells[0].addEventListener("click", () => bb.set("project", bb.get("project") === row.dataset.project ? "" : row.dataset.project));
    }
    const cards = [...document.querySelectorAll(".bb-card")];
    let last = "";
    bb.each(() => {
      choice.value = names.includes(bb.get("project")) ? bb.get("project") : "";
      for (const row of rows) row.classList.toggle("bb-picked", row.dataset.project === choice.value);
      if (choice.value === last) return;
      last = choice.value;
      for (const card of cards) card.open = card.dataset.project === last;
      const card = cards.find((one) => one.open);
      if (!card) return;
      card.parentElement.open = true;
      card.scrollIntoView({ block: "start" });
    });
  }

  /** Marks every place of the page that holds what is searched for, and goes to the first. */
  function search() {
    const field = bb.make("input", { type: "search", id: "bb-search" });
    const status = bb.make("span", { role: "status" });
    controls.prepend(bb.make("label", { for: "bb-search" }, bb.say("search"), field), status);
    let last = "";
    function clear() {
      for (const mark of document.querySelectorAll("main mark")) {
        const parent = mark.parentNode;
        mark.replaceWith(...mark.childNodes);
        parent.normalize();
      }
    }
    bb.each(() => {
      const wanted = bb.get("find");
      if (field.value !== wanted) field.value = wanted;
      if (wanted === last) return;
      last = wanted;
      clear();
      status.textContent = "";
      if (!wanted.trim()) return;
      const walker = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT, (node) =>
        node.parentElement.closest("script, svg, .bb-filter, .bb-code, [hidden]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
      const nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      let count = 0;
      for (const node of nodes) {
        for (let at, rest = node; (at = rest.data.toLowerCase().indexOf(wanted.toLowerCase())) >= 0 && rest.data.length; ) {
          const found = rest.splitText(at);
          rest = found.splitText(wanted.length);
          found.replaceWith(bb.make("mark", {}, found.data));
          count += 1;
        }
      }
      status.textContent = bb.say("found", { n: count });
      document.querySelector("main mark")?.scrollIntoView({ block: "center" });
    });
    field.addEventListener("input", () => bb.set("find", field.value));
  }

  search();
  projects();
  for (const table of tables) {
    filterable(table);
    sortable(table);
  }
})();
