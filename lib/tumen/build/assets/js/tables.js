// Menus above a table, and wide tables for a phone; without this script all rows stay, and wide tables scroll.
(function () {
  "use strict";

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

  // Wide tables of words: on a phone each row becomes a block, with the heading of the column before each cell. What
  // is no longer laid out as a table keeps its meaning by roles.
  const LEAST_COLUMNS = 4;
  const LEAST_LETTERS = 80; // of the longest cells of words beside each other: more than a phone shows on two lines
  const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
  function stack(table) {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells]);
    const letters = heads.map((head, column) =>
      head.matches(".number") ? 0 : Math.max(0, ...rows.map((cells) => cells[column].textContent.length)),
    );
    if (heads.length < LEAST_COLUMNS || letters.reduce((sum, count) => sum + count, 0) < LEAST_LETTERS) return;
    rows.forEach((cells) => {
      cells.forEach((cell, column) => {
        cell.dataset.label = heads[column].textContent.trim();
        cell.classList.toggle("blank", cell.textContent.trim() === "–");
      });
    });
    [table, ...table.querySelectorAll("thead, tbody, tr, th, td")].forEach((part) => {
      part.setAttribute("role", ROLES[part.localName]);
    });
    table.classList.add("stacks");
  }
  // On a wide screen nothing is to be done; a folded table waits until it is opened.
  const phone = window.matchMedia("(max-width: 40rem)");
  const waiting = "main .table-frame:not(figcaption *, details:not([open]) *) table:not(.stacks)";
  function stackAll(part) {
    const tables = phone.matches ? [...part.querySelectorAll(waiting)] : [];
    tables.forEach(stack);
    const wanted = document.querySelector(":target");
    if (tables.some((table) => table.contains(wanted))) wanted.scrollIntoView(); // stacked, it is somewhere else
  }
  stackAll(document);
  phone.addEventListener("change", () => stackAll(document));
  document.addEventListener("toggle", (event) => stackAll(event.target), true);
})();
