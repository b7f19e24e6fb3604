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

  // Over a network the font is asked for before the style sheet names it, and the text does not wait for it.
  if (location.protocol.startsWith("http")) {
    const font = document.createElement("link");
    const address = "assets/fonts/tumen-serif.woff2";
    Object.assign(font, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: address });
    document.head.append(font);
    root.classList.add("online");
  }
})();
