"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const filters = document.querySelector(".filters");
  const only = document.querySelector("#only");
  const migrations = all(".migration");

  const showMigrations = () => {
    for (const migration of migrations) {
      migration.hidden = only.checked && !migration.classList.contains("found");
    }
  };
  if (only) {
    only.closest("label").hidden = migrations.every((migration) => migration.classList.contains("found"));
    only.addEventListener("change", showMigrations);
  }
  if (!filters) {
    return;
  }

  const files = all(".file").map((file) => ({
    file,
    findings: all(".finding", file).map((finding) => ({
      finding,
      words: (file.firstElementChild.textContent + "\n" + finding.textContent).toLowerCase(),
    })),
  }));
  const total = files.reduce((sum, { findings }) => sum + findings.length, 0);
  const output = filters.querySelector("output");
  const none = document.querySelector("#none");

  const apply = () => {
    const severities = all("[name=severity]:checked", filters).map((box) => box.value);
    const category = filters.category.value;
    const rule = filters.rule.value;
    const wanted = filters.text.value.trim().toLowerCase();
    let shown = 0;
    for (const { file, findings } of files) {
      let here = 0;
      for (const { finding, words } of findings) {
        const passes =
          severities.includes(finding.dataset.severity) &&
          (!category || finding.dataset.category === category) &&
          (!rule || finding.dataset.rule === rule) &&
          words.includes(wanted);
        finding.hidden = !passes;
        here += passes;
      }
      file.hidden = here === 0;
      shown += here;
    }
    output.textContent = `${shown} of ${total}`;
    none.hidden = shown > 0;
  };

  // A link may lead to what a filter hides.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) {
      return;
    }
    if (target.hidden) {
      filters.reset();
      apply();
    }
    const closed = target.closest("details:not([open])");
    if (closed) {
      closed.open = true;
    }
    target.scrollIntoView();
  };

  filters.hidden = false;
  filters.addEventListener("input", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", reveal);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      filters.text.focus();
    }
  });
  for (const link of all("[data-rule]", document.querySelector(".by-rule"))) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      filters.rule.value = filters.rule.value === link.dataset.rule ? "" : link.dataset.rule;
      apply();
      document.querySelector("#findings").scrollIntoView();
    });
  }
  apply();
  reveal();
})();
