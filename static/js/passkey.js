// The passkey button shows where the browser has passkeys; what goes wrong is said in a sentence, not in the console.
(() => {
    "use strict";
    const spanish = document.documentElement.lang === "es";
    const words = spanish
        ? "No se usó la clave de acceso. Inténtelo otra vez, o entre con su contraseña."
        : "The passkey was not used. Try again, or use your password or code.";
    if (window.PublicKeyCredential) for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
    document.addEventListener("allauth.error", (event) => {
        event.preventDefault();
        let box = document.getElementById("passkey-said");
        if (!box) {
            box = document.createElement("p");
            box.id = "passkey-said";
            box.className = "cc-box cc-box--you";
            box.setAttribute("role", "alert");
            document.querySelector("main h1").after(box);
        }
        box.textContent = words;
    });
})();
