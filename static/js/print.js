// <button data-print hidden> prints the page; it stays hidden where there is no JavaScript to do so. Paper tells what is folded in full:
// the sheet for paper does so by itself in newer browsers, this in all of them.
(() => {
    "use strict";
    for (const button of document.querySelectorAll("[data-print]")) {
        button.hidden = false;
        button.addEventListener("click", () => window.print());
    }
    const folds = () => document.querySelectorAll("details.cc-phase:not([open]), details.cc-proto:not([open])");
    let opened = [];
    window.addEventListener("beforeprint", () => {
        opened = [...folds()];
        for (const fold of opened) fold.open = true;
    });
    window.addEventListener("afterprint", () => {
        for (const fold of opened) fold.open = false;
        opened = [];
    });
})();
