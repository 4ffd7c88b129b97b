// Small helps that no page depends on: no double submit, focus on the errors, keyboard shortcuts.
(() => {
  const find = (selector) => document.querySelector(selector);

  // A second press of a button while the first is under way does nothing. data-again on a form opts out.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "get" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => free(form), 8000);
  });
  const free = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

  find("#errors")?.focus();

  // Shortcuts: / search, ? help, j and k from row to row. Off with the page "Phím tắt".
  if (!document.body.hasAttribute("data-keys")) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      const box = find("input[data-key='/']") ?? find("main input[type=search]");
      if (box?.offsetParent) event.preventDefault(), box.focus();
    } else if (event.key === "?") {
      find("a[data-key='?']")?.click();
    } else if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll("[data-row]")].map((row) => row.querySelector("a, button")).filter(Boolean);
      if (!links.length) return;
      const now = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
      const next = event.key === "j" ? Math.min(now + 1, links.length - 1) : Math.max(now - 1, 0);
      links[next].focus();
    }
  });
})();
