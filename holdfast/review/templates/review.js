"use strict";
// Counts what is decided, and saves it as a file. Nothing is sent anywhere or kept in the browser.
(() => {
  const form = document.querySelector("form");
  const told = document.querySelector("#told");
  if (!form || !told) return;
  const field = (name) => form.elements.namedItem(name).value.trim();
  const decisions = () =>
    [...document.querySelectorAll("fieldset[data-unit]")].flatMap((one) => {
      const ticked = one.querySelector("input:checked");
      if (!ticked) return [];
      const { unit, code } = one.dataset;
      return [{ unit, code, decision: ticked.value, comment: one.querySelector("textarea").value.trim() }];
    });
  const count = () => {
    const made = decisions();
    const wanted = made.filter((one) => one.decision === "change").length;
    told.textContent = `${made.length} decided, ${wanted} of them ask for a change.`;
  };
  form.addEventListener("change", count);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reviewer = {};
    for (const name of ["name", "registration", "role", "signed", "expires"]) reviewer[name] = field(name);
    const sheet = { holdfast: "review", reviewer, decisions: decisions() };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(sheet, null, 1)], { type: "application/json" }));
    link.download = "returned-sheet.json";
    link.click();
    told.textContent = `Saved ${sheet.decisions.length} decisions as returned-sheet.json. Send this file back.`;
  });
  count();
})();
