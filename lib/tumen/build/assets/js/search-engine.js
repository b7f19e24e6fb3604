// The engine of the search: pure functions from what build/search.py writes to ranked results, for search.js. No
// library: the build has Python only, and nothing there makes an index that forgives typing errors in a browser.
(function () {
  "use strict";

  const MOST_RESULTS = 12, MOST_ENTRIES = 4;
  const WEIGHTS = { name: 8, title: 6, heading: 4, text: 1 };
  const COVERED = 0.6; // the part of a name's words that a query must have to mean all spellings of the name

  // ---- words ----------------------------------------------------------------------------------------

  // A number with its point, or words with the hyphens between them and the apostrophes in them. What parts words is
  // listed, as \p{L} and its like are several times slower.
  const LETTERS = "[^\\s!-/:-@\\[-`{-¿×÷\\u2000-\\u2bff\\u3000-\\u303f]+";
  const RUN = new RegExp(`\\d+(?:[.,]\\d+)+|${LETTERS}(?:['’\\-‐‑]${LETTERS})*`, "g");
  const HYPHEN = /[-‐‑]/;
  const foldings = new Map();

  // "Ch’ŏngjin’s" and "Soo-yong" as "chongjin" and "sooyong": case, marks and the ending of a plural do not count.
  function fold(raw) {
    let word = raw.toLowerCase();
    if (!/^[a-z0-9]+$/.test(word)) word = word.normalize("NFKD").replace(/[^\p{L}\p{N}.]|\p{Lm}/gu, "");
    if (word.length < 4 || !word.endsWith("s")) return word;
    return word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/([^siu])s$/, "$1");
  }

  // The folded parts of a run, and after them, if there are several, the whole: soo, yong, sooyong.
  function foldedRun(run) {
    const known = foldings.get(run);
    if (!known) foldings.set(run, HYPHEN.test(run) ? [...run.split(HYPHEN).map(fold), fold(run)] : [fold(run)]);
    return known ?? foldings.get(run);
  }

  const runsOf = (text) => text.match(RUN) ?? [];
  const wordsOf = (text) => runsOf(text).flatMap(foldedRun);
  const partsOf = (text) => runsOf(text).flatMap((run) => foldedRun(run).slice(0, HYPHEN.test(run) ? -1 : 1));

  // Damerau-Levenshtein distance (neighbours that changed places count one), or limit + 1 as soon as it is beyond.
  function distance(one, other, limit) {
    let before = [], row = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          next[j] = Math.min(next[j], before[j - 2] + 1);
        }
      }
      if (Math.min(...next) > limit) return limit + 1;
      [before, row] = [row, next];
    }
    return row[other.length];
  }

  // ---- index ----------------------------------------------------------------------------------------

  // A document is an entry of the glossary or a section. `postings` has the documents of each word, and a document the
  // `weights` of its words. `compounds` come only of writing a name together: "north" does not begin "northkorea".
  function makeIndex({ common, pages, sections, entries }) {
    const index = { common: new Set(common), postings: new Map(), compounds: new Set(), documents: [] };
    const tops = new Map(); // the first section of each page stands for the page
    for (const [place, anchor, heading, text, rest] of sections) {
      const [page, title] = pages[place], target = anchor ?? slug(heading), isTop = !tops.has(place);
      const link = target ? `${page}.html#${target}` : `${page}.html`;
      const section = { link, page: place, name: heading || title, title: heading && title, text, rest };
      const fields = [[wordsOf(heading), WEIGHTS.heading], [wordsOf(`${text} ${rest}`), WEIGHTS.text]];
      add(index, section, isTop ? [[wordsOf(title), WEIGHTS.title], ...fields] : fields);
      if (isTop) tops.set(place, section);
    }
    for (const [id, kind, name, aliases, text, places] of entries) {
      const spellings = [name, ...aliases].map((each) => spelling(index, each)).filter(({ words }) => words.length);
      const link = `glossary.html#entry-${id}`, onPages = places.map((place) => tops.get(place));
      const entry = { isEntry: true, link, kind, name, aliases, text, rest: "", spellings, onPages };
      const names = spellings.flatMap(({ runs }) => runs.map((run) => run.word));
      add(index, entry, [[names, WEIGHTS.name], [wordsOf(text), WEIGHTS.text]]);
    }
    return index;
  }

  // As `slug` in tumen/markup.py.
  const slug = (heading) => heading.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "section";

  // The fields come by falling weight. A word that stands often weighs more, but less than twice as much.
  function add(index, document, fields) {
    const weights = new Map();
    for (const [words, weight] of fields) {
      for (const word of words) {
        const old = weights.get(word) ?? 0;
        weights.set(word, old ? Math.max(old, Math.min(old + 0.2, 1.9)) : weight);
      }
    }
    for (const word of weights.keys()) {
      if (index.common.has(word)) continue;
      if (!index.postings.has(word)) index.postings.set(word, []);
      index.postings.get(word).push(document);
    }
    index.documents.push(Object.assign(document, { weights }));
  }

  // The words of a name, and of a short one every two or three neighbours as one: "Ri Su Yong" may be "Ri Suyong".
  function spelling(index, name) {
    const words = partsOf(name).filter((word) => !index.common.has(word));
    const runs = (words.length < 5 ? [1, 2, 3] : [1]).flatMap((length) =>
      words.slice(length - 1).map((_, first) => {
        const covers = words.slice(first, first + length), word = covers.join("");
        if (length > 1) index.compounds.add(word);
        return { word, covers };
      }),
    );
    return { words, runs, phrase: partsOf(name) };
  }

  // ---- search ---------------------------------------------------------------------------------------

  const begunBy = (index, word) =>
    [...index.postings.keys()].filter((other) => other.startsWith(word) && !index.compounds.has(other));

  // The words of the index that a word of the query may mean, with their closeness: the word itself has 1. Two letters
  // are the beginning of a word only while one types.
  function near(index, word, isLast, isLoose) {
    const found = new Map();
    const limit = /\p{N}/u.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    for (const other of word.length > 2 || isLast ? begunBy(index, word) : []) {
      found.set(other, 0.6 + (0.3 * word.length) / other.length);
    }
    if (index.postings.has(word)) found.set(word, 1);
    if (limit === 0 || (found.size && !isLoose)) return found;
    for (const other of index.postings.keys()) {
      if (found.has(other) || Math.abs(other.length - word.length) > limit) continue;
      const errors = distance(word, other, limit);
      if (errors <= limit) found.set(other, errors === 1 ? 0.5 : 0.35);
    }
    return found;
  }

  // "coalport" is asked as "coal port" where there is no such word.
  function split(index, word) {
    if (index.postings.has(word) || begunBy(index, word).length) return [word];
    for (let cut = 3; cut <= word.length - 3; cut += 1) {
      const pair = [word.slice(0, cut), word.slice(cut)];
      if (pair.every((each) => index.postings.has(each))) return pair;
    }
    return [word];
  }

  // For each word of the query the words that it may mean, alone or as one with its neighbour.
  function meanings(index, asked, isLoose) {
    const meant = asked.map((word, place) => near(index, word, place === asked.length - 1, isLoose));
    asked.slice(1).forEach((word, place) => {
      const joined = asked[place] + word;
      if (index.postings.has(joined)) [place, place + 1].forEach((each) => meant[each].set(joined, 1));
    });
    return meant;
  }

  // How well each word of the query fits which document, and by which words of the document.
  function hitsOf(index, meant) {
    const hits = meant.map(() => new Map());
    function put(place, document, score, words) {
      const hit = hits[place].get(document) ?? { score: 0, words: new Set() };
      words.forEach((word) => hit.words.add(word));
      hits[place].set(document, { score: Math.max(score, hit.score), words: hit.words });
    }
    meant.forEach((words, place) => {
      words.forEach((closeness, word) => {
        index.postings.get(word).forEach((each) => put(place, each, closeness * each.weights.get(word), [word]));
      });
    });
    for (const entry of index.documents.filter((each) => each.isEntry && hits.some((hit) => hit.has(each)))) {
      addSpellings(index, entry, meant, put);
    }
    return hits;
  }

  // Where the query has most of a name, it means all spellings of it, and the pages known to name it.
  function addSpellings(index, entry, meant, put) {
    const places = new Set();
    const covered = entry.spellings.map(({ words, runs }) => {
      const known = new Set();
      meant.forEach((each, place) => {
        const fitting = runs.filter((run) => each.has(run.word));
        if (fitting.length) places.add(place);
        fitting.forEach((run) => run.covers.forEach((word) => known.add(word)));
      });
      return known.size / words.length;
    });
    if (Math.max(...covered) < COVERED) return;
    const naming = entry.spellings.flatMap(({ words, phrase }) => {
      const sections = index.postings.get(words[0]).filter((each) => !each.isEntry && says(each, phrase));
      sections.forEach((section) => places.forEach((place) => put(place, section, 0.9, words)));
      return sections;
    });
    const found = new Set(naming.map((section) => section.page));
    const others = entry.onPages.filter(({ page }) => !found.has(page));
    others.forEach((top) => places.forEach((place) => put(place, top, 0.4, [])));
  }

  function says(document, words) {
    document.phrase ??= ` ${partsOf(`${document.name} ${document.text} ${document.rest}`).join(" ")} `;
    return document.phrase.includes(` ${words.join(" ")} `);
  }

  // The documents that have most words of the query, the best first.
  function rank(index, asked, isLoose) {
    const totals = new Map();
    for (const hit of hitsOf(index, meanings(index, asked, isLoose))) {
      const rarity = Math.log(1 + index.documents.length / hit.size);
      hit.forEach(({ score, words }, document) => {
        const total = totals.get(document) ?? { document, matched: 0, score: 0, words: new Set() };
        words.forEach((word) => total.words.add(word));
        totals.set(document, { ...total, matched: total.matched + 1, score: total.score + rarity * score });
      });
    }
    const matched = Math.max(0, ...[...totals.values()].map((total) => total.matched));
    const found = [...totals.values()].filter((total) => total.matched === matched);
    found.forEach((total) => (total.score *= closenessAsWhole(total.document, asked)));
    return { matched, found: found.sort((one, other) => other.score - one.score) };
  }

  function closenessAsWhole(document, asked) {
    if (document.spellings?.some(({ words }) => words.join("") === asked.join(""))) return 3;
    return asked.length > 1 && says(document, asked) ? 1.5 : 1;
  }

  // What a query finds: entries first, then sections; `isPartial` if none has all of its words.
  function search(index, query) {
    const words = partsOf(query).filter((word) => !index.common.has(word));
    const asked = [...new Set(words.flatMap((word) => split(index, word)))];
    let ranked = rank(index, asked, false);
    if (ranked.matched < asked.length) ranked = rank(index, asked, true);
    const found = 2 * ranked.matched < asked.length ? [] : ranked.found;
    const entries = found.filter((each) => each.document.isEntry);
    const sections = found.filter((each) => !each.document.isEntry);
    const shown = entries.slice(0, Math.max(MOST_ENTRIES, MOST_RESULTS - sections.length));
    const isPartial = ranked.matched < asked.length;
    return { results: [...shown, ...sections].slice(0, MOST_RESULTS), total: found.length, isPartial };
  }

  // Where the given words stand in a text: of a run the whole, or else those of its parts.
  function matchesIn(text, words) {
    return [...text.matchAll(RUN)].flatMap(({ 0: run, index }) => {
      const folds = foldedRun(run), whole = folds.at(-1);
      if (words.has(whole)) return [{ word: whole, start: index, end: index + run.length }];
      let next = index;
      const parts = run.split(HYPHEN).map((part, place) => {
        const start = next;
        next += part.length + 1;
        return { word: folds[place], start, end: next - 1 };
      });
      return parts.filter(({ word }) => words.has(word));
    });
  }

  window.tumenSearchEngine = { makeIndex, search, matchesIn };
})();
