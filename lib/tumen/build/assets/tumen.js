// Makes the charts live when they come into view, and adds menus to tables that can be filtered. Without this
// script the static pictures and all rows stay, and everything else on the page works by HTML alone.
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

  // Menus above a table, by which readers keep the rows with one value of a column.
  function addFilters(table) {
    const rows = [...table.tBodies[0].rows];
    const bar = document.createElement("p");
    const count = document.createElement("output");
    bar.className = "filters";
    const menus = table.dataset.filter.split(" ").map(Number).map((column) => {
      const label = document.createElement("label");
      const menu = document.createElement("select");
      const values = [...new Set(rows.map((row) => row.cells[column].textContent.trim()))].sort();
      menu.add(new Option("all", ""));
      values.forEach((value) => menu.add(new Option(value, value)));
      label.append(`${table.tHead.rows[0].cells[column].textContent.trim()} `, menu);
      bar.append(label);
      return { menu, column };
    });
    bar.append(count);
    function apply() {
      rows.forEach((row) => {
        row.hidden = menus.some(({ menu, column }) => menu.value && row.cells[column].textContent.trim() !== menu.value);
      });
      count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
    }
    bar.addEventListener("change", apply);
    apply();
    table.closest(".table-frame").before(bar);

    // A link to a row must reach it, whatever is chosen.
    window.addEventListener("hashchange", () => {
      const target = rows.find((row) => `#${row.id}` === location.hash);
      if (target && target.hidden) {
        menus.forEach(({ menu }) => (menu.value = ""));
        apply();
        target.scrollIntoView();
      }
    });
  }
  document.querySelectorAll("table[data-filter]").forEach(addFilters);

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
