// <button data-print hidden> prints the page; it stays hidden where there is no JavaScript to do so.
(() => {
    "use strict";
    for (const button of document.querySelectorAll("[data-print]")) {
        button.hidden = false;
        button.addEventListener("click", () => window.print());
    }
})();
