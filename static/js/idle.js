// Warns two minutes before the server would sign somebody out, and hides the page afterwards. What was typed stays in the page:
// sign in again in another tab, come back, and go on. The server holds the limit; this only says so in time.
(() => {
    "use strict";
    const { idleSeconds, idleAlive, idleSignIn } = document.body.dataset;
    if (!idleSeconds) return;
    const limit = Number(idleSeconds) * 1000;
    const warnAt = Math.max(limit - 120000, limit / 2);
    const spanish = document.documentElement.lang === "es";
    const words = spanish
        ? { soon: "¿Sigue ahí? Cerraremos su sesión en 2 minutos.", stay: "Seguir", out: "Cerramos su sesión para proteger sus datos. Lo que escribió sigue en esta página.", in: "Entrar en otra pestaña", back: "Ya entré" }
        : { soon: "Still there? You will be signed out in 2 minutes.", stay: "Stay signed in", out: "You were signed out to protect patients. What you typed is still in this page.", in: "Sign in in another tab", back: "I am back" };
    const STORE = "last-request";
    const stamp = () => { try { localStorage.setItem(STORE, String(Date.now())); } catch { /* private mode: this tab alone counts */ } };
    const last = () => { try { return Number(localStorage.getItem(STORE)) || loaded; } catch { return loaded; } };
    let loaded = Date.now(), box = null, hidden = false;

    const close = () => { if (box) box.remove(); box = null; };
    const alive = async () => {
        const answer = await fetch(idleAlive, { headers: { Accept: "text/plain" } });
        if (!answer.ok) return false;
        loaded = Date.now();
        stamp();
        return true;
    };
    const button = (label, act) => {
        const made = document.createElement("button");
        made.type = "button";
        made.className = "cc-btn";
        made.textContent = label;
        made.addEventListener("click", act);
        return made;
    };
    const show = (text, ...controls) => {
        close();
        box = document.createElement("section");
        box.className = "cc-box cc-box--you cc-idle";
        box.setAttribute("role", "alertdialog");
        box.setAttribute("aria-label", text);
        const said = document.createElement("p"), row = document.createElement("div");
        said.textContent = text;
        row.className = "cc-savebar";
        row.append(...controls);
        box.append(said, row);
        document.body.append(box);
        controls[0].focus();
    };
    const cover = (on) => {
        hidden = on;
        for (const part of document.body.children) if (part !== box) part.hidden = on;
    };
    const back = async () => { if (await alive()) { cover(false); close(); } };
    const away = () => {
        const link = document.createElement("a");
        link.className = "cc-btn cc-btn--quiet";
        link.href = idleSignIn;
        link.target = "_blank";
        link.rel = "noopener";
        link.textContent = words.in;
        show(words.out, button(words.back, back), link);
        cover(true);
    };
    const look = () => {
        const idle = Date.now() - last();
        if (hidden) return;
        if (idle >= limit) away();
        else if (idle >= warnAt && !box) {
            document.dispatchEvent(new CustomEvent("idle:soon"));
            show(words.soon, button(words.stay, async () => { if (await alive()) close(); else away(); }));
        } else if (idle < warnAt) close();
    };
    stamp();
    document.addEventListener("htmx:afterRequest", stamp);
    window.setInterval(look, 5000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
})();
