// Typing hints that never block: an amount shows its thousands, a phone number its groups, once the field is left.
const english = document.documentElement.lang === "en";

const formats = {
  money(text) {
    if (!/^\d{4,15}$/.test(text.trim())) return text;
    return text.trim().replace(/\B(?=(\d{3})+$)/g, english ? "," : ".");
  },
  phone(text) {
    const digits = text.replace(/[\s-]/g, "");
    if (!/^(0|\+62)8\d{7,11}$/.test(digits)) return text;
    const start = digits.startsWith("+62") ? 6 : 4;
    return [digits.slice(0, start), digits.slice(start, start + 4), digits.slice(start + 4)].join("-").replace("+62", "+62 ");
  },
};

document.addEventListener("focusout", (event) => {
  const format = formats[event.target.dataset?.format];
  if (format) event.target.value = format(event.target.value);
});
