// <form data-push data-key="…" data-worker="…"> subscribes this browser and sends the form. Hidden where the browser cannot take notices.
(() => {
    "use strict";
    const form = document.querySelector("form[data-push]");
    if (!form || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
    const button = form.querySelector("button");
    const said = form.querySelector("[data-push-said]");
    const bytes = (text) => {
        const plain = atob((text + "=".repeat((4 - (text.length % 4)) % 4)).replace(/-/g, "+").replace(/_/g, "/"));
        return Uint8Array.from(plain, (one) => one.charCodeAt(0));
    };
    form.hidden = false;
    const none = document.querySelector("[data-push-none]");
    if (none) none.hidden = true;
    form.addEventListener("submit", async (event) => {
        if (form.elements.endpoint.value) return;
        event.preventDefault();
        button.disabled = true;
        try {
            if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
            await navigator.serviceWorker.register(form.dataset.worker);
            const worker = await navigator.serviceWorker.getRegistration(form.dataset.worker);
            const known = await worker.pushManager.getSubscription();
            const key = bytes(form.dataset.key);
            const found = known || await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
            const told = found.toJSON();
            form.elements.endpoint.value = told.endpoint;
            form.elements.p256dh.value = told.keys.p256dh;
            form.elements.auth.value = told.keys.auth;
            form.submit();
        } catch (fault) {
            said.textContent = form.dataset.refused;
            button.disabled = false;
        }
    });
})();
