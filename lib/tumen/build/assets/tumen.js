// Makes the charts live when they come into view. Without this script the static pictures stay, and
// everything else on the page works by HTML alone.
(function () {
  "use strict";

  const narrow = window.matchMedia("(max-width: 40rem)");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let library = null;

  // A menu of the whole series is too long to open on a phone.
  if (window.matchMedia("(max-width: 63.99rem)").matches) {
    document.querySelectorAll(".contents details").forEach((part) => part.removeAttribute("open"));
  }

  function loadLibrary() {
    if (!library) {
      library = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = "assets/vega.js";
        script.onload = () => resolve(window.vegaEmbed);
        script.onerror = () => reject(new Error("assets/vega.js is missing"));
        document.head.append(script);
      });
    }
    return library;
  }

  async function makeLive(figure) {
    const specs = JSON.parse(figure.querySelector("script.spec").textContent);
    const place = figure.querySelector(".live");
    const picture = figure.querySelector(".static");
    const embed = await loadLibrary();
    place.hidden = false;
    try {
      await embed(place, narrow.matches ? specs.narrow : specs.wide, {
        actions: false,
        ast: true,
        config: window.tumenThemes[dark.matches ? "dark" : "light"],
        defaultStyle: false,
        renderer: "svg",
        tooltip: { disableDefaultStyle: true },
      });
      // The picture's text stands for the chart; the marks are not read out one by one.
      const drawing = place.querySelector("svg");
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-label", picture.querySelector("img").alt);
      drawing.querySelectorAll("[aria-label]").forEach((mark) => mark.removeAttribute("aria-label"));
      drawing.querySelectorAll("[role]").forEach((mark) => mark.setAttribute("role", "presentation"));
      figure.classList.add("is-live");
    } catch (error) {
      place.hidden = true;
      throw error;
    }
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        watcher.unobserve(entry.target);
        makeLive(entry.target);
      }
    },
    { rootMargin: "400px" },
  );
  document.querySelectorAll("figure.chart").forEach((figure) => watcher.observe(figure));

  // Whoever follows a link out of a card wants to see where it leads.
  window.addEventListener("hashchange", () => {
    document.querySelectorAll("[popover]:popover-open").forEach((card) => card.hidePopover());
  });

  for (const circumstance of [dark, narrow]) {
    circumstance.addEventListener("change", () => {
      document.querySelectorAll("figure.chart.is-live").forEach(makeLive);
    });
  }
})();
