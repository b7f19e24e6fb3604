// Runs before the page is drawn, so that nothing changes under the reader's eyes: marks that there is JavaScript,
// and brings back what was chosen on an earlier page.
(function () {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("tumen-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Some browsers keep nothing for pages opened from a folder; they follow the system.
  }

  if (location.protocol.startsWith("http")) {
    // Over a network the text does not wait for the font, which is asked for before the style sheet names it.
    const font = document.createElement("link");
    const address = "assets/fonts/tumen-serif.woff2";
    Object.assign(font, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: address });
    document.head.append(font);
    root.classList.add("online");
  } else {
    // From a folder the fonts are there in a moment, and nothing is shown before: so no line moves.
    const fonts = ['1em "Tumen Serif"', '600 1em "Tumen Serif"', 'italic 1em "Tumen Serif"'];
    const tooLate = new Promise((resolve) => setTimeout(resolve, 500));
    root.classList.add("waiting");
    Promise.race([Promise.allSettled(fonts.map((font) => document.fonts.load(font))), tooLate]).then(() => {
      root.classList.remove("waiting");
    });
  }
})();
