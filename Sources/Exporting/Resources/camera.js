// How large the heap is drawn, and what of it is in view: zoom by keys, buttons and wheel, pan by scrolling and dragging.

/** The scale at which a picture fills a stage. Without a height it may be longer than the stage, not wider. */
export function fitScale(size, stage) {
  const across = stage.width / size.width;
  const down = stage.height ? stage.height / size.height : Infinity;
  return Math.max(stage.least ?? 0, Math.min(across, down, stage.most));
}

/** Where to scroll so that the point under the pointer stays there when the scale changes. */
export function scrollAbout({ scroll, pointer, from, to }) {
  return Math.max(0, ((scroll + pointer) * to) / from - pointer);
}

export class Camera {
  /**
   * @param room the element that scrolls.
   * @param board what is in it, as large as the scaled picture.
   * @param plane the picture, scaled.
   */
  constructor(room, board, plane, changed) {
    Object.assign(this, { room, board, plane, changed, scale: 1, fitted: 1, isFitted: true, size: { width: 1, height: 1 } });
    room.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 300), event);
    }, { passive: false });
    this.#drag();
  }

  /** Draws a picture of a size so that it fills the stage, unless the reader has chosen a scale. */
  fit(size, fitted) {
    this.size = size;
    this.fitted = fitted;
    if (this.isFitted) this.scale = fitted;
    this.#apply();
  }

  reset() {
    this.isFitted = true;
    this.scale = this.fitted;
    this.#apply();
    this.changed();
  }

  zoom(factor, about = null) {
    const box = this.room.getBoundingClientRect();
    const pointer = about ? { x: about.clientX - box.left, y: about.clientY - box.top } : { x: box.width / 2, y: box.height / 2 };
    const [from, to] = [this.scale, Math.min(4, Math.max(0.08, this.scale * factor))];
    this.isFitted = false;
    this.scale = to;
    const { scrollLeft, scrollTop } = this.room;
    this.#apply();
    this.room.scrollLeft = scrollAbout({ scroll: scrollLeft, pointer: pointer.x, from, to });
    this.room.scrollTop = scrollAbout({ scroll: scrollTop, pointer: pointer.y, from, to });
    this.changed();
  }

  /** Brings a part of the picture into view, with as little scrolling as can be. */
  show({ x, y, width, height }) {
    const { room, scale } = this;
    const shift = (low, size, scroll, visible) => {
      if (low * scale < scroll) return low * scale;
      if ((low + size) * scale > scroll + visible) return Math.min(low * scale, (low + size) * scale - visible);
      return scroll;
    };
    const left = shift(x, width, room.scrollLeft, room.clientWidth);
    const top = shift(y, height, room.scrollTop, room.clientHeight);
    if (left !== room.scrollLeft) room.scrollLeft = left;
    if (top !== room.scrollTop) room.scrollTop = top;
  }

  /** The part of the picture that is in view. */
  get view() {
    const { room, scale } = this;
    return {
      x: room.scrollLeft / scale, y: room.scrollTop / scale, width: room.clientWidth / scale, height: room.clientHeight / scale,
    };
  }

  #apply() {
    this.board.style.width = `${Math.floor(this.size.width * this.scale)}px`;
    this.board.style.height = `${Math.floor(this.size.height * this.scale)}px`;
    this.plane.style.transform = `scale(${this.scale})`;
    this.plane.classList.toggle('far', this.scale < 0.5);
  }

  #drag() {
    let last = null;
    const { room } = this;
    room.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || event.pointerType !== 'mouse' || event.target.closest('.card, button')) return;
      last = event;
    });
    window.addEventListener('pointermove', (event) => {
      if (!last) return;
      room.scrollLeft -= event.clientX - last.clientX;
      room.scrollTop -= event.clientY - last.clientY;
      last = event;
    });
    window.addEventListener('pointerup', () => {
      last = null;
    });
  }
}
