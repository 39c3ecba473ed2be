// Menus are <details>: close them with Escape, by a click elsewhere, or when another opens.
(() => {
    "use strict";
    const open = () => document.querySelectorAll("details[data-menu][open]");
    document.addEventListener("click", (event) => {
        for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    });
    document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        for (const menu of open()) {
            menu.open = false;
            menu.querySelector("summary").focus();
        }
    });
    // After a refused form the summary of errors is read first.
    const errors = document.querySelector("[data-errors]");
    if (errors) errors.focus();
})();
