/* Keys on the screen for a field of digits: shown only where scripts run; the field works without. */
for (const keys of document.querySelectorAll(".keypad")) {
  const field = document.getElementById(keys.dataset.for);
  keys.hidden = false;
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (!key) return;
    if (key.value === "") field.value = "";
    else if (field.value.length < field.maxLength) field.value += key.value;
  });
}
