// How many notices are unread, kept fresh while somebody looks: asks every 20 s; a hidden tab asks half as often each time and, past
// five minutes, not at all; coming back asks at once. It keeps nobody signed in, and says only how many, never about whom.
(() => {
    "use strict";
    const { live, liveList } = document.body.dataset;
    if (!live) return;
    const SHORT = 20000, LONG = 300000;
    const spanish = document.documentElement.lang === "es";
    const words = (count) => spanish
        ? (count === 1 ? "Tiene 1 aviso sin leer." : `Tiene ${count} avisos sin leer.`)
        : (count === 1 ? "You have 1 unread notice." : `You have ${count} unread notices.`);
    const places = [...document.querySelectorAll(".cc-place")].filter((link) => link.getAttribute("href") === liveList);
    const shown = () => parseInt(places[0]?.querySelector(".cc-place__count")?.textContent ?? "0", 10);
    const fresh = document.querySelector("[data-live-new]");
    let wait = SHORT, timer = 0, etag = "", known = shown(), ended = false;

    const said = document.createElement("p");
    said.className = "cc-vh";
    said.setAttribute("aria-live", "polite");
    (document.querySelector("main") ?? document.body).append(said);

    const badge = (count) => {
        const text = count < 100 ? String(count) : "99+";
        for (const link of places) {
            let mark = link.querySelector(".cc-place__count");
            if (!count) { mark?.remove(); continue; }
            if (!mark) {
                mark = document.createElement("span");
                mark.className = "cc-place__count";
                link.append(mark);
            }
            mark.textContent = text;
        }
        document.title = (count ? `(${text}) ` : "") + document.title.replace(/^\(\d+\+?\) /, "");
    };
    const show = ({ unread, newest }) => {
        badge(unread);
        if (unread > known) said.textContent = words(unread);
        known = unread;
        if (fresh && newest > fresh.dataset.liveNew) fresh.hidden = false;
    };
    const ask = async () => {
        const headers = { Accept: "application/json", "X-Background": "live" };
        if (etag) headers["If-None-Match"] = etag;
        const answer = await fetch(live, { headers, redirect: "manual", cache: "no-store" });
        if (answer.status === 304) return true;
        if (answer.status >= 500 || answer.status === 429) return false;
        if (!answer.ok) { ended = true; return false; } // signed out: idle.js says so
        etag = answer.headers.get("ETag") ?? "";
        show(await answer.json());
        return true;
    };
    const plan = () => {
        window.clearTimeout(timer);
        if (!ended && !(document.hidden && wait > LONG)) timer = window.setTimeout(turn, Math.min(wait, LONG));
    };
    const turn = async () => {
        let went = false;
        try { went = await ask(); } catch { /* the network is away; ask later */ }
        wait = went && !document.hidden ? SHORT : wait * 2;
        if (!document.hidden) wait = Math.min(wait, LONG);
        plan();
    };
    document.addEventListener("visibilitychange", () => {
        if (document.hidden || ended) return;
        window.clearTimeout(timer);
        wait = SHORT;
        turn();
    });
    plan();
})();
