// Shows what the push service brought: a fixed sentence without a fact. A click opens the notice, which asks to sign in.
"use strict";
self.addEventListener("push", (event) => {
    let said = {};
    try { said = event.data ? event.data.json() : {}; } catch (fault) { said = {}; }
    event.waitUntil(self.registration.showNotification(said.title || "carecoord", {
        body: said.body || "",
        lang: said.lang || "en",
        tag: said.tag || "carecoord",
        data: { link: said.link || "/notices/" },
    }));
});
self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const link = new URL(event.notification.data.link, self.location.origin);
    if (link.origin === self.location.origin) event.waitUntil(self.clients.openWindow(link.href));
});
