// The questions of a lesson: what they hide, whether an answer is right, how many were. Pure but for what it is given to
// keep answers in.

/** Whether a typed answer is one of the right ones, as the shell compares them: blanks do not count, nor a number's form. */
export function isRight(given, answers) {
  const typed = given.trim();
  return (answers ?? []).some((answer) => {
    if (typed === answer.trim()) return true;
    if (/^[+-]?\d+$/.test(answer)) return /^[+-]?\d+$/.test(typed) && BigInt(typed.replace('+', '')) === BigInt(answer);
    // Words that stand for themselves; what is quoted is text, in which case counts.
    return /^[a-z]+$/i.test(answer) && answers.length === 1 && typed.toLowerCase() === answer.toLowerCase();
  });
}

/** Whether an answer to a question in words is right, as the shell compares them: a choice by its number or its text. */
export function isRightInWords(given, answers, choices) {
  const fold = (text) => text.trim().toLowerCase().replace(/\s+/g, ' ').replace(/(.)[.)]$/, '$1');
  const typed = fold(given);
  const choice = /^\d+$/.test(typed) ? choices?.[Number(typed) - 1] : undefined;
  return choice === undefined ? (answers ?? []).some((answer) => fold(answer) === typed) : choice === answers?.[0];
}

export class Quiz {
  /** @param store keeps answers between visits, as `localStorage` does; without one they are forgotten. */
  constructor(recording, store = null, name = '') {
    this.recording = recording;
    this.store = store;
    this.name = name;
    this.answers = new Map();
    this.revealsAll = false;
    this.kept = new Map();
    try {
      for (const [index, { given, right }] of JSON.parse(store?.getItem(name) ?? '[]')) this.kept.set(index, { given, right });
    } catch {
      // What another program left there is no answer.
    }
    this.#index();
  }

  #index() {
    this.questions = [];
    this.blocks = []; // for each step, the index of the first step under the same text
    for (let index = 0; index < this.recording.steps.length; index += 1) this.#take(index);
  }

  #take(index) {
    const step = this.recording.steps[index];
    const isNew = index === 0 || step.beginsProse || step.isFresh;
    this.blocks.push(isNew ? index : this.blocks[index - 1]);
    if (step.role !== 'question') return;
    this.questions.push(index);
    // An answer of an earlier visit; steps may come after the page.
    const kept = this.kept.get(index);
    if (kept) this.answers.set(index, kept);
  }

  /** Takes in steps that have come since. */
  update() {
    if (this.blocks.length > this.recording.steps.length) this.#index();
    for (let index = this.blocks.length; index < this.recording.steps.length; index += 1) this.#take(index);
  }

  isOpen(index) {
    return this.recording.steps[index]?.role === 'question' && !this.revealsAll && !this.answers.has(index);
  }

  /** Takes an answer, or nothing from a reader who wants to see it. */
  answer(index, given) {
    const { answers, choices, isInWords } = this.recording.steps[index];
    const right = given !== null && (isInWords ? isRightInWords(given, answers, choices) : isRight(given, answers));
    this.answers.set(index, { given, right });
    this.#keep();
    return right;
  }

  restart() {
    this.answers.clear();
    this.kept.clear();
    this.revealsAll = false;
    this.#keep();
  }

  #keep() {
    try {
      if (this.answers.size > 0) this.store?.setItem(this.name, JSON.stringify([...this.answers]));
      else this.store?.removeItem(this.name);
    } catch {
      // A full or forbidden store costs the reader nothing but the memory of it.
    }
  }

  get score() {
    const right = [...this.answers.values()].filter((answer) => answer.right).length;
    return { right, answered: this.answers.size, asked: this.questions.length };
  }

  /** The result as text, to be copied. */
  get report() {
    const { right, asked } = this.score;
    const lines = this.questions.map((index, place) => {
      const step = this.recording.steps[index];
      const answer = this.answers.get(index);
      const verdict = !answer ? 'not answered' : answer.right ? 'right' : answer.given === null ? 'shown' : 'wrong';
      const given = answer?.given ? `  ${answer.given}` : '';
      return `${place + 1}. ${step.text}${given}  (${verdict})`;
    });
    return `${this.recording.title}: ${right} of ${asked} right\n${lines.join('\n')}\n`;
  }

  // MARK: What is hidden

  /** The counts of steps, `[from, to)`, for which a question hides what it asks for. */
  #rangeOf(index) {
    const { recording } = this;
    const { asks, session } = recording.steps[index];
    const end = recording.sessions[session].end + 1;
    const first = this.blocks[index] + 1;
    if (asks.part !== 'count') return [first, index + 2];
    const counts = recording.lives.get(asks.key)?.counts ?? [];
    let from = first;
    let to = end;
    for (const [count] of counts) {
      if (count <= index + 1) from = Math.max(from, count);
      else {
        to = Math.min(to, count);
        break;
      }
    }
    return [from, to];
  }

  /** What is hidden after `count` steps: the parts by the keys of their objects. */
  hiddenAfter(count) {
    const hidden = new Map();
    if (this.revealsAll || this.questions.length === this.answers.size) return hidden;
    const session = this.recording.steps[count - 1]?.session;
    for (const index of this.questions) {
      const { asks, session: other } = this.recording.steps[index];
      if (!asks || other !== session || !this.isOpen(index)) continue;
      const [from, to] = this.#rangeOf(index);
      if (count < from || count >= to) continue;
      if (!hidden.has(asks.key)) hidden.set(asks.key, new Set());
      hidden.get(asks.key).add(asks.part);
    }
    return hidden;
  }

  /** What a step did, with a `?` for what a question hides. */
  toldAfter(count) {
    const step = this.recording.steps[count - 1];
    if (this.isOpen(count - 1)) return [];
    const hidden = this.hiddenAfter(count);
    if (hidden.size === 0) return step.told;
    return step.told.map((line) => {
      for (const [key, parts] of hidden) {
        const id = key.slice(key.indexOf('.') + 1);
        if (parts.has('count') && new RegExp(`^\\s*@${id}\\b`).test(line)) return hideCount(line);
      }
      return line;
    });
  }

  /** The lines that led to an answer: what the steps of its block did to the object that it asks for. */
  whyOf(index) {
    const { asks } = this.recording.steps[index];
    const why = [];
    if (!asks) return why;
    const id = asks.key.slice(asks.key.indexOf('.') + 1);
    for (let at = this.blocks[index]; at < index; at += 1) {
      const step = this.recording.steps[at];
      const told = step.told.filter((line) => new RegExp(`^\\s*@${id}\\b`).test(line));
      if (step.role === 'line' && told.length > 0) why.push([at + 1, step.text, told]);
    }
    return why;
  }
}

/** A line of the shell's with a `?` for the count that it ends on. */
export function hideCount(line) {
  return line.replace(/\bcount (?:(\d+) → \d+|stays \d+|\d+)/, (_, before) => (before ? `count ${before} → ?` : 'count ?'));
}
