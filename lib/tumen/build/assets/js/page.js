// What eases reading: the scheme, the code of the page, the place in the contents. All else works by HTML alone.
(function () {
  "use strict";

  const root = document.documentElement;
  const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

  function remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Nothing is kept where the browser forbids it; the choice holds for this page.
    }
  }

  function recall(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  // --- light or dark
  const scheme = document.querySelector(".scheme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches);
  const showScheme = () => scheme.setAttribute("aria-pressed", String(isDark()));
  if (scheme) {
    scheme.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember("tumen-theme", root.dataset.theme);
      showScheme();
    });
    systemIsDark.addEventListener("change", showScheme);
    showScheme();
  }

  // --- all code of the page at once
  const steps = [...document.querySelectorAll("details.code")];
  const allCode = document.querySelector(".all-code");
  function showCode(open) {
    steps.forEach((step) => (step.open = open));
    allCode.setAttribute("aria-pressed", String(open));
    allCode.textContent = open ? "Hide code" : "Show code";
  }
  if (allCode && steps.length) {
    if (recall("tumen-code") === "open") showCode(true);
    allCode.addEventListener("click", () => {
      const open = allCode.getAttribute("aria-pressed") !== "true";
      showCode(open);
      remember("tumen-code", open ? "open" : "folded");
    });
  }

  // --- the contents: folded where they stand before the text, not beside it
  const contents = document.querySelector(".contents");
  if (contents) {
    const above = window.matchMedia("(max-width: 63.99rem)");
    const fold = () => contents.querySelectorAll("details").forEach((list) => (list.open = !above.matches));
    above.addEventListener("change", fold);
    fold();
    contents.classList.add("folds");
  }

  // --- laying out what comes after the first screen: in short steps from top to bottom, done before one scrolls there
  const STEP = 8; // milliseconds
  const whenIdle = window.requestIdleCallback ?? ((step) => setTimeout(step, STEP));
  const blocks = [...document.querySelectorAll(".lays-out-later main > :is(.text, .tabular)")];
  function layOut() {
    const start = performance.now();
    while (blocks.length && performance.now() - start < STEP) {
      const block = blocks.shift();
      block.classList.add("is-laid");
      block.getBoundingClientRect(); // lays it out now
    }
    if (blocks.length) whenIdle(layOut);
  }
  function layOutAll() {
    blocks.splice(0).forEach((block) => block.classList.add("is-laid"));
  }
  function layOutAround(element) {
    if (!element) return;
    const before = element.getBoundingClientRect().top;
    layOutAll(); // what comes before the element pushes it away
    window.scrollBy({ top: element.getBoundingClientRect().top - before, behavior: "instant" });
  }
  const parts = [...document.querySelector("main").children];
  const inSight = () => parts.find((part) => part.getBoundingClientRect().bottom > window.innerHeight / 2);
  window.addEventListener("scroll", () => blocks.length && layOutAround(inSight()), { passive: true });
  window.addEventListener("hashchange", () => {
    if (!blocks.length) return;
    layOutAll();
    document.querySelector(":target")?.scrollIntoView(); // the browser may not have been there yet
  });
  whenIdle(layOut);

  // --- where one is in the contents
  const links = new Map(
    [...document.querySelectorAll(".on-page a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]),
  );
  const headings = [...document.querySelectorAll("main h2[id]")].filter((heading) => links.has(heading.id));
  function markPlace() {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < window.innerHeight / 3);
    const current = passed.length ? passed[passed.length - 1].id : null;
    links.forEach((link, anchor) => {
      if (anchor === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  if (headings.length) {
    let waiting = false;
    window.addEventListener(
      "scroll",
      () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          markPlace();
        });
      },
      { passive: true },
    );
  }

  // Whoever follows a link out of a card wants to see where it leads.
  window.addEventListener("hashchange", () => {
    document.querySelectorAll("[popover]:popover-open").forEach((card) => card.hidePopover());
  });
})();
