// Charts drawn by Vega in place of their pictures, when they come near: with exact figures where one points, and
// with the project that is picked. Expressions are interpreted, so that no text is ever run as a program. Where
// anything fails the picture stays.

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
    const picture = figure.querySelector(".bb-chart > svg");
    const specification = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const { View, parse, interpreter } = window.bbVega;
    const view = new View(parse(specification, {}, { ast: true }), { expr: interpreter, renderer: "svg", logLevel: 0, tooltip: point });
    const place = bb.make("div", { "aria-hidden": "true" }); // what is around it has the text
    const room = bb.make("div", { role: "img", "aria-label": picture.getAttribute("aria-label") ?? "" }, place);
    const fits = () => {
      const wide = Math.min(room.clientWidth, specification.width);
      return (specification.signals?.some((signal) => signal.name === "room") ? view.signal("room", wide) : view).width(wide);
    };
    await view.initialize(place).runAsync();
    picture.replaceWith(room);
    await fits().runAsync();
    new ResizeObserver(() => fits().runAsync()).observe(room);
    const picks = specification.signals?.some((signal) => signal.name === "picked");
    if (!picks) return;
    views.push(view);
    view.addEventListener("click", (event, item) => {
      const project = item?.datum?.project;
      if (project) bb.set("project", bb.get("project") === project ? "" : project);
    });
    pick(view);
  }

  function pick(view) {
    if (view.signal("picked") !== bb.get("project")) view.signal("picked", bb.get("project")).runAsync();
  }

  bb.each(() => views.forEach(pick));
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      near.unobserve(entry.target);
      draw(entry.target).catch((error) => console.warn(error));
    }
  }, { rootMargin: "50%" });
  if (window.bbVega) for (const figure of document.querySelectorAll("main figure:has(> script)")) near.observe(figure);
})();

bb.start();
