// Runs before the first paint so that no page flashes in the wrong theme. Plain and tiny on purpose:
// it is a file, not an inline script, because the content security policy forbids those.
(function () {
    var choice = null;
    try {
        choice = localStorage.getItem("fm.theme");
    } catch {
        // Storage may be blocked: the system's choice is used.
    }
    var dark =
        choice === "dark" ||
        (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
