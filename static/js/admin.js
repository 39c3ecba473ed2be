// Django's pickers with search (select2) have no name of their own: they take that of their label.
(() => {
    "use strict";
    const name = (select) => {
        const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
        const shown = select.nextElementSibling;
        if (!label || !shown || !shown.matches(".select2")) return;
        label.id = label.id || `label-${select.id}`;
        const text = shown.querySelector(".select2-selection__rendered");
        if (text) text.setAttribute("aria-labelledby", label.id);
        const box = shown.querySelector("[role=combobox]");
        if (box) box.setAttribute("aria-labelledby", text ? `${label.id} ${text.id}` : label.id);
    };
    const all = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);
    if (window.django && window.django.jQuery) window.django.jQuery(all);  // after the pickers, which are made the same way
    document.addEventListener("formset:added", () => window.setTimeout(all));
})();
