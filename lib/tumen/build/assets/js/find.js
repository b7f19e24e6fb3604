// A field above a long list by which readers find an entry; without this script all of the list stays.
(function () {
  "use strict";

  // Small letters without accents: Rasŏn is found by "rason".
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function addField(list) {
    const items = [...list.querySelectorAll("[data-item]")];
    const texts = new Map(items.map((item) => [item, plain(item.textContent)]));
    const bar = document.createElement("p");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    bar.className = "find";
    field.type = "search";
    field.autocomplete = "off";
    field.spellcheck = false;
    label.append(`${list.dataset.find} `, field);
    bar.append(label, count);

    function apply() {
      const wanted = plain(field.value).split(/\s+/).filter(Boolean);
      items.forEach((item) => (item.hidden = !wanted.every((word) => texts.get(item).includes(word))));
      list.querySelectorAll("section").forEach((part) => {
        part.hidden = !part.querySelector("[data-item]:not([hidden])");
      });
      const shown = items.filter((item) => !item.hidden).length;
      list.classList.toggle("is-searched", wanted.length > 0);
      count.textContent = wanted.length ? `${shown} of ${items.length}` : "";
    }
    field.addEventListener("input", apply);
    list.prepend(bar);

    // A link to an entry must reach it, whatever stands in the field.
    window.addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && list.contains(target) && target.closest("[hidden]")) {
        field.value = "";
        apply();
        target.scrollIntoView();
      }
    });
  }
  document.querySelectorAll("[data-find]").forEach(addField);
})();
