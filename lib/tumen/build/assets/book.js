// Fits the book to its paper. printing.py runs it in the laid-out book, in a window as wide as the text of a page;
// no page of the site has it. One thing too wide for the paper would make a browser shrink every page.
() => {
  "use strict";
  const TALLEST = 790; // pixels of a chart that has a page to itself with its title and caption (209 mm)
  const LARGEST_MARK = 60; // pixels; what is higher is a frame or a line of the grid, and may be cut

  // A table gets smaller type, and if that is not enough, breaks in its words.
  for (const table of document.querySelectorAll("table")) {
    const isTooWide = () => table.offsetWidth > table.parentElement.clientWidth;
    for (let points = 8; points >= 6 && isTooWide(); points -= 0.5) table.style.fontSize = `${points}pt`;
    table.classList.toggle("tight", isTooWide());
  }

  // Where no mark of the chart is, as [top, bottom] in pixels from its top.
  function gaps(chart) {
    const top = chart.getBoundingClientRect().top;
    const marks = [...chart.querySelectorAll("text, path, rect, circle")]
      .map((mark) => mark.getBoundingClientRect())
      .filter((box) => box.height > 0 && box.height < LARGEST_MARK)
      .sort((one, other) => one.top - other.top);
    const found = [];
    let end = 0;
    for (const box of marks) {
      if (box.top - top > end) found.push([end, box.top - top]);
      end = Math.max(end, box.bottom - top);
    }
    return found;
  }

  // The middle of the widest gap near the wanted place.
  function cutNear(wanted, found) {
    const worth = ([start, end]) => end - start - Math.abs((start + end) / 2 - wanted) / 4;
    const [start, end] = found.reduce((best, gap) => (worth(gap) > worth(best) ? gap : best));
    return (start + end) / 2;
  }

  // A chart taller than a page goes on on the next one.
  for (const chart of document.querySelectorAll("svg.wide")) {
    const { width, height } = chart.viewBox.baseVal;
    const { height: shown } = chart.getBoundingClientRect();
    if (shown <= TALLEST) continue;
    const parts = Math.ceil(shown / TALLEST);
    const found = gaps(chart);
    const inner = Array.from({ length: parts - 1 }, (_, place) => cutNear(((place + 1) * shown) / parts, found));
    const cuts = [0, ...inner, shown].map((cut) => (cut * height) / shown);
    const slices = cuts.slice(1).map((cut, place) => {
      const slice = chart.cloneNode(true);
      slice.setAttribute("viewBox", `0 ${cuts[place]} ${width} ${cut - cuts[place]}`);
      slice.setAttribute("height", cut - cuts[place]);
      return slice;
    });
    chart.closest("figure").classList.add("sliced");
    chart.replaceWith(...slices);
  }
}
