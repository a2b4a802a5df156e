"use strict";
(() => {
  const main = document.getElementById("findings");
  const all = [...main.querySelectorAll("article")];
  const search = document.getElementById("search");
  const group = document.getElementById("group");
  const filters = [...document.querySelectorAll("[data-filter]")];
  const shown = document.getElementById("shown");
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const seen = all.filter(a => {
      const text = a.textContent.toLowerCase();
      const fits = filters.every(f => !f.value || a.dataset[f.dataset.filter] === f.value) && words.every(w => text.includes(w));
      a.hidden = !fits;
      return fits;
    });
    for (const heading of main.querySelectorAll("h2")) heading.remove();
    const order = group.value ? [...all].sort((a, b) => a.dataset[group.value].localeCompare(b.dataset[group.value])) : all;
    main.append(...order);
    if (group.value) {
      let last = null;
      for (const article of order.filter(a => !a.hidden)) {
        const key = article.dataset[group.value];
        if (key === last) continue;
        last = key;
        const heading = document.createElement("h2");
        heading.className = "group";
        heading.textContent = key + " (" + seen.filter(a => a.dataset[group.value] === key).length + ")";
        article.before(heading);
      }
    }
    shown.textContent = seen.length + " of " + all.length;
  };
  for (const control of [search, group, ...filters]) control.addEventListener("input", show);
  show();
})();
