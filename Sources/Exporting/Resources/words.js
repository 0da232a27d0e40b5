// The text around the lines: Markdown, as blocks of runs (Prose.swift).

import { element } from './dom.js';

const looks = ['strong', 'em', 'code'];

/** Puts runs of text, each with its look, into an element. */
function inline(parent, runs) {
  for (const [look, text] of runs) {
    const address = look === 'a' ? addressOf(text) : null;
    if (address) {
      const link = element('a', '', address);
      link.href = address;
      link.rel = 'noopener noreferrer';
      link.target = '_blank';
      parent.append(' (', link, ')');
    } else if (looks.includes(look)) {
      parent.append(element(look, '', text));
    } else {
      parent.append(text);
    }
  }
  return parent;
}

/** The address in brackets behind a link's text; null where it is none that a page should lead to. */
export function addressOf(text) {
  const address = /^ \((https?:\/\/[^\s)]+)\)$/.exec(text)?.[1];
  return address ?? null;
}

const makers = {
  h: ([level, runs]) => inline(element(`h${Math.min(6, level + 1)}`), runs),
  p: ([runs]) => inline(element('p'), runs),
  q: ([runs]) => inline(element('blockquote'), runs),
  pre: ([text]) => element('pre', '', text),
  hr: () => element('hr'),
  table: ([rows]) => {
    const table = element('table');
    rows.forEach((cells, index) => {
      const row = element('tr');
      for (const runs of cells) row.append(inline(element(index === 0 ? 'th' : 'td'), runs));
      table.append(row);
    });
    const room = element('div', 'table');
    room.append(table);
    return room;
  },
};

const plain = (runs) => runs.map(([, text]) => text).join('');

/** The elements of a text; the page has its title already. */
export function proseOf(blocks, title) {
  const made = [];
  let lists = []; // the open lists, each with its indentation
  for (const [kind, ...rest] of blocks ?? []) {
    if (kind === 'h' && rest[0] === 1 && plain(rest[1]) === title) continue;
    if (kind !== 'li') {
      lists = [];
      made.push(makers[kind](rest));
      continue;
    }
    const [marker, indentation, runs] = rest;
    while (lists.length > 0 && indentation < lists[lists.length - 1].indentation) lists.pop();
    let list = lists[lists.length - 1];
    if (!list || indentation > list.indentation + 1) {
      const node = element(marker === '-' ? 'ul' : 'ol');
      if (marker !== '-') node.start = parseInt(marker, 10);
      if (list?.node.lastChild) list.node.lastChild.append(node);
      else made.push(node);
      list = { node, indentation };
      lists.push(list);
    }
    list.node.append(inline(element('li'), runs));
  }
  return made;
}
