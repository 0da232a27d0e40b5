// The list of lines. Only the rows in view are in the page, so that a long session costs no more than a short one.

const lineList = byId('lines');
const rows = byId('rows');
const spareRows = 6;
let rowHeight = 32;
let shownRows = new Map();
let selected = 0;

function makeRow(index) {
  const step = steps[index];
  const row = element('div', 'row');
  row.id = `row-${index + 1}`;
  row.setAttribute('role', 'option');
  row.setAttribute('aria-posinset', index + 1);
  row.setAttribute('aria-setsize', steps.length);
  row.style.transform = `translateY(${index * rowHeight}px)`;
  const number = step.role === 'question' ? '?' : step.role === 'end' ? '' : String(step.nested ?? step.line);
  row.append(element('span', 'number', number));
  const text = element('span', 'text', step.role === 'end' ? 'end of the session' : step.text);
  text.title = step.text;
  row.append(text);
  if (step.role) row.classList.add(step.role);
  if (step.fresh) row.classList.add('fresh');
  if (step.failed) {
    row.classList.add('failed');
    row.append(element('span', 'flag', 'failed'));
  }
  row.addEventListener('click', () => go(index + 1));
  return row;
}

function showRows() {
  const first = Math.max(0, Math.floor(lineList.scrollTop / rowHeight) - spareRows);
  const end = Math.min(
    steps.length, Math.ceil((lineList.scrollTop + lineList.clientHeight) / rowHeight) + spareRows);
  const next = new Map();
  for (let index = first; index < end; index += 1) {
    const row = shownRows.get(index) ?? makeRow(index);
    row.classList.toggle('current', index + 1 === selected);
    row.setAttribute('aria-selected', index + 1 === selected);
    next.set(index, row);
  }
  for (const [index, row] of shownRows) if (!next.has(index)) row.remove();
  for (const [index, row] of next) if (!shownRows.has(index)) rows.append(row);
  shownRows = next;
}

function selectRow(count) {
  selected = count;
  const top = (count - 1) * rowHeight;
  const margin = Math.min(rowHeight * 2, lineList.clientHeight / 4);
  if (top - margin < lineList.scrollTop) lineList.scrollTop = Math.max(0, top - margin);
  const bottom = top + rowHeight + margin;
  if (bottom > lineList.scrollTop + lineList.clientHeight) lineList.scrollTop = bottom - lineList.clientHeight;
  showRows();
  lineList.setAttribute('aria-activedescendant', `row-${count}`);
}

/** Measures anew, after the size of the window or of its text has changed. */
function layOutLines() {
  rowHeight = Math.round(2 * parseFloat(getComputedStyle(document.documentElement).fontSize));
  rows.style.height = `${steps.length * rowHeight}px`;
  for (const row of shownRows.values()) row.remove();
  shownRows = new Map();
  selectRow(selected);
}

lineList.addEventListener('scroll', showRows, { passive: true });
lineList.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const page = Math.max(1, Math.floor(lineList.clientHeight / rowHeight) - 1);
  const distance = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[event.key];
  if (distance === undefined) return;
  event.preventDefault();
  go(current + distance);
});
