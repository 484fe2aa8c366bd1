// Runs on the page of search alone. Loads the index at the first key, looks for folded words, and shows what was found
// with the words as they were written. What is looked for stands in the address.
"use strict";
(() => {
  const form = document.getElementById("search");
  const found = document.getElementById("found");
  const item = document.getElementById("found_item").content;
  const status = found.querySelector("[role=status]");
  const list = found.querySelector("ol");
  const more = found.querySelector("button");
  const anew = form.querySelector("button");
  const filters = [...form.querySelectorAll("select")].filter((select) => select.name !== "order");
  const language = document.documentElement.lang;
  const root = new URL("../", document.currentScript.src);
  const index = new URL("search/index/", root);
  const ONCE = 10;
  const WORDS = 40;
  const WORDS_BEFORE = 12;
  const QUIET = 150;

  // The rules of digest/render/folding.py, one by one.
  const APOSTROPHES = /[’‘‛ʼʻʹˈ′´`＇]/g;
  const LETTERS = {
    œ: "oe", æ: "ae", ß: "ss", ø: "o", đ: "d", ð: "d", ħ: "h", ł: "l", ŧ: "t", þ: "th", ı: "i", ŋ: "n", ĸ: "k", ς: "σ",
  };
  const WRITTEN_OTHERWISE = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
  const DROPPED = new RegExp(
    "[\\u00ad\\u0300-\\u036f\\u0591-\\u05bd\\u05bf-\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u1ab0-\\u1aff" +
      "\\u1dc0-\\u1dff\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff]",
    "g",
  );
  const BEFORE_APOSTROPHE = /(?<![a-z0-9])(?:[a-z]|qu)'(?=[^ \t\n\r'])/g;
  const AFTER_APOSTROPHE = /'[a-z](?![a-z0-9])/g;
  const SIGNS = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{3ffff}";
  const SIGN = new RegExp(`[${SIGNS}]`, "gu");
  const PLURAL = /(?<=[a-z]{3}[a-rt-z])s$|(?<=u)x$/;
  const WORD = new RegExp(`[${SIGNS}]|(?:(?![${SIGNS}])[\\p{L}\\p{M}\\p{N}])+`, "gu");

  function fold(text) {
    const apart = text.replace(APOSTROPHES, "'").normalize("NFKD").toLowerCase().normalize("NFKD");
    const plain = apart
      .replace(APOSTROPHES, "'")
      .replace(WRITTEN_OTHERWISE, (letter) => LETTERS[letter])
      .replace(DROPPED, "")
      .normalize("NFC");
    const elided = plain.replace(SIGN, " $& ").replace(BEFORE_APOSTROPHE, " ").replace(AFTER_APOSTROPHE, " ");
    const words = elided.replace(/[^\p{L}\p{M}\p{N}]/gu, " ").split(" ").filter(Boolean);
    return words.map((word) => word.replace(PLURAL, "")).join(" ");
  }

  // Where the tests of the program find it.
  form.fold = fold;

  let engine;

  function load() {
    engine ??= start().catch((error) => {
      engine = undefined;
      throw error;
    });
    return engine;
  }

  async function start() {
    const { ids, filters: distances } = await (await fetch(new URL("filters.json", index))).json();
    if (!ids.length) {
      // Of an index of nothing the program says that it is broken.
      return { search: async () => ({ results: [] }), records: new Map(), everything: [] };
    }
    const { createInstance } = await import(new URL("pagefind.js", index));
    const basePath = index.pathname;
    const made = createInstance({ basePath, baseUrl: root.pathname, language: "unknown", noWorker: true });
    // Every record by its id: how new it is, and its values of each filter.
    const records = new Map(ids.map((id, age) => [id, { age, values: {} }]));
    for (const [name, values] of Object.entries(distances)) {
      for (const [value, steps] of Object.entries(values)) {
        let place = 0;
        for (const step of steps) {
          place += step;
          (records.get(ids[place]).values[name] ??= []).push(value);
        }
      }
    }
    // A search for nothing finds everything.
    const everything = (await made.search(null)).results;
    return { search: made.search, records, everything };
  }

  function asked() {
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value.trim()) {
        given.set(name, value.trim());
      }
    }
    return given;
  }

  function fill(given) {
    for (const field of form.elements) {
      if (field.name) {
        field.value = given.get(field.name) ?? "";
        field.selectedIndex = Math.max(field.selectedIndex, 0);
      }
    }
  }

  function remember(given, isNew) {
    const query = given.toString();
    const address = location.pathname + (query ? `?${query}` : "");
    if (address !== location.pathname + location.search) {
      history[isNew ? "pushState" : "replaceState"](null, "", address);
    }
  }

  let latest = 0;

  async function run() {
    const turn = (latest += 1);
    const given = asked();
    const words = fold(given.get("q") ?? "");
    anew.hidden = !given.size;
    try {
      if (!engine) {
        show(form.dataset.loading);
      }
      const { search, records, everything } = await load();
      const met = given.has("q") ? await matches(search, words) : everything;
      if (turn !== latest) {
        return;
      }
      const rows = met.map((result) => ({ result, ...records.get(result.id) }));
      if (given.has("order") || !words) {
        rows.sort((one, other) => one.age - other.age);
      }
      count(rows, given);
      if (given.has("q") || filters.some(({ name }) => given.has(name))) {
        const passing = rows.filter((row) => passes(row, given));
        await list_results(passing.map(({ result }) => result), words.split(" "), turn);
      } else {
        found.hidden = true;
      }
    } catch (error) {
      if (turn === latest) {
        console.error(error);
        show(form.dataset.failed);
      }
    }
  }

  // For a word that it does not know the program takes the longest beginning that it does: "au" for "auteur". Then every
  // result is a wrong one, so that the first tells of all.
  async function matches(search, words) {
    const { results } = words ? await search(words) : { results: [] };
    const { content = "" } = results.length ? await results[0].data() : {};
    const isThere = (word) => new RegExp(`(?<=^|[ \\p{N}]|\\p{L}(?=\\p{N}))${word}`, "u").test(content);
    return words.split(" ").every(isThere) ? results : [];
  }

  function passes({ values }, given, except) {
    return filters.every(({ name }) => name === except || !given.has(name) || values[name]?.includes(given.get(name)));
  }

  // How many there would be with each other value of a filter, the other filters as they are.
  function count(rows, given) {
    for (const { name, options } of filters) {
      const numbers = {};
      for (const row of rows.filter((row) => passes(row, given, name))) {
        for (const value of row.values[name] ?? []) {
          numbers[value] = (numbers[value] ?? 0) + 1;
        }
      }
      for (const option of [...options].filter(({ value }) => value)) {
        option.dataset.title ??= option.textContent;
        const number = numbers[option.value] ?? 0;
        option.textContent = `${option.dataset.title} (${number.toLocaleString(language)})`;
        option.disabled = !number && !option.selected;
      }
    }
  }

  function show(text) {
    found.hidden = false;
    status.textContent = text;
    list.replaceChildren();
    more.hidden = true;
  }

  async function list_results(results, terms, turn) {
    const first = await Promise.all(results.slice(0, ONCE).map((result) => result.data()));
    if (turn !== latest) {
      return;
    }
    const number = results.length.toLocaleString(language);
    // French says "0 résultat": the language decides, not the number.
    const plural = new Intl.PluralRules(language).select(results.length) === "one" ? "one" : "other";
    show(results.length ? form.dataset[plural].replace("#", number) : form.dataset.none);
    list.append(...first.map((data) => filled(data, terms)));
    more.hidden = results.length <= ONCE;
    more.onclick = async () => {
      const start = list.children.length;
      const next = await Promise.all(results.slice(start, start + ONCE).map((result) => result.data()));
      if (turn === latest) {
        list.append(...next.map((data) => filled(data, terms)));
        list.children[start]?.querySelector("a").focus();
        more.hidden = list.children.length >= results.length;
      }
    };
  }

  function filled({ url, meta }, terms) {
    const made = item.cloneNode(true);
    const parts = Object.fromEntries([...made.querySelectorAll("[data-of]")].map((part) => [part.dataset.of, part]));
    const headline = document.createElement("bdi");
    parts.headline.href = url;
    parts.headline.append(headline);
    mark(headline, meta.headline, terms, meta.language);
    write(parts.kind, form.dataset[meta.kind]);
    mark(parts.source, meta.source ?? "", terms);
    write(parts.date, meta.date)?.setAttribute("datetime", meta.day);
    write(parts.number, meta.number && form.dataset.number.replace("#", meta.number));
    speak(write(parts.issue, meta.issue), meta.issue_language);
    write(parts.week, meta.week);
    mark(parts.words, excerpt(meta.words ?? "", terms), terms, meta.words_language);
    // Where nothing that is shown was met, what was: a tag, an author, another source of the story.
    const isSeen = !terms[0] || made.querySelector("mark");
    mark(parts.more, isSeen ? "" : excerpt(meta.more ?? "", terms), terms);
    if (meta.mark) {
      const [seen, heard] = parts.mark.children;
      seen.textContent = `(${meta.mark.split("-")[0].toUpperCase()})`;
      heard.textContent = form.dataset.foreign.replace("#", meta.mark_name);
      parts.headline.hreflang = meta.mark;
    } else {
      parts.mark.remove();
    }
    return made;
  }

  function write(part, text) {
    part.textContent = text ?? "";
    if (text) {
      return part;
    }
    part.remove();
    return undefined;
  }

  function speak(part, code) {
    if (code && code.split("-")[0] !== language.split("-")[0]) {
      part?.setAttribute("lang", code);
    }
  }

  function isMet(word, terms) {
    const folded = fold(word);
    return folded && terms.some((term) => term && folded.startsWith(term));
  }

  function mark(part, text, terms, code) {
    if (!write(part, text)) {
      return;
    }
    speak(part, code);
    part.replaceChildren();
    let end = 0;
    for (const { 0: word, index: place } of text.matchAll(WORD)) {
      if (isMet(word, terms)) {
        const marked = document.createElement("mark");
        marked.textContent = word;
        part.append(text.slice(end, place), marked);
        end = place + word.length;
      }
    }
    part.append(text.slice(end));
  }

  function excerpt(text, terms) {
    const words = text.split(" ");
    if (words.length <= WORDS) {
      return text;
    }
    const met = words.findIndex((word) => (word.match(WORD) ?? []).some((piece) => isMet(piece, terms)));
    const start = Math.max(0, Math.min(met - WORDS_BEFORE, words.length - WORDS));
    const end = Math.min(start + WORDS, words.length);
    return (start ? "… " : "") + words.slice(start, end).join(" ") + (end < words.length ? " …" : "");
  }

  let waiting;

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      remember(asked(), false);
      run();
    }, QUIET);
  }

  function now() {
    clearTimeout(waiting);
    remember(asked(), true);
    run();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    now();
  });
  form.addEventListener("input", ({ target }) => (target.type === "search" ? soon() : now()));
  form.addEventListener("keydown", () => load().catch(() => {}), { once: true });
  form.addEventListener("reset", () => {
    setTimeout(() => {
      now();
      form.elements.q.focus();
    });
  });
  addEventListener("popstate", () => {
    fill(new URLSearchParams(location.search));
    run();
  });

  fill(new URLSearchParams(location.search));
  if (asked().size) {
    run();
  }
})();
