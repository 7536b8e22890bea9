import { FindingsBook } from './findings-book';
import type { Finding } from './finding';
import { OwnNodes } from './own-nodes';
import { Resources, type Resource } from './resources';
import type { Inspection, Watch } from './watch';
import { watchAppData } from './watches/app-data';
import { watchBuiltIns } from './watches/built-ins';
import { watchConnections } from './watches/connections';
import { watchCoveredControls } from './watches/covered-controls';
import { watchDropAreas } from './watches/drop-areas';
import { watchForbiddenCalls } from './watches/forbidden-calls';
import { watchGlobals } from './watches/globals';
import { watchHostModels } from './watches/host-models';
import { watchInsertedNodes } from './watches/inserted-nodes';
import { watchJqueryHandlers } from './watches/jquery-handlers';
import { watchListeners } from './watches/listeners';
import { watchRequestPace } from './watches/request-pace';
import { watchStyleRules } from './watches/style-rules';
import { watchTimers } from './watches/timers';
import { watchVirtualClicks } from './watches/virtual-clicks';

/** The parts of the host that are watched besides the browser itself. */
export interface WatchedHost {
  readonly app: Record<string, unknown> & { readonly data: object; constant(key: string): unknown };
  /** Prototype of all widgets: `crm_post`, `$authorizedAjax`. */
  readonly base: object;
}

const INSPECT_EVERY_MS = 2000;
/** The page has come to rest after an element was put into it. */
const SETTLED_MS = 300;
/** What `destroy` ends asynchronously (a closing handshake, an animation) may take so long. */
const GRACE_MS = 1000;

interface Leaving {
  readonly widget: string;
  readonly resources: readonly Resource[];
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * Watches widgets for breaches of amoCRM's rules. Nothing at all is touched before the first widget starts. Functions
 * of the browser are then looked at as they are called, and who called is read from the stack; what cannot be seen so
 * is compared with before, every two seconds and around every life of a widget.
 */
export class RuleWatcher {
  private readonly book = new FindingsBook();
  private readonly started = new Set<string>();
  private readonly resources = new Resources();
  private readonly own = new OwnNodes();
  private readonly setTimeout = window.setTimeout.bind(window);
  private inspections: readonly Inspection[] | undefined;
  private leaving: readonly Leaving[] = [];
  private settling: ReturnType<typeof setTimeout> | undefined;
  private host: WatchedHost | undefined;
  private isOfHost = false;

  watchHost(host: WatchedHost): void {
    this.host = host;
  }

  /** Shows what is known now, and from now on every change. */
  onFindings(show: (findings: readonly Finding[]) => void): void {
    this.book.onChange(show);
  }

  /** Before the files of a widget are loaded. */
  starting(widget: string): void {
    this.started.add(widget);
    if (this.host) this.inspections ??= this.install(this.host);
  }

  /** After `destroy` and after the host has tidied up behind the widget. */
  ended(widget: string): void {
    this.inspect();
    const resources = this.resources.take(widget);
    const timer = this.setTimeout(() => this.checkLeft(widget), GRACE_MS);
    this.leaving = [...this.leaving, { widget, resources, timer }];
  }

  /** Looks at everything now; resolves with all that the server knows. */
  async settle(): Promise<readonly Finding[]> {
    this.inspect();
    await new Promise((later) => this.setTimeout(later, SETTLED_MS));
    this.inspect();
    for (const { widget } of this.leaving) this.checkLeft(widget);
    return this.book.sent();
  }

  private install(host: WatchedHost): readonly Inspection[] {
    const every = window.setInterval.bind(window);
    const watch = this.watch();
    const dropAreas = watchDropAreas(watch);
    watchListeners(watch);
    watchJqueryHandlers(watch);
    watchTimers(watch);
    watchConnections(watch);
    watchInsertedNodes(watch, () => this.settleSoon());
    watchForbiddenCalls(watch);
    watchVirtualClicks(watch);
    watchRequestPace(watch, host.base);
    watchHostModels(watch, host.app.data);
    const inspections = [
      watchGlobals(watch),
      // After all the watches above: from here on, a change is a widget's.
      watchBuiltIns(watch),
      watchAppData(watch, host.app),
      watchStyleRules(watch),
      watchCoveredControls(watch),
      dropAreas,
    ];
    every(() => this.inspect(), INSPECT_EVERY_MS);
    document.addEventListener('load', ({ target }) => this.loaded(target), true);
    return inspections;
  }

  private watch(): Watch {
    const only = (): string | undefined => (this.started.size === 1 ? [...this.started][0] : undefined);
    return {
      resources: this.resources,
      own: this.own,
      caught: (rule, what, { widget = only(), where }) => this.book.add({ rule, what, widget, where }),
      found: (rule, what, where, widget = only()) => {
        if (!this.isOfHost) this.book.add({ rule, what, widget, where });
      },
    };
  }

  /** A script has just run. What a library of the host brought with it, once a widget asked for it, is the host's. */
  private loaded(file: unknown): void {
    if (!(file instanceof HTMLScriptElement)) return;
    this.isOfHost = file.src.startsWith(`${location.origin}/__host/`);
    this.inspect();
    this.isOfHost = false;
  }

  private inspect(): void {
    this.inspections?.forEach((inspection) => inspection());
  }

  private settleSoon(): void {
    clearTimeout(this.settling);
    this.settling = this.setTimeout(() => {
      this.inspect();
      this.settling = this.setTimeout(() => this.inspect(), SETTLED_MS);
    }, SETTLED_MS);
  }

  private checkLeft(widget: string): void {
    const mine = this.leaving.filter((each) => each.widget === widget);
    this.leaving = this.leaving.filter((each) => each.widget !== widget);
    for (const { resources, timer } of mine) {
      clearTimeout(timer);
      for (const { rule, what, where, isLeft } of resources)
        if (isLeft()) this.book.add({ rule, what, where, widget });
    }
  }
}
