// <button data-contact-pick hidden> opens the phone's own contacts, where the browser can (Contact Picker API), and
// fills in the form's name and phone. With data-contact-pick="many" it sends several as a vCard in the field `text`.
const WANTED = ["name", "tel", "email"];
const picker = "contacts" in navigator && "ContactsManager" in window ? navigator.contacts : null;

function show(root) {
  for (const button of root.querySelectorAll?.("[data-contact-pick]") ?? []) button.hidden = !picker;
}

function escape(text) {
  return text.replace(/[\\,;]/g, "\\$&").replace(/\s+/g, " ");
}

function card({ name = [], tel = [], email = [] }) {
  const lines = [`FN:${escape(name[0] ?? "")}`, ...tel.map((one) => `TEL:${escape(one)}`)];
  lines.push(...email.map((one) => `EMAIL:${escape(one)}`));
  return ["BEGIN:VCARD", "VERSION:3.0", ...lines, "END:VCARD", ""].join("\n");
}

function fill(field, value) {
  if (!field || !value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-contact-pick]");
  if (!button || !picker) return;
  const multiple = button.dataset.contactPick === "many";
  let people;
  try {
    people = await picker.select(WANTED, { multiple });
  } catch {
    return; // the person closed it
  }
  if (!people.length) return;
  const { elements } = button.form;
  if (multiple) {
    elements.text.value = people.map(card).join("");
    button.form.requestSubmit();
  } else {
    fill(elements.name, people[0].name?.[0]);
    fill(elements.phones, people[0].tel?.[0]);
  }
});

show(document);
document.addEventListener("htmx:after:swap", () => show(document));
