// <button data-copy="#id"> copies the text of an element and says so. Shown only where the browser can copy.
(() => {
    "use strict";
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-copy]")) {
        button.hidden = false;
        button.addEventListener("click", async () => {
            const source = document.querySelector(button.dataset.copy);
            await navigator.clipboard.writeText(source.value || source.innerText);
            const said = button.querySelector("[data-copy-said]") || button;
            const before = said.textContent;
            said.textContent = button.dataset.copyDone || "Copied";
            window.setTimeout(() => { said.textContent = before; }, 2000);
        });
    }
})();
