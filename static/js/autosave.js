// Drafts: <form data-autosave-url="…" > posts itself there two seconds after the last change and says when it was kept
// in its [data-autosave-said]. The answer may be JSON with the new "version", which goes into the form's version field.
(() => {
    "use strict";
    const PAUSE = 2000;
    const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    const watch = (form) => {
        const said = form.querySelector("[data-autosave-said]");
        const say = (words) => { if (said) said.textContent = words; };
        let timer = null, dirty = false, sending = false;
        const keep = async () => {
            if (sending) return plan();
            sending = true;
            dirty = false;
            try {
                const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
                if (answer.status === 409) return say(form.dataset.autosaveStale || "Somebody changed this meanwhile. Load the page again before you go on.");
                if (!answer.ok) throw new Error(String(answer.status));
                const told = await answer.json().catch(() => ({}));
                if (told.version && form.elements.version) form.elements.version.value = told.version;
                say(`${form.dataset.autosaveWord || "Saved"} ${clock()}`);
            } catch {
                dirty = true;
                say(form.dataset.autosaveFailed || "Not saved yet. We try again.");
                plan(PAUSE * 5);
            } finally {
                sending = false;
            }
            return undefined;
        };
        const plan = (pause = PAUSE) => {
            window.clearTimeout(timer);
            timer = window.setTimeout(keep, pause);
        };
        form.addEventListener("input", () => { dirty = true; plan(); });
        form.addEventListener("submit", () => { dirty = false; window.clearTimeout(timer); });
        window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
        document.addEventListener("idle:soon", () => { if (dirty) keep(); });
    };
    document.querySelectorAll("form[data-autosave-url]").forEach(watch);
})();
