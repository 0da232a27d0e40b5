// Making elements. Text of a recording goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Makes an element of a picture. */
export function shape(tag, attributes = {}) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  return made;
}

/** Makes a button that is not in the page's template. */
export function button(text, press, className) {
  const made = element('button', className, text);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
}

/** Sets an attribute or a property only where it is another, since browsers lay out anew even for the same. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
