import template from '../../../templates/incoming-card.twig';
import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { AgentPicture } from '../channel/agent-picture';
import type { AgentLine, CommandTrouble } from '../channel/agent-line';
import type { AgentCommand } from '../channel/agent-command';
import { EMPTY_PICTURE } from '../channel/picture';
import type { Say } from '../host/phrases';
import { createTwigView, type Render } from '../ui/twig-view';
import { announcementOf, cardModels } from './card-model';
import { watchInvites } from './invite-watch';
import { nextGoesAt, shownCalls } from './shown-calls';

export interface CardNeeds {
  readonly place: HTMLElement;
  readonly line: Pick<AgentLine, 'watch'>;
  /** Carries out and tells the agent when it could not be done. */
  readonly run: (command: AgentCommand) => Promise<CommandTrouble | undefined>;
  readonly navigate: (path: string) => void;
  readonly say: Say;
  readonly language: string;
  readonly render: Render;
  readonly clock: Clock;
}

/** The cards at the lower left: what rings now, what a colleague took, what was missed. Returns the undo. */
export function showCallCards(needs: CardNeeds): () => void {
  const { say, clock } = needs;
  const closed = new Set<CallId>();
  const answering = new Set<CallId>();
  const announced = new Set<CallId>();
  let picture = EMPTY_PICTURE;
  let stale = false;
  let announcement = '';
  let cancelNext = (): void => undefined;

  const view = createTwigView(needs.place, needs.render, clock, (act, element) => {
    const path = element.getAttribute('href');
    if (path !== null) needs.navigate(path);
    if (act === 'open') return;
    const call = picture.calls.find(({ id }) => id === element.dataset['call']);
    if (!call || element.ariaBusy === 'true') return;
    if (act === 'topic') return sayAbout(call.id, element.dataset['topic'] ?? '');
    carryOut(act, call, path);
  });

  const carryOut = (act: string, call: CallView, path: string | null): void => {
    if (act === 'answer') answer({ command: 'answer', callId: call.id });
    if (act === 'answerInstead') answer({ command: 'answer', callId: call.id, instead: true });
    if (act === 'decline') send({ command: 'decline', callId: call.id });
    if (act === 'callBack') send({ command: 'call', number: call.other.number });
    if (act === 'choose') choose(call.id, path);
    if (act === 'callBack' || act === 'close') close(call.id);
  };

  const send = (command: AgentCommand): void => void needs.run(command);

  /** He who opens another card of the caller's says that this one is meant. */
  const choose = (callId: CallId, path: string | null): void => {
    const caller = picture.callers[callId];
    const owner = caller?.caller === 'found' && caller.others.find(({ url }) => url === path);
    if (owner && (owner.type === 'contact' || owner.type === 'company'))
      send({ command: 'chooseOwner', callId, owner: { type: owner.type, id: owner.id } });
  };

  /** `path` of a lead or customer; `''` = it is not clear. */
  const sayAbout = (callId: CallId, path: string): void => {
    const caller = picture.callers[callId];
    if (caller?.caller !== 'found') return;
    const { who, topics } = caller;
    if (who.type !== 'contact' && who.type !== 'company') return;
    const topic = topics.find(({ url }) => url === path);
    if (path !== '' && !topic) return;
    const about = topic &&
      (topic.type === 'lead' || topic.type === 'customer') && { type: topic.type, id: topic.id };
    send({ command: 'chooseOwner', callId, owner: { type: who.type, id: who.id }, ...(about && { about }) });
  };

  const answer = (command: Extract<AgentCommand, { command: 'answer' }>): void => {
    const { callId } = command;
    answering.add(callId);
    paint();
    void needs.run(command).then(() => {
      answering.delete(callId);
      paint();
    });
  };

  const close = (callId: CallId): void => {
    closed.add(callId);
    paint();
  };

  const paint = (): void => {
    cancelNext();
    const now = clock.now();
    const calls = shownCalls(picture, closed, now);
    const cards = cardModels(calls, {
      ...{ picture, say, answering, stale },
      language: needs.language,
      late: invites.late,
    });
    const news = cards.find(
      (card) => !card.searching && card.since !== undefined && !announced.has(card.callId),
    );
    if (news) {
      announced.add(news.callId);
      announcement = announcementOf(news, say);
    }
    view.paint(template, { cards, announcement: cards.length > 0 ? announcement : '' });
    const next = nextGoesAt(picture, now);
    cancelNext = next === undefined ? () => undefined : clock.after(next - now, paint);
  };

  const forget = (): void => {
    const known = new Set(picture.calls.map(({ id }) => id));
    for (const ids of [closed, announced]) for (const id of ids) if (!known.has(id)) ids.delete(id);
  };

  const invites = watchInvites(clock, paint);
  const unwatch = needs.line.watch((next) => {
    picture = next;
    stale = isStale(stale, next);
    invites.follow(next);
    forget();
    paint();
  });

  return () => {
    unwatch();
    invites.destroy();
    cancelNext();
    view.destroy();
  };
}

/** A try to connect says nothing yet: what was so before stays. */
function isStale(before: boolean, { link, pbx }: AgentPicture): boolean {
  if (pbx === 'away') return true;
  return link.link === 'connecting' ? before : link.link !== 'up';
}
