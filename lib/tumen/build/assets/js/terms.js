// A small card over each link into the glossary, for mouse and keyboard. Without this script, and on a touch screen,
// the links lead to the glossary, where the same words stand.
(function () {
  "use strict";

  const SHOW_AFTER = 250; // ms; whoever only passes over a link wants no card
  const HIDE_AFTER = 300; // ms; time to move from the link onto the card
  const GAP = 6; // px between link and card
  const EDGE = 8; // px between card and window

  const links = document.querySelectorAll("a.term");
  if (!links.length) return;

  const card = document.createElement("div");
  card.id = "term-card";
  card.className = "term-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.getElementById("main").append(card);

  let words = null;
  let wanted = null; // the link whose card is shown or will be
  let timer = 0;

  function loadWords() {
    if (!words) {
      words = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = "assets/glossary.js";
        script.onload = () => resolve(window.tumenGlossary);
        script.onerror = () => reject(new Error("assets/glossary.js is missing"));
        document.head.append(script);
      });
    }
    return words;
  }

  function addLine(kind, text) {
    if (!text) return;
    const line = document.createElement("p");
    line.className = kind;
    line.textContent = text;
    card.append(line);
  }

  // The description is there before the card is seen, for a screen reader that speaks when the link has focus.
  function describe(link, glossary) {
    const [name, kind, text, others] = glossary[link.hash.replace("#entry-", "")] || [];
    card.replaceChildren();
    addLine("term-name", name);
    addLine("term-kind", kind);
    addLine("term-text", text);
    addLine("term-others", others && `Also: ${others}`);
    if (name) link.setAttribute("aria-describedby", card.id);
    return Boolean(name);
  }

  // Below the link, or above it where there is more room, and never on it.
  function place(link) {
    card.style.left = card.style.top = "0";
    const origin = card.getBoundingClientRect();
    const target = link.getBoundingClientRect();
    const below = target.bottom + GAP;
    const above = target.top - GAP - origin.height;
    const fitsBelow = below + origin.height <= window.innerHeight - EDGE;
    const rightmost = document.documentElement.clientWidth - origin.width - EDGE;
    card.style.left = `${Math.max(EDGE, Math.min(target.left, rightmost)) - origin.left}px`;
    card.style.top = `${(fitsBelow || above < EDGE ? below : above) - origin.top}px`;
  }

  async function show(link) {
    clearTimeout(timer);
    if (wanted === link) return;
    hide();
    wanted = link;
    const due = performance.now() + SHOW_AFTER;
    const glossary = await loadWords();
    if (wanted !== link || !describe(link, glossary)) return;
    timer = setTimeout(() => {
      card.hidden = false;
      place(link);
    }, due - performance.now());
  }

  function hide() {
    clearTimeout(timer);
    card.hidden = true;
    if (wanted) wanted.removeAttribute("aria-describedby");
    wanted = null;
  }

  function hideSoon() {
    clearTimeout(timer);
    timer = setTimeout(hide, card.hidden ? 0 : HIDE_AFTER);
  }

  links.forEach((link) => {
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") show(link);
    });
    link.addEventListener("pointerleave", hideSoon);
    link.addEventListener("focus", () => {
      if (link.matches(":focus-visible")) show(link);
    });
    link.addEventListener("blur", hide);
  });
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", hideSoon);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
})();
