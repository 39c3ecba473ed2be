// The bulk bar counts ticked rows and shows only while there are some. Without this file it is always there.
(() => {
    "use strict";
    const bar = document.querySelector("[data-bulk]");
    if (!bar) return;
    const form = document.getElementById(bar.dataset.bulk);
    const boxes = () => [...form.elements].filter((box) => box.type === "checkbox" && box.closest(".row, [data-row-box]"));
    const all = document.querySelector("[data-pick-all]");
    const count = bar.querySelector("[data-bulk-count]");
    const show = () => {
        const picked = boxes().filter((box) => box.checked).length;
        bar.hidden = picked === 0;
        count.textContent = `${picked} selected`;
        if (!all) return;
        all.checked = picked > 0 && picked === boxes().length;
        all.indeterminate = picked > 0 && !all.checked;
    };
    document.addEventListener("change", (event) => {
        if (event.target === all) boxes().forEach((box) => { box.checked = all.checked; });
        show();
    });
    form.addEventListener("reset", () => window.setTimeout(show));
    document.addEventListener("htmx:afterSwap", show);
    show();
})();
