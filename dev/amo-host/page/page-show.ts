import type { App, AppSources } from './app';
import type { CardContact, SelectedRow } from './loader/base-widget';
import type { WidgetLoader } from './loader/widget-loader';
import type { WidgetData } from './loader/widget-data';
import { markMenuItem } from './left-menu';
import type { MessageSources } from './message-sources';
import { placeOf } from './place';
import type { Route } from './router';
import { openSettings } from './settings-modal';
import { hostCollection, hostModel, type HostModel } from './host-model';
import {
  cardContacts,
  cardData,
  drawCard,
  drawFeed,
  modelOfPhone,
  type CardPageData,
} from './views/card-view';
import type { EntityRow } from './views/entity-row';
import { drawList, PAGE_SIZE, type DrawnList, type ListData } from './views/list-view';
import { drawNewContact } from './views/new-contact-view';
import { drawBoard, drawDashboard, type BoardData, type DashboardData } from './views/board-view';
import { drawOwnPage, drawOwnPageHead, type OwnPageRoute } from './views/own-page-view';
import { drawPlain, drawTasks, type TaskRow } from './views/plain-views';
import { drawSettings } from './views/settings-view';

const PLAIN_TITLES = { mail: 'Почта', stats: 'Аналитика' } as const;

export const PAGE_DATA = '/ajax/page/';

const getJson = async <T>(url: string): Promise<T> => (await $.ajax({ url, dataType: 'json' })) as T;

/** Draws the page of a route and keeps `APP.data` in step with it. */
export class PageShow {
  private card: CardPageData | undefined;
  private list: DrawnList | undefined;
  private shown = 0;
  private hasShown = false;

  constructor(
    private readonly app: App,
    private readonly sources: AppSources,
    private readonly loader: () => WidgetLoader,
    private readonly messageSources: MessageSources,
  ) {}

  selectedRows(): readonly SelectedRow[] {
    return this.list?.selected() ?? [];
  }

  cardContacts(): readonly CardContact[] {
    return this.card ? cardContacts(this.card) : [];
  }

  /** The entity whose card is open. */
  cardEntity(): EntityRow | undefined {
    return this.card?.entity;
  }

  modelOfPhone(phone: string): HostModel | undefined {
    return this.card ? modelOfPhone(this.card, phone) : this.list?.modelOfPhone?.(phone);
  }

  async show(route: Route): Promise<void> {
    const turn = ++this.shown;
    const draw = await this.prepare(route);
    // The user has gone on meanwhile: the answer belongs to a page that nobody waits for.
    if (turn !== this.shown) return;
    this.sources.place = placeOf(route);
    this.card = undefined;
    this.list = undefined;
    Object.assign(this.app.data, {
      current_list: false,
      current_card: false,
      is_card: this.sources.place.isCard,
      current_entity: this.sources.place.baseEntity,
    });
    draw($('#page_holder').empty().off());
    markMenuItem(this.sources.place.baseEntity);
    window.scrollTo(0, 0);
    if (this.hasShown) $(document).trigger('page:changed');
    this.hasShown = true;
    $(document).trigger('widgets:load');
  }

  /** Somebody changed an entity: the card on which it can be seen is fetched and its feed drawn again. */
  async entityChanged(type: string, id: number): Promise<void> {
    const card = this.card;
    if (!card) return;
    const isConcerned = [card.entity, ...card.linked].some((row) => row.type === type && row.id === id);
    if (!isConcerned) return;
    const fresh = await getJson<CardPageData>(`${PAGE_DATA}card/${card.entity.type}/${card.entity.id}`);
    if (this.card !== card) return;
    this.card = fresh;
    drawFeed(this.sources.boot, fresh);
  }

  /** Fetches what the page needs and returns how to draw it. */
  private async prepare(route: Route): Promise<($holder: JQuery) => void> {
    switch (route.page) {
      case 'list': {
        const data = await getJson<ListData>(
          `${PAGE_DATA}list/${route.type}?page=${route.number}&limit=${PAGE_SIZE}`,
        );
        return ($holder) => {
          this.list = drawList(
            $holder,
            route.type,
            data,
            route.number,
            () => this.app.widgets.list,
            () => void this.show(route),
          );
          this.app.data.current_list = this.list.models;
        };
      }
      case 'card':
        return this.prepareCard(route.type, route.id);
      case 'new-contact':
        await getJson(`${PAGE_DATA}plain`);
        return ($holder) => this.drawNew($holder, route.phone);
      case 'tasks': {
        const { tasks } = await getJson<{ tasks: TaskRow[] }>(`${PAGE_DATA}tasks`);
        return ($holder) => {
          this.list = drawTasks($holder, tasks, () => this.app.widgets.list);
          this.app.data.current_list = this.list.models;
        };
      }
      case 'widgets':
        await getJson(`${PAGE_DATA}plain`);
        return ($holder) => this.drawWidgets($holder);
      case 'advanced':
      case 'widget-page':
        await getJson(`${PAGE_DATA}plain`);
        return ($holder) => this.drawOwn($holder, route);
      case 'board': {
        const data = await getJson<BoardData>(`${PAGE_DATA}pipeline?id=${route.pipelineId}`);
        return ($holder) => drawBoard($holder, data);
      }
      case 'dashboard': {
        const data = await getJson<DashboardData>(`${PAGE_DATA}dashboard`);
        return ($holder) => drawDashboard($holder, data);
      }
      case 'plain':
        await getJson(`${PAGE_DATA}plain`);
        return ($holder) => drawPlain($holder, PLAIN_TITLES[route.name]);
    }
  }

  private async prepareCard(type: string, id: number): Promise<($holder: JQuery) => void> {
    try {
      const data = await getJson<CardPageData>(`${PAGE_DATA}card/${type}/${id}`);
      return ($holder) => {
        this.card = data;
        drawCard($holder, this.sources.boot, data, this.messageSources);
        this.app.data.current_card = cardData($holder, data);
      };
    } catch {
      // Deleted, or hidden from this user by rights: amoCRM says the same to both.
      return ($holder) => drawPlain($holder, 'Карточка не найдена');
    }
  }

  private drawOwn($holder: JQuery, route: OwnPageRoute): void {
    drawOwnPage($holder, route);
    const drawHead = (): void => {
      const widget = this.loader().list()[route.code];
      if (widget) drawOwnPageHead(route, widget);
    };
    drawHead();
    $(document).off('standin:widgets-loaded.own-page').on('standin:widgets-loaded.own-page', drawHead);
  }

  private drawNew($holder: JQuery, phone: string): void {
    drawNewContact($holder, phone, (url) => this.app.router.navigate(url, { trigger: true }));
    this.app.data.current_card = {
      id: 0,
      element_type: 1,
      model: hostModel({ id: 0, ELEMENT_TYPE: 1 }),
      $el: $holder,
      linked_forms: { form_models: hostCollection([]) },
    };
  }

  /** The tiles come when the loader knows the list: its answer is the list. */
  private drawWidgets($holder: JQuery): void {
    const draw = (): void =>
      drawSettings(
        $holder,
        this.sources.boot,
        Object.values(this.loader().list()),
        (widget) => void this.openSettings(widget),
      );
    draw();
    $(document)
      .off('standin:widgets-loaded.settings')
      .on('standin:widgets-loaded.settings', () => {
        if (this.sources.place.area === 'widgetsSettings') draw();
      });
  }

  /** A widget that is not installed is started for its settings window only; the next page ends it. */
  private async openSettings(widget: WidgetData): Promise<void> {
    await this.loader().ensureStarted(widget);
    openSettings(widget, {
      boot: this.sources.boot,
      instance: () => this.app.widgets.list[widget.code],
      changed: (saved) => {
        if (saved.active === 'Y') $(document).trigger('widget:installed', [saved.code, saved]);
        else $(document).trigger('widget:removed', [saved.code, saved, true]);
      },
    });
  }
}
