// The search field in the header: finds sections of all pages and entries of the glossary as one types. The index comes
// as a script at the first focus, because a page opened from a file may not fetch. What is found: search-engine.js.
(function () {
  "use strict";

  const TYPED_INTO = "input:not([type=checkbox], [type=radio], [type=range]), select, textarea, [contenteditable]";
  const form = document.querySelector("form.search");
  if (!form) return;
  const { makeIndex, search, matchesIn } = window.tumenSearchEngine;
  const field = form.querySelector("input");
  const panel = make("div", "search-panel");
  const count = make("p", "search-count");
  const list = make("ol", "search-results");
  let loading = null, index = null;

  function make(name, className, ...content) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  // ---- results --------------------------------------------------------------------------------------

  // A text in pieces, [text, is it a match].
  function pieces(text, words) {
    let place = 0;
    const found = matchesIn(text, words).flatMap(({ start, end }) => {
      const before = text.slice(place, start);
      place = end;
      return [[before, false], [text.slice(start, end), true]];
    });
    return [...found, [text.slice(place), false]].filter(([piece]) => piece);
  }

  // About `length` characters of a document around most of its matches; of those beyond the kept text the first few.
  function excerpt({ text, rest }, words, length = 140) {
    const matches = matchesIn(text, words);
    const within = ({ start }) => matches.filter((each) => each.start >= start && each.end <= start + length - 30);
    const counts = matches.map((first) => new Set(within(first).map((each) => each.word)).size);
    const best = matches[counts.indexOf(Math.max(...counts))];
    const from = best && best.start > 40 ? text.indexOf(" ", best.start - 30) + 1 : 0;
    const to = text.length > from + length + 10 ? text.lastIndexOf(" ", from + length) : text.length;
    const shown = `${from ? "… " : ""}${text.slice(from, to)}${to < text.length || rest ? " …" : ""}`;
    const seen = new Set(matches.map((each) => each.word));
    const others = matchesIn(rest, words).filter(({ word }) => !seen.has(word) && seen.add(word)).slice(0, 3);
    return pieces([shown, ...others.map(({ start, end }) => `${rest.slice(start, end)} …`)].join(" "), words);
  }

  function item({ document: found, words }) {
    const where = found.isEntry ? ["Glossary", found.kind, ...found.aliases].join(" · ") : found.title;
    const line = (name, parts) =>
      make("span", name, ...parts.map(([text, isMatch]) => (isMatch ? make("mark", "", text) : text)));
    const link = make("a", "search-result", line("search-name", pieces(found.name, words)));
    if (where) link.append(line("search-where", pieces(where, words)));
    // Without a matching word it is a page that names an entry where the index has no text, as in a table.
    link.append(line("search-excerpt", words.size ? excerpt(found, words) : [["Named on this page.", false]]));
    link.href = found.link;
    return make("li", "", link);
  }

  function summary({ results, total, isPartial }) {
    if (!total) return "Nothing found. Try fewer words, the beginning of a word, or another spelling of a name.";
    const many = total === 1 ? "1 result" : `${total} results`;
    const shown = total > results.length ? `${many}, the best ${results.length} shown` : many;
    return isPartial ? `Nothing has all of these words. With most of them: ${shown}` : shown;
  }

  function show(message, results) {
    count.textContent = message;
    list.replaceChildren(...results.map(item));
    panel.classList.add("is-open");
  }

  // The panel stays in the page when closed, or a screen reader would miss the first count.
  function close() {
    count.textContent = "";
    list.replaceChildren();
    panel.classList.remove("is-open");
  }

  function update() {
    if (field.value.trim().length < 2) return close();
    if (!window.tumenSearch) return show("Loading …", []);
    index ??= makeIndex(window.tumenSearch);
    const found = search(index, field.value);
    return show(summary(found), found.results);
  }

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = "assets/search-index.js";
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    loading.then(
      () => form.contains(document.activeElement) && update(),
      () => show("Search does not work: assets/search-index.js is missing.", []),
    );
  }

  // ---- keys -----------------------------------------------------------------------------------------

  function move(step) {
    const stops = [field, ...list.querySelectorAll("a")];
    stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), stops.length - 1)].focus();
  }

  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const isInPanel = event.target === field || list.contains(event.target);
    if (event.key === "Escape" && panel.classList.contains("is-open")) {
      field.focus();
      close();
    } else if (event.key === "ArrowDown" && event.target === field && !list.firstChild) update();
    else if (isInPanel && event.key === "ArrowDown") move(1);
    else if (isInPanel && event.key === "ArrowUp") move(-1);
    else return;
    event.preventDefault();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (document.activeElement === field) list.querySelector("a")?.click();
  });

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.(TYPED_INTO);
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && event.key?.toLowerCase() === "k";
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && slash.checked;
    if (isTyping || !(isCommand || isSlash)) return;
    event.preventDefault();
    field.select();
    field.focus();
  });

  // A key without Ctrl must be possible to switch off (WCAG 2.1.4): who speaks to the computer may say it unawares.
  const slash = make("input", "");
  slash.type = "checkbox";
  slash.checked = remembered() !== "off";
  slash.addEventListener("change", () => remembered(slash.checked ? "on" : "off"));

  function remembered(value) {
    try {
      if (value) window.localStorage.setItem("tumen-search-slash", value);
      return window.localStorage.getItem("tumen-search-slash");
    } catch {
      return null; // some browsers keep nothing for pages opened from files
    }
  }

  // ---- the field ------------------------------------------------------------------------------------

  count.setAttribute("role", "status");
  list.setAttribute("role", "list"); // Safari drops it where the style has no numbers
  panel.id = "search-panel";
  panel.append(count, list, make("label", "search-keys", slash, " The key / leads to the search, as does Ctrl K"));
  field.setAttribute("aria-controls", panel.id);
  field.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
  form.append(panel);

  field.addEventListener("focus", (event) => form.contains(event.relatedTarget) || load());
  field.addEventListener("input", update);
  list.addEventListener("click", (event) => event.target.closest("a") && close());
  form.addEventListener("focusout", (event) => {
    // Safari does not focus a link that is clicked: without a next element the click itself decides, below.
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  document.addEventListener("pointerdown", (event) => form.contains(event.target) || close());
})();
