import type { AgentStatus } from '../../call/agent-status';
import type { Call } from '../../call/call';
import { INSTEAD_OF_WHYS, type RoutingReason } from '../../call/call-view';
import { chooseEntity, type NumberOwner } from '../../call/entity-rule';
import type { AccountId, CallId, Extension, UserId } from '../../call/ids';
import { presenceOf } from '../../call/presence';
import {
  decideRoute,
  type LocalTime,
  type RouteDecision,
  type RouteQuestion,
  type RouteStep,
} from '../../call/routing';
import type { Clock } from '../../lib/clock';
import type { DryRun, Forwarding } from '../../protocol/forwarding';
import type { Directory } from '../agents/directory';
import type { Log } from '../log';
import type { PhoneNumbers } from '../phone-numbers';
import type { LastTalks } from './last-talks';
import { PromisedPhones } from './promised-phones';
import { localTime } from './local-time';
import type { RoutingSettings } from './routing-settings';

export interface RouterParts {
  readonly accountId: AccountId;
  readonly settings: RoutingSettings;
  readonly directory: Directory;
  /** By E.164; `undefined` = the index is not filled. */
  readonly owners: (number: string) => Promise<readonly NumberOwner[] | undefined>;
  readonly lastTalks: LastTalks;
  readonly calls: () => readonly Call[];
  readonly reachable: () => ReadonlySet<Extension> | undefined;
  /** What whoever is at this phone has chosen. */
  readonly statusAt: (extension: Extension) => AgentStatus;
  readonly timeZone: () => string;
  readonly phones: PhoneNumbers;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
}

/** More calls than any office has at once. */
const MOST_KEPT = 10_000;

/** No user: of several cards the best one for everybody counts. */
const NOBODY = 0 as UserId;

/** Smart forwarding of one account: who gets a call from outside, and why (C2). */
export class Router {
  private readonly decisions = new Map<CallId, RouteDecision>();
  private readonly promised: PromisedPhones;

  constructor(private readonly parts: RouterParts) {
    this.promised = new PromisedPhones(parts.clock);
  }

  /** The PBX was told this decision: the card of the call says why it rings here, until `forget`. */
  keep(callId: CallId, decision: RouteDecision): void {
    this.decisions.set(callId, decision);
    const { log, accountId } = this.parts;
    log.info({ accountId, callId, ...decision }, 'call routed');
    // Of calls that the PBX never tells us of nobody says when they are over.
    const [oldest] = this.decisions.keys();
    if (this.decisions.size > MOST_KEPT && oldest !== undefined) this.decisions.delete(oldest);
  }

  /** Who gets this call; nobody else gets those phones until the PBX says whether they ring. `raw` as the PBX has it. */
  async decide(raw: string, callId: CallId): Promise<RouteDecision> {
    const question = await this.questionOf(raw, callId);
    // Nothing may come between the look and the promise.
    const decision = decideRoute(question());
    this.promised.promise(callId, decision.extensions);

    return decision;
  }

  /** The rules as they hold now, for the administrator to read. */
  forwarding(): Forwarding {
    const { settings, directory, timeZone, clock } = this.parts;
    const nameOf = (userId: UserId): string => directory.identity(userId).name;
    const zone = timeZone();
    return {
      rules: settings.rules.map((rule) =>
        rule.to === 'extensions'
          ? { to: rule.to, extensions: rule.extensions.map((extension) => directory.colleague(extension)) }
          : rule,
      ),
      deputies: [...settings.deputies].map(([of, is]) => ({ of: nameOf(of), is: nameOf(is) })),
      ...(settings.hours && { hours: settings.hours }),
      zone,
      now: localTime(clock.now(), zone),
    };
  }

  /**
   * Who would get a call from this number now, or by the hours of another time of the account; phones are as they are
   * now in either case. Nothing is kept of it.
   */
  async dryRun(raw: string, at?: LocalTime): Promise<DryRun> {
    const { phones, directory, timeZone } = this.parts;
    const question = { ...(await this.questionOf(raw, undefined))(), ...(at && { now: at }) };
    const { steps, ...decision } = decideRoute(question);
    return {
      number: phones.of(raw).number,
      time: { ...question.now, zone: timeZone() },
      ...decision,
      steps: steps.map((step) => ({
        ...step,
        ...(step.extension && { name: directory.colleague(step.extension).name }),
      })),
    };
  }

  /** Why this phone rings, for the card; `undefined` = the PBX's own doing. */
  reasonFor(callId: CallId, extension: Extension): RoutingReason | undefined {
    const { steps = [] } = this.decisions.get(callId) ?? {};
    const taken = steps.find((step) => step.outcome === 'taken' && step.extension === extension);
    if (!taken) return undefined;
    const passedOver = steps.find((step) => step.to === 'responsible' && step !== taken);
    return { kind: 'routed', by: taken.to, ...this.insteadOf(passedOver) };
  }

  forget(callId: CallId): void {
    this.decisions.delete(callId);
  }

  private async questionOf(raw: string, asker: CallId | undefined): Promise<() => RouteQuestion> {
    const {
      accountId,
      settings,
      directory,
      owners,
      lastTalks,
      calls,
      reachable,
      statusAt,
      timeZone,
      phones,
      clock,
    } = this.parts;
    const { number } = phones.of(raw);
    const [found, lastTalked] = await Promise.all([owners(number), lastTalks.last(accountId, number)]);
    return () => {
      const [live, registered] = [calls(), reachable()];
      return {
        rules: settings.rules,
        ...(settings.hours && { hours: settings.hours }),
        now: localTime(clock.now(), timeZone()),
        responsible: found && bestFirst(found),
        lastTalked,
        deputyOf: (user) => settings.deputies.get(user),
        extensionOf: (user) => directory.user(user)?.extension,
        presenceOf: (extension) =>
          this.promised.isPromised(extension, asker, live)
            ? { presence: 'busy' }
            : presenceOf(extension, live, registered, statusAt(extension)),
      };
    };
  }

  private insteadOf(
    step: RouteStep | undefined,
  ): Pick<Extract<RoutingReason, { kind: 'routed' }>, 'insteadOf'> {
    const why = step && INSTEAD_OF_WHYS.find((one) => one === step.outcome);
    if (!step?.extension || !why) return {};
    return { insteadOf: { ...this.parts.directory.colleague(step.extension), why } };
  }
}

function bestFirst(owners: readonly NumberOwner[]): readonly UserId[] {
  const choice = chooseEntity(owners, { agent: NOBODY });
  return choice ? [choice.owner, ...choice.others].map(({ responsibleUserId }) => responsibleUserId) : [];
}
