// Makes the charts live when they come into view. Without this script the pictures stay.
(function () {
  "use strict";

  const narrow = window.matchMedia("(max-width: 40rem)");
  const main = document.querySelector("main[data-charts]");
  let ready = null;

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${address} is missing`));
      document.head.append(script);
    });
  }

  // The library, and what the charts of this page are made of.
  function loadCharts() {
    if (!ready) ready = Promise.all([load("assets/vega.js"), load(main.dataset.charts)]);
    return ready;
  }

  // Rows that both widths draw stand once in the page; a chart names them by number.
  function withData(part, rows) {
    if (Array.isArray(part)) return part.map((each) => withData(each, rows));
    if (part === null || typeof part !== "object") return part;
    const whole = {};
    for (const [key, value] of Object.entries(part)) {
      whole[key] = key === "values" && typeof value === "number" ? structuredClone(rows[value]) : withData(value, rows);
    }
    return whole;
  }

  async function makeLive(figure) {
    await loadCharts();
    const content = window.tumenCharts[figure.id];
    const place = figure.querySelector(".live");
    const controls = figure.querySelector(".controls");
    const room = document.createElement("form");
    room.className = "vega-bindings";
    place.hidden = false;
    try {
      await window.vegaEmbed(place, withData(content[narrow.matches ? "narrow" : "wide"], content.data), {
        actions: false,
        ast: true,
        bind: room,
        defaultStyle: false,
        mode: "vega",
        renderer: "svg",
        tooltip: { disableDefaultStyle: true },
      });
      if (controls) controls.replaceChildren(room);
      // The picture's text stands for the chart; the marks are not read out one by one.
      const drawing = place.querySelector("svg");
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-label", figure.querySelector(".static").getAttribute("aria-label"));
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

  narrow.addEventListener("change", () => document.querySelectorAll("figure.chart.is-live").forEach(makeLive));
})();
