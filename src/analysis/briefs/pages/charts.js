// Charts, drawn by Vega at the width that there is: with exact figures where one points, and with the project that is
// picked. Expressions are interpreted, so that no text is ever run as a program. The table behind a chart is open until
// the chart is drawn, and stays so where that fails.

(() => {
  const tip = bb.make("div", { class: "bb-tip", "aria-hidden": "true", hidden: true });
  document.body.append(tip);
  const views = [];

  function point(handler, event, item, value) {
    tip.hidden = !value;
    if (!value) return;
    const lines = typeof value === "object" ? Object.entries(value).map(([name, said]) => `${name}: ${said}`) : [String(value)];
    tip.replaceChildren(...lines.map((line) => bb.make("div", {}, line)));
    const { offsetWidth: wide, offsetHeight: high } = tip;
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - wide - 8)}px`;
    tip.style.top = `${event.clientY + 18 + high < innerHeight ? event.clientY + 18 : event.clientY - high - 12}px`;
  }

  async function draw(figure) {
    const { compile, View, parse, interpreter } = window.bbVega;
    const source = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const specification = compile(source).spec;
    const room = figure.querySelector(".bb-chart");
    const place = bb.make("div", { "aria-hidden": "true" }); // what is around it has the text
    room.append(place);
    const view = new View(parse(specification, {}, { ast: true }), { expr: interpreter, renderer: "svg", logLevel: 0, tooltip: point });
    const fits = () => {
      const wide = Math.min(place.clientWidth, source.width ?? place.clientWidth);
      if (source.width) (specification.signals?.some((signal) => signal.name === "room") ? view.signal("room", wide) : view).width(wide);
      return view.runAsync();
    };
    await view.initialize(place).runAsync();
    await fits();
    new ResizeObserver(fits).observe(place);
    for (const behind of figure.querySelectorAll(".bb-behind")) behind.open = false;
    const picks = specification.signals?.some((signal) => signal.name === "picked");
    if (!picks) return;
    views.push(view);
    view.addEventListener("click", (event, item) => {
      const project = item?.datum?.picks;
      if (project) bb.set("project", bb.get("project") === project ? "" : project);
    });
    pick(view);
  }

  function pick(view) {
    if (view.signal("picked") !== bb.get("project")) view.signal("picked", bb.get("project")).runAsync();
  }

  bb.each(() => views.forEach(pick));
  async function all() {
    for (const figure of document.querySelectorAll("main figure:has(> script)")) {
      await draw(figure).catch((error) => console.warn(error));
    }
  }
  if (window.bbVega) all();
})();

bb.start();
