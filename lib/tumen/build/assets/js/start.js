// Runs before the page is drawn, so that nothing changes under the reader's eyes: marks that there is JavaScript,
// and brings back what was chosen on an earlier page.
(function () {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");
  // A page that opens at its top is laid out step by step (page.js); to open elsewhere, every height must be known.
  const [arrival] = performance.getEntriesByType("navigation");
  if (!location.hash && arrival?.type === "navigate") root.classList.add("lays-out-later");
  try {
    const theme = localStorage.getItem("tumen-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Some browsers keep nothing for pages opened from a folder; they follow the system.
  }

  if (location.protocol.startsWith("http")) {
    root.classList.add("online"); // the text does not wait for the fonts, nor share a slow line with them
  } else {
    // From a folder the fonts are there in a moment, and nothing is shown before: so no line moves. The first key shows
    // the page at once, for what is hidden takes no focus.
    const show = () => root.classList.remove("waiting");
    root.classList.add("waiting");
    setTimeout(show, 500);
    document.addEventListener("keydown", show, { capture: true, once: true });
    const fonts = ['1em "Tumen Serif"', '600 1em "Tumen Serif"', 'italic 1em "Tumen Serif"'];
    Promise.allSettled(fonts.map((font) => document.fonts.load(font))).then(show);
  }
})();
