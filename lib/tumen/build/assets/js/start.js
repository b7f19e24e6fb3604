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
})();
