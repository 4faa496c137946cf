"use strict";
// What all pieces of the page's script share: the words, the state that the address keeps, and the contents.
// The address is #PLACE~NAME=VALUE&...: a place of the page, and what a reader has chosen.

const bb = (() => {
  const { words, citations, document: source, lang } = JSON.parse(document.getElementById("bb-words").textContent);
  const listeners = [];
  let place = "";
  let state = new URLSearchParams();

  function say(name, values = {}) {
    return words[name].replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  }

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  }

  function read() {
    const [at, rest = ""] = location.hash.slice(1).split("~");
    try {
      place = decodeURIComponent(at);
    } catch {
      place = at;
    }
    state = new URLSearchParams(rest);
  }

  function address(at = place) {
    const rest = state.toString();
    return at || rest ? `#${encodeURIComponent(at)}${rest ? `~${rest}` : ""}` : "#";
  }

  function show() {
    for (const listener of listeners) listener();
    lead();
  }

  /** Chooses something: `value` empty forgets it. The address follows, without a new entry in the history. */
  function set(name, value) {
    if (value) state.set(name, value);
    else state.delete(name);
    history.replaceState(null, "", address());
    show();
  }

  function go(id) {
    const target = document.getElementById(id);
    if (!target) return;
    target.scrollIntoView();
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  }

  /** Links to other pages take along what they can show too; the one in another language also the place. */
  function lead() {
    const project = state.get("project");
    for (const link of document.querySelectorAll(".bb-bar a[href]")) {
      const href = link.getAttribute("href").split("#")[0];
      if (link.hasAttribute("hreflang")) link.setAttribute("href", href + (address() === "#" ? "" : address()));
      else if (link.closest(".bb-pages")) link.setAttribute("href", href + (project ? `#~${new URLSearchParams({ project })}` : ""));
    }
  }

  function start() {
    read();
    document.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (!link) return;
      const id = decodeURIComponent(link.getAttribute("href").slice(1));
      if (!document.getElementById(id)) return;
      event.preventDefault();
      place = id;
      history.pushState(null, "", address());
      lead();
      go(id);
    });
    addEventListener("hashchange", () => { read(); show(); go(place); });
    addEventListener("popstate", () => { read(); show(); });
    follow();
    show();
    if (place && state.toString()) go(place);
  }

  /** Marks the part that is being read in the contents, and remembers it for the page in the other language. */
  function follow() {
    const links = [...document.querySelectorAll(".bb-contents li a")];
    const heads = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const narrow = matchMedia("(max-width: 68rem)");
    if (narrow.matches) document.querySelector(".bb-contents details").open = false;
    const mark = () => {
      const above = heads.findLastIndex((head) => head && head.getBoundingClientRect().top < innerHeight * 0.3);
      links.forEach((link, number) => {
        if (number === above) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      });
      const now = above < 0 ? "" : heads[above].id;
      if (now !== place && !document.getElementById(place)?.closest("table, figure, li")) {
        place = now;
        lead();
      }
    };
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    mark();
  }

  return { say, make, set, get: (name) => state.get(name) ?? "", each: (listener) => listeners.push(listener), start, citations, source, lang };
})();
