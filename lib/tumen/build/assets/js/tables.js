// Menus above a table; without this script all rows stay.
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
})();
