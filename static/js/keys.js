// Keys on lists: <table data-keys> with rows <tr class="row">.
// j k move, Enter opens the link of the row's head, x ticks its box, e presses its button, / goes to [data-search], ? shows every key.
(() => {
    "use strict";
    const list = document.querySelector("[data-keys]");
    const search = document.querySelector("[data-search]");
    if (!list && !search) return;
    const rows = () => (list ? [...list.querySelectorAll(".row")] : []);
    const here = () => rows().findIndex((row) => row.classList.contains("is-here"));

    const goTo = (index) => {
        const all = rows();
        if (!all.length) return;
        const next = Math.min(Math.max(index, 0), all.length - 1);
        all.forEach((row, at) => row.classList.toggle("is-here", at === next));
        const link = all[next].querySelector("th a");
        if (link) link.focus({ preventScroll: true });
        all[next].scrollIntoView({ block: "nearest" });
    };
    const inRow = (selector) => {
        const row = rows()[here()];
        return row && row.querySelector(selector);
    };
    const click = (selector) => {
        const found = inRow(selector);
        if (found) found.click();
        return Boolean(found);
    };
    const help = () => {
        const shown = document.querySelector("[data-keys-help]");
        if (shown) shown.showModal();
        return Boolean(shown);
    };
    const acts = {
        j: () => (goTo(here() + 1), true),
        k: () => (goTo(here() - 1), true),
        x: () => click("[type=checkbox]"),
        e: () => click(".cc-btn"),
        "/": () => (search ? (search.focus(), search.select(), true) : false),
        "?": help,
    };
    const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "Escape" && typing(event.target)) return event.target.blur();
        if (typing(event.target) || event.target.closest("dialog")) return undefined;
        if (event.key === "Enter" && event.target === document.body) return void click("th a");
        const act = acts[event.key];
        if (act && act()) event.preventDefault();
        return undefined;
    });
    if (list) list.addEventListener("focusin", (event) => {
        const row = event.target.closest(".row");
        if (row) rows().forEach((one) => one.classList.toggle("is-here", one === row));
    });
})();
