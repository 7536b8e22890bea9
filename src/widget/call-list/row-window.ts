import template from '../../../templates/dial-rows.twig';
import type { RowId } from '../../call/dial-list';
import type { Clock } from '../../lib/clock';
import type { RowNow, RowsFound } from '../../protocol/dial-lists';
import type { Act, TwigView } from '../ui/twig-view';
import { rowModel, type RowContext } from './row-model';

export interface RowWindowNeeds {
  readonly openView: (place: HTMLElement, act: Act) => TwigView;
  /** Rows of the list from here on; `undefined` = they cannot be had now. */
  readonly load: (from: number, count: number) => Promise<RowsFound | undefined>;
  readonly clock: Clock;
  readonly context: () => RowContext;
  readonly act: Act;
  /** To the place before another row, or to the end. */
  readonly move: (row: RowId, before: RowId | undefined) => void;
  readonly remove: (row: RowId) => void;
}

export interface RowWindow {
  readonly element: HTMLElement;
  /** Another list, or another search: from its beginning. */
  reset(total: number, at: number): void;
  /** The same list, changed: what is in sight is read again. */
  refresh(total: number): void;
  /** What the rows say has changed, the rows have not. */
  paint(): void;
  destroy(): void;
}

/** Lowest height of a row; a name that wraps makes its own row higher, the window stays right. */
const ROW_PX = 53;
const CHUNK = 50;
const SPARE_ROWS = 6;
const READ_EVERY_MS = 1_000;

/** Draws only the rows in sight, however long the list is, and reads only those. */
export function createRowWindow(needs: RowWindowNeeds): RowWindow {
  const element = document.createElement('div');
  element.className = 'tel-lists__scroll';
  element.setAttribute('role', 'list');
  element.tabIndex = 0;
  const rows = new Map<number, RowNow>();
  /** Chunks that are as the gateway has them. */
  const fresh = new Set<number>();
  const asked = new Set<number>();
  const view = needs.openView(element, needs.act);
  let total = 0;
  /** Answers of the list before are for nobody. */
  let age = 0;
  let frame = 0;
  let readAt = 0;
  let cancelStale: (() => void) | undefined;

  const range = (): readonly [number, number] => {
    const first = Math.max(0, Math.floor(element.scrollTop / ROW_PX) - SPARE_ROWS);
    const inSight = Math.ceil((element.clientHeight || 400) / ROW_PX) + 2 * SPARE_ROWS;
    return [Math.min(first, Math.max(0, total - 1)), Math.min(total, first + inSight)];
  };

  const paint = (): void => {
    const [first, end] = range();
    const context = needs.context();
    view.paint(template, {
      above: first * ROW_PX,
      below: Math.max(0, total - end) * ROW_PX,
      words: { move: context.say('dial.move') },
      rows: Array.from({ length: end - first }, (_, offset) =>
        rowModel(rows.get(first + offset), first + offset, context),
      ),
    });
    want(first, end);
  };

  const want = (first: number, end: number): void => {
    for (let chunk = Math.floor(first / CHUNK); chunk * CHUNK < end; chunk++)
      if (!fresh.has(chunk) && !asked.has(chunk)) void read(chunk);
  };

  const read = async (chunk: number): Promise<void> => {
    const asking = age;
    asked.add(chunk);
    fresh.add(chunk);
    const found = await needs.load(chunk * CHUNK, CHUNK);
    if (asking !== age) return;
    asked.delete(chunk);
    // The gateway is away, or asked too often: what is shown is not left as it was.
    if (!found) return readSoon();
    total = found.total;
    for (let offset = 0; offset < CHUNK; offset++) {
      const row = found.rows[offset];
      if (row) rows.set(chunk * CHUNK + offset, row);
      else rows.delete(chunk * CHUNK + offset);
    }
    later();
  };

  const readAgain = (): void => {
    cancelStale = undefined;
    readAt = needs.clock.now();
    fresh.clear();
    later();
  };

  /** A team changes its list many times a second; what is in sight is read once a second at most. */
  const readSoon = (): void => {
    cancelStale ??= needs.clock.after(Math.max(0, readAt + READ_EVERY_MS - needs.clock.now()), readAgain);
  };

  const later = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  };

  const indexOf = (target: EventTarget | null): number | undefined => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    return row ? Number(row.dataset['index']) : undefined;
  };

  const onKey = (event: KeyboardEvent): void => {
    const index = indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = index === undefined ? undefined : rows.get(index);
    if (event.key === 'Delete' && row?.state === 'waiting') needs.remove(row.id);
    else if (step !== undefined && event.altKey && index !== undefined) moveBy(index, step);
    else if (step !== undefined) focusRow((index ?? range()[0] + SPARE_ROWS - 1) + step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const moveBy = (index: number, step: number): void => {
    const row = rows.get(index);
    const target = step > 0 ? index + 2 : index - 1;
    if (row?.state === 'waiting' && target >= 0 && target <= total) needs.move(row.id, rows.get(target)?.id);
  };

  const focusRow = (index: number): void => {
    const row = element.querySelector<HTMLElement>(
      `[data-index="${Math.max(0, Math.min(total - 1, index))}"]`,
    );
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };

  /** The handle is drawn along; the row goes where it is let go. */
  const onDown = (event: PointerEvent): void => {
    const handle = event.target instanceof Element ? event.target.closest('.tel-drag') : null;
    const row = handle?.closest<HTMLElement>('.tel-lrow');
    const dragged = row ? rows.get(Number(row.dataset['index'])) : undefined;
    if (!row || !dragged) return;
    event.preventDefault();
    const leave = new AbortController();
    const { signal } = leave;
    let target: HTMLElement | undefined;
    const follow = (moved: PointerEvent): void => {
      const over = document.elementFromPoint(moved.clientX, moved.clientY)?.closest<HTMLElement>('.tel-lrow');
      target?.classList.remove('is-above');
      target = over && element.contains(over) && over !== row ? over : undefined;
      target?.classList.add('is-above');
    };
    const drop = (): void => {
      leave.abort();
      row.classList.remove('is-moved');
      target?.classList.remove('is-above');
      const before = target && rows.get(Number(target.dataset['index']));
      if (before) needs.move(dragged.id, before.id);
    };
    row.classList.add('is-moved');
    document.addEventListener('pointermove', follow, { signal });
    document.addEventListener('pointerup', drop, { signal });
    document.addEventListener('pointercancel', drop, { signal });
  };

  element.addEventListener('scroll', later);
  element.addEventListener('keydown', onKey);
  element.addEventListener('pointerdown', onDown);

  return {
    element,
    reset(count, at) {
      age += 1;
      total = count;
      rows.clear();
      fresh.clear();
      asked.clear();
      paint();
      element.scrollTop = Math.max(0, Math.min(at, count)) * ROW_PX;
      later();
    },
    refresh(count) {
      total = count;
      later();
      readSoon();
    },
    paint: later,
    destroy() {
      age += 1;
      cancelStale?.();
      cancelAnimationFrame(frame);
      view.destroy();
      element.remove();
    },
  };
}
