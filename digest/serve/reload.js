// Runs in served pages only. Loads the page again when the site has changed, at the place where the reader was;
// lays what is wrong over the page, and takes it away when it is mended.
"use strict";
(() => {
  const script = document.currentScript;
  const place = `digest-place:${location.pathname}`;
  const styles = `
    :host { all: initial; }
    section {
      position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto;
      box-sizing: border-box; padding: 1rem 1.25rem 1.25rem; border-top: 4px solid #d33a2c;
      background: #1b1716; color: #f4efe9; font: 15px/1.5 ui-monospace, Menlo, Consolas, monospace;
    }
    h2 { margin: 0 0 .5rem; font: 600 15px/1.5 system-ui, sans-serif; color: #ff9c8f; }
    ol { margin: 0; padding: 0; list-style: none; }
    li { padding: .4rem 0; border-top: 1px solid #443c39; overflow-wrap: anywhere; }
    b { color: #ffd9a8; }
    p { margin: 0 0 0 1.5rem; color: #c9beb6; white-space: pre-wrap; }`;

  function element(name, text, children = []) {
    const made = document.createElement(name);
    made.textContent = text;
    made.append(...children);
    return made;
  }

  function row(problem) {
    const head = [problem.where, problem.code === "USAGE" ? "" : problem.code].filter(Boolean).join(": ");
    const children = [element("b", head), head ? `: ${problem.what}` : problem.what];
    return element("li", "", problem.hint ? [...children, element("p", problem.hint)] : children);
  }

  const host = document.createElement("div");
  host.id = "digest-problems";
  const shadow = host.attachShadow({ mode: "open" });
  // A made style sheet: the policy of the page forbids styles in the text, and rightly.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];

  function show(problems, version) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const state = version ? "this is the site as it was before" : "there is no site yet";
    const title = element("h2", `${count}; ${state}`);
    const section = element("section", "", [title, element("ol", "", problems.map(row))]);
    section.setAttribute("role", "alert");
    shadow.replaceChildren(section);
    document.body.append(host);
  }

  function reload() {
    sessionStorage.setItem(place, JSON.stringify([scrollX, scrollY]));
    location.reload();
  }

  const saved = sessionStorage.getItem(place);
  if (saved) {
    sessionStorage.removeItem(place);
    const [left, top] = JSON.parse(saved);
    const back = () => scrollTo({ left, top, behavior: "instant" });
    back();
    addEventListener("load", back, { once: true });
  }

  new EventSource(script.dataset.events).addEventListener("message", (event) => {
    const { version, problems } = JSON.parse(event.data);
    if (problems.length) {
      show(problems, version);
    } else {
      host.remove();
      if (version !== script.dataset.version) {
        reload();
      }
    }
  });
})();
